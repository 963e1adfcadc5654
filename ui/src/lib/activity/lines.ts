import type { ActivityEntry } from '../backend';
import { t } from './messages';

export type DetailLine = { what: string; why: string };

/** Details that are a list, line by line: what it was about, and what is said of it. Null where they are one sentence. */
export function linesOf({ kind, detail }: Pick<ActivityEntry, 'kind' | 'detail'>): DetailLine[] | null {
  if (!detail || (kind !== 'delete' && !detail.includes('\n'))) return null;
  return detail
    .split('\n')
    .filter(Boolean)
    .map((line) => {
      // A time of day has a colon too, but no space behind it.
      const at = line.indexOf(': ');
      return at < 0 ? { what: line, why: '' } : { what: line.slice(0, at), why: line.slice(at + 2) };
    });
}

/** The details in one line of a table. */
export function inShort(detail: string | null): string {
  const [first = '', ...rest] = (detail ?? '').split('\n').filter(Boolean);
  return rest.length ? t.andMore(first, rest.length) : first;
}
