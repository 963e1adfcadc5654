import type { LocationStatus } from '../backend';
import { ago, upcoming } from './time';
import { count, size } from './words';
import { common, t } from './messages';

export type Health = {
  state: 'works' | 'behind' | 'unknown' | 'broken';
  /** One word of it. */
  word: string;
  facts: string[];
  /** Room that is left, where that is known. */
  free: string | null;
  problem: string | null;
};

/** How a location is, in a word and a line: what it has, what it lacks, and why. */
export function health(location: LocationStatus, now: Date): Health {
  const { ok, waiting, problem, next_try, newest_verified, kept, bytes, free, kind, asked_at } = location;
  const facts = [
    kept > 0 && t.backupsIn(kept, bytes),
    newest_verified && t.lastVerified(ago(new Date(newest_verified), now)),
  ].filter((fact): fact is string => !!fact);
  const room = free === null ? null : t.free(size(free));
  if (!ok) {
    const why = problem ?? common.itCannotBeReached;
    return { state: 'broken', word: t.doesNotWork, facts: facts.slice(0, 1), free: room, problem: why };
  }
  if (waiting > 0) {
    const again = next_try ? t.nextTry(upcoming(new Date(next_try), now)) : '';
    const behind = t.behind(count(waiting, 'backup'));
    return {
      state: 'behind',
      word: behind,
      facts: facts.slice(0, 1),
      free: room,
      problem: [problem ?? behind, again].filter(Boolean).join(', '),
    };
  }
  if (kind !== 'folder' && asked_at === null)
    return {
      state: 'unknown',
      word: t.notContactedYet,
      facts: [t.notContactedYet, ...facts],
      free: room,
      problem: null,
    };
  return { state: 'works', word: t.works, facts, free: room, problem: null };
}
