import type { Day } from '../backend';
import { count } from '../shared/words';
import { shortDate } from '../shared/time';
import { t } from './messages';

export type DayLook = 'ok' | 'late' | 'failed' | 'both' | 'none';

export const lookOf = (day: Day): DayLook =>
  day.ok && day.failed ? 'both' : day.failed ? 'failed' : !day.ok ? 'none' : day.late ? 'late' : 'ok';

/** 12 Nov: 2 backups, 1 failed */
export function daySentence(day: Day, now: Date): string {
  const parts = [
    day.ok > 0 && count(day.ok, 'backup'),
    day.late > 0 && t.lateCount(day.late),
    day.failed > 0 && t.failedCount(day.failed),
  ].filter(Boolean);
  return t.dayIs(shortDate(new Date(`${day.date}T12:00`), now), parts.join(', ') || t.noBackup);
}

/** The legend counts days, and names only what there is. */
export function legend(days: Day[]): { look: DayLook; text: string }[] {
  const n = (look: DayLook) => days.filter((d) => lookOf(d) === look).length;
  const rows: [DayLook, string][] = [
    ['ok', t.withABackup],
    ['late', t.caughtUpLater],
    ['both', t.failedThenCaughtUp],
    ['failed', t.failed],
    ['none', t.without],
  ];
  return rows
    .map(([look, words]) => ({ look, n: n(look), words }))
    .filter((r) => r.n > 0)
    .map(({ look, n, words }) => ({ look, text: `${n} ${words}` }));
}
