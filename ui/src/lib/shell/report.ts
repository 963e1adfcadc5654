import type { AppState, Overview } from '../backend';
import { health } from '../shared/health';
import { count, size } from '../shared/words';
import { t } from './messages';

/**
 * What helps to understand a report of a fault: versions, states and numbers. No name, address, path or key is in it, so it can
 * be pasted anywhere.
 */
export function report(
  { version, platform, profiles, settings }: AppState,
  overview: Overview | null,
  now: Date,
): string {
  const { kind, grave } = overview?.verdict ?? {};
  const components = profiles.reduce((n, profile) => n + profile.components, 0);
  const locations = (overview?.locations ?? []).map((one) => `${one.kind} ${health(one, now).state}`);
  const rule = settings.retention.kind;
  const lines: [string, string][] = [
    [t.reportVersion, `${version}, ${platform}`],
    [t.reportVerdict, kind ? `${kind}${grave ? ', grave' : ''}` : '?'],
    [t.reportConfiguration, `${count(profiles.length, 'profile')}, ${count(components, 'component')}`],
    [t.backupsWord, overview ? `${overview.kept.count}, ${size(overview.kept.bytes)}` : '?'],
    [t.reportLocations, locations.join('; ') || '?'],
    [t.reportSchedule, settings.schedule.automatic ? 'automatic' : 'off'],
    [t.reportRetention, rule],
    [t.reportProblems, settings.problems.map((one) => one.code).join(', ') || '–'],
    [t.reportLocked, settings.locked.join(', ') || '–'],
  ];
  return lines.map(([what, value]) => `${what}: ${value}`).join('\n');
}
