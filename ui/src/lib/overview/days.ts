import type { Day } from '../backend';
import { count } from '../shared/words';
import { shortDate } from '../shared/time';

export type DayLook = 'ok' | 'late' | 'failed' | 'both' | 'none';

export const lookOf = (day: Day): DayLook =>
  day.ok && day.failed ? 'both' : day.failed ? 'failed' : !day.ok ? 'none' : day.late ? 'late' : 'ok';

/** 12 Nov: 2 backups, 1 failed */
export function daySentence(day: Day, now: Date): string {
  const parts = [
    day.ok > 0 && count(day.ok, 'backup'),
    day.late > 0 && `${day.late} late`,
    day.failed > 0 && `${day.failed} failed`,
  ].filter(Boolean);
  return `${shortDate(new Date(`${day.date}T12:00`), now)}: ${parts.join(', ') || 'no backup'}`;
}

/** The legend counts days, and names only what there is. */
export function legend(days: Day[]): { look: DayLook; text: string }[] {
  const n = (look: DayLook) => days.filter((d) => lookOf(d) === look).length;
  const rows: [DayLook, string][] = [
    ['ok', 'with a backup'],
    ['late', 'caught up late'],
    ['both', 'failed, then caught up'],
    ['failed', 'failed'],
    ['none', 'without'],
  ];
  return rows
    .map(([look, words]) => ({ look, n: n(look), words }))
    .filter((r) => r.n > 0)
    .map(({ look, n, words }) => ({ look, text: `${n} ${words}` }));
}
