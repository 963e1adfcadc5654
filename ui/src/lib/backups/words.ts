import type { Backup, BackupDetail, Trigger } from '../backend';
import { clockTime, daysBetween, fullDate, shortDate, weekday } from '../shared/time';
import { common } from '../shared/messages';
import { t } from './messages';

const words: Record<Trigger, string> = {
  schedule: t.scheduled,
  manual: t.manual,
  'before-import': t.beforeImport,
  'before-restore': t.beforeRestore,
  'after-changes': t.afterChanges,
  'catch-up': t.catchUp,
};

/** Why a backup was made; a newer version may have had a reason that this one does not know. */
export const why = (trigger: Trigger): string => words[trigger] ?? t.newerReason(trigger);

export const isRestorePoint = (trigger: Trigger): boolean => trigger.startsWith('before-');

/** the backup of 9 Nov 2026, 02:00 */
export const named = (backup: Pick<Backup, 'created_at'>): string =>
  t.backupFrom(fullDate(new Date(backup.created_at)));

/** What a search looks through, in small letters: when, why, the note, the locations, the file. */
export const searched = (b: Backup): string =>
  [
    fullDate(new Date(b.created_at)),
    why(b.trigger),
    b.note,
    b.pinned ? 'pinned' : '',
    ...b.locations.map((l) => l.name),
    b.file,
  ]
    .join(' ')
    .toLowerCase();

export type Check = {
  state: 'checked' | 'unchecked' | 'changed' | 'damaged';
  at: string | null;
  problem: string | null;
};

/** 11:02 where the head of the list says which day; Tue 10 Nov, 07:40 in the last days; 13 Oct, 02:00 before. */
export function whenInRow(at: Date, now: Date): string {
  const days = daysBetween(at, now);
  if (days <= 1) return clockTime(at);
  return `${days < 7 ? weekday(at) : shortDate(at, now)}, ${clockTime(at)}`;
}

/** Today · Yesterday · This week · Earlier in November · October · December 2025: few heads over many rows. */
export function spanOf(at: Date, now: Date): string {
  const days = daysBetween(at, now);
  if (days <= 0) return common.today;
  if (days === 1) return common.yesterday;
  if (days < 7) return t.thisWeek;
  const month = common.monthNames[at.getMonth()]!;
  if (at.getFullYear() !== now.getFullYear()) return `${month} ${at.getFullYear()}`;
  return at.getMonth() === now.getMonth() ? t.earlierIn(month) : month;
}

/** Where and how far a backup was verified: the sentence that stands for it. */
export function verificationsOf(backup: Pick<Backup, 'locations'>, components: number): string[] {
  return backup.locations
    .filter((l) => l.problem === null && l.verified_at !== null)
    .map(({ name, verified_at, verification }) => {
      const when = fullDate(new Date(verified_at!));
      return verification === 'bytes' ? t.bytesReadBack(name, when) : t.readBack(name, components, when);
    });
}

/** A backup is checked where a location has read it back and nothing is wrong with it there since. */
export function checkOf(backup: Pick<Backup, 'locations'>): Check {
  const bad = backup.locations.find((l) => l.problem !== null);
  const verified =
    backup.locations
      .filter((l) => l.problem === null)
      .map((l) => l.verified_at)
      .filter((at) => at !== null)
      .sort()
      .at(-1) ?? null;
  if (bad && verified === null) {
    const state = bad.problem_kind === 'changed' ? 'changed' : 'damaged';
    return { state, at: null, problem: bad.problem };
  }
  return { state: verified ? 'checked' : 'unchecked', at: verified, problem: bad?.problem ?? null };
}

/** Can it be restored? If not, the reason and what to do. */
export const hindrance = (detail: Pick<BackupDetail, 'problem'>): string | null =>
  detail.problem?.message ?? null;

/** The next older backup that was read back well. */
export const olderGood = (backups: Backup[], than: string): Backup | null =>
  backups
    .filter((b) => b.created_at < than && checkOf(b).state === 'checked')
    .sort((a, b) => b.created_at.localeCompare(a.created_at))[0] ?? null;

type Origin = Pick<BackupDetail, 'schema_version' | 'app_version' | 'instance_name'>;

/** schema 5 · made by 0.1.0 on lab; only what is known, for a damaged backup may say nothing of itself. */
export function originOf({
  schema_version: schema,
  app_version: app,
  instance_name: computer,
}: Origin): string {
  const made =
    app && computer ? t.madeByOn(app, computer) : app ? t.madeBy(app) : computer && t.madeOn(computer);
  return [schema > 0 && t.schema(schema), made].filter(Boolean).join(' · ');
}
