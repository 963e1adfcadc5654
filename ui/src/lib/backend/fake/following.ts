// The fake's files that lead: what the engine answered in each situation that was recorded.
import type { Backend, FollowPlan, FollowStatus, WritePlan } from '../connection';
import type { Bench } from './bench';
import { recorded } from './samples';
import { copy, failure, type World } from './world';

type Commands = Pick<
  Backend,
  | 'planFollowing'
  | 'beginFollowing'
  | 'endFollowing'
  | 'followStatus'
  | 'lookAtFiles'
  | 'decideFiles'
  | 'planWrite'
  | 'writeToFiles'
>;

/** A situation that was recorded. */
export const sampleFollowing = (situation: string): FollowStatus =>
  recorded<FollowStatus>('followStatus', situation);

const planOf = (situation: string): FollowPlan => recorded<FollowPlan>('planFollowing', situation);

export const followingCommands = (world: World, { tell }: Bench): Commands => {
  const settled = (situation: string) => {
    world.following = sampleFollowing(situation);
    tell({ type: 'settings-changed' });
    tell({ type: 'configuration-changed' });
  };
  return {
    planFollowing: async (_, path) => {
      if (path.includes('nowhere'))
        throw failure(
          'storage',
          `Cannot open: it does not exist: \`${path}\``,
          'Name the folder or file that Traefik reads, as it is called on this computer',
        );
      return { ...planOf(path.includes('empty') ? 'empty' : 'filled'), path };
    },
    beginFollowing: async (_, path) => {
      settled('following');
      world.following!.path = path;
      return planOf('filled');
    },
    endFollowing: async () => {
      const path = world.following?.path ?? null;
      world.following = null;
      tell({ type: 'settings-changed' });
      return path;
    },
    followStatus: async () => copy(world.following),
    lookAtFiles: async () => {
      if (world.following?.standing.state === 'files-ahead') settled('following');
      return null;
    },
    decideFiles: async () => {
      settled('not-written');
      return null;
    },
    planWrite: async () => copy(recorded<WritePlan>('planWrite', 'changes')),
    writeToFiles: async () => {
      settled('following');
      return copy(recorded<WritePlan>('planWrite', 'changes'));
    },
  };
};
