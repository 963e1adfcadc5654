// The backups and activity that a few busy months left behind, and what is added to them.
import type { ActivityEntry, ActivityKind, Backup, Step, Trigger } from '../connection';
import { recorded } from './samples';

let serial = 0;
/** A new world counts from one again, so that pictures and tests find the same names. */
export const restart = (): void => {
  serial = 0;
};
export const newId = (prefix: string): string => `${prefix}-new-${++serial}`;

export const sampleBackups = (): Backup[] => recorded<Backup[]>('backups');
export const sampleActivity = (): ActivityEntry[] => recorded<ActivityEntry[]>('activity');

/** The names of the steps of the newest run of that kind. */
export const stepsOf = (kind: ActivityKind): string[] =>
  sampleActivity()
    .find((e) => e.kind === kind)!
    .steps.map((step) => step.name);

export const steps = (
  names: string[],
  done: number,
  state: Step['state'] = 'next',
  message: string | null = null,
): Step[] =>
  names.map((name, i) => ({
    name,
    state: i < done ? 'done' : i === done ? state : 'next',
    message: i === done ? message : null,
  }));

/** One more backup, like the newest of the sample. */
export function backup(created_at: string, trigger: Trigger, more: Partial<Backup> = {}): Backup {
  const like = sampleBackups()[0]!;
  const locations = like.locations.map((one) => ({ ...one, verified_at: created_at }));
  return { ...like, id: newId('backup'), created_at, trigger, locations, ...more };
}

export function entry(
  kind: ActivityKind,
  started_at: string,
  sentence: string,
  seconds: number,
  more: Partial<ActivityEntry> = {},
): ActivityEntry {
  return {
    id: newId('entry'),
    kind,
    trigger: null,
    started_at,
    sentence,
    detail: null,
    backup: null,
    undoable: false,
    undone: false,
    failure: null,
    finished_at: new Date(Date.parse(started_at) + seconds * 1000).toISOString(),
    outcome: 'ok',
    steps: kind === 'backup' ? steps(stepsOf(kind), Infinity) : [],
    ...more,
  };
}
