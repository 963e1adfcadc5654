// State as a shape and a colour; the word stands beside it.
import type { ActivityEntry, OutcomeState, Problem, StandingState, VerdictKind } from '../../lib/backend';
import type { IconName } from './glyphs';

export type State = 'is-safe' | 'is-running' | 'is-waiting' | 'is-failed' | 'is-off';
export type Mark = { state: State; icon: IconName };

const marks: Record<VerdictKind, Mark> = {
  safe: { state: 'is-safe', icon: 'check' },
  running: { state: 'is-running', icon: 'arc' },
  failed: { state: 'is-failed', icon: 'x' },
  overdue: { state: 'is-waiting', icon: 'bang' },
  waiting: { state: 'is-waiting', icon: 'dots' },
  'one-location-missing': { state: 'is-waiting', icon: 'half' },
  'not-backed-up': { state: 'is-waiting', icon: 'ring' },
  never: { state: 'is-waiting', icon: 'ring' },
  paused: { state: 'is-off', icon: 'bars' },
  off: { state: 'is-off', icon: 'minus' },
};

/** Overdue for three periods is as red as a failure; the shape stays. */
export const verdictMark = (kind: VerdictKind, grave = false): Mark =>
  grave ? { ...marks[kind], state: 'is-failed' } : marks[kind];

const standings: Record<StandingState, Mark> = {
  live: marks.safe,
  'not-live': { state: 'is-running', icon: 'ring' },
  'not-published': { state: 'is-running', icon: 'ring' },
  'on-trial': { state: 'is-running', icon: 'clock' },
  'some-fail': { state: 'is-waiting', icon: 'half' },
  differs: { state: 'is-waiting', icon: 'bang' },
  'changed-outside': { state: 'is-waiting', icon: 'bang' },
  'not-answering': marks.waiting,
  'not-asking': marks.waiting,
  'not-confirmed': { state: 'is-off', icon: 'dots' },
  'not-picked-up': marks.failed,
  following: marks.safe,
  'files-ahead': marks.running,
  'not-written': { state: 'is-running', icon: 'ring' },
  'changed-on-both-sides': { state: 'is-waiting', icon: 'bang' },
  'files-broken': marks.failed,
};

/** How a published profile stands. */
export const standingMark = (state: StandingState): Mark => standings[state];

/** What Traefik said about a publication. */
export const outcomeMark = (state: OutcomeState): Mark =>
  ({
    live: marks.safe,
    'live-with-problems': standings['some-fail'],
    'live-but-different': standings.differs,
    'not-picked-up': marks.failed,
    'not-read': marks.failed,
    'not-confirmed': standings['not-confirmed'],
  })[state];

export const problemMark = (severity: Problem['severity']): Mark =>
  severity === 'info'
    ? { state: 'is-off', icon: 'dots' }
    : { state: severity === 'error' ? 'is-failed' : 'is-waiting', icon: 'bang' };

/** How a location is; see `lib/shared/health`. */
export const healthMarks: Record<'works' | 'behind' | 'unknown' | 'broken', Mark> = {
  works: marks.safe,
  behind: marks['one-location-missing'],
  unknown: { state: 'is-off', icon: 'dots' },
  broken: marks.failed,
};

const quiet: Partial<Record<ActivityEntry['kind'], IconName>> = {
  edit: 'pencil',
  restore: 'restore',
  undo: 'undo',
  import: 'import',
  export: 'upload',
  profile: 'config',
  delete: 'trash',
  settings: 'settings',
  schedule: 'clock',
};

/** A run that went well is green; a change a person made is grey, with what it was. */
export function activityMark(entry: Pick<ActivityEntry, 'kind' | 'outcome'>): Mark {
  if (entry.outcome === 'running') return marks.running;
  if (entry.outcome === 'failed') return marks.failed;
  if (entry.outcome === 'not-needed') return { state: 'is-safe', icon: 'minus' };
  if (entry.outcome === 'stopped') return { state: 'is-off', icon: 'stop' };
  if (entry.outcome === 'interrupted') return { state: 'is-waiting', icon: 'minus' };
  if (entry.outcome === 'warning') return marks.overdue;
  const icon = quiet[entry.kind];
  return icon ? { state: 'is-off', icon } : marks.safe;
}
