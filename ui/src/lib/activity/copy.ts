import type { ActivityEntry } from '../backend';
import { exact, took } from '../shared/time';
import { t } from './messages';

/** Home folders, keys in addresses and long random texts never leave the computer by way of the clipboard. */
export const masked = (text: string): string =>
  text
    .replace(/(?:\/home\/|\/Users\/|[A-Z]:\\Users\\)[^/\\\s:()]+/g, '~')
    .replace(/([?&][\w-]*(?:key|token|signature|credential|secret|password)[\w-]*=)[^&\s]+/gi, '$1•••')
    .replace(/(\/\/)[^/\s@]+@/g, '$1•••@')
    .replace(/\b[A-Za-z0-9+]{40,}|\$2[aby]\$\S+/g, '•••');

/** An entry as plain text for a bug report. */
export function asText(e: ActivityEntry, version: string): string {
  const lines = [
    `${e.sentence} (${e.outcome})`,
    t.copyWhen(exact(new Date(e.started_at)), took(e.started_at, e.finished_at)),
    e.detail && t.copyDetails(e.detail),
    ...e.steps.map((s, i) => `${i + 1}. ${s.name}: ${s.state}${s.message ? ` (${s.message})` : ''}`),
    e.failure && t.copyFailure(e.failure.code, e.failure.message),
    e.failure?.hint && t.copyHint(e.failure.hint),
    `Mantrae ${version}`,
  ];
  return masked(lines.filter(Boolean).join('\n'));
}
