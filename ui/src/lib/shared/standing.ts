import type { StandingState } from '../backend';

const following: readonly StandingState[] = [
  'following',
  'files-ahead',
  'not-written',
  'changed-on-both-sides',
  'files-broken',
];

/** Whether a profile follows files: it is not published, the files lead. */
export const followsFiles = (state: StandingState | undefined): boolean =>
  state !== undefined && following.includes(state);
