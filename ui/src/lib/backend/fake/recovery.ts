// The fake while a database cannot be opened.
import type { GivenKey, Recoverable } from '../connection';
import { checkKey } from './encryption';
import { failure, type World } from './world';

/** A backup in place of the broken file; the window goes on as usual from here. */
export function recoveryRestore(
  world: World,
  source: { backup: string } | { file: string },
  key: GivenKey | null,
  withSettings: boolean,
): Recoverable {
  const backup = 'backup' in source ? world.backups.find((b) => b.id === source.backup) : world.backups[0];
  if (!backup) throw failure('not-found', 'There is no such backup', '`backup list` names those there are');
  if ('backup' in source || source.file.endsWith('.age')) checkKey(world, backup, key);
  world.profiles = structuredClone(backup.holds);
  world.problem = null;
  return {
    backup: backup.id,
    created_at: backup.created_at,
    components: backup.components,
    has_settings: true,
    warnings: withSettings ? ['Settings that the environment sets were not taken over: `schedule`'] : [],
  };
}
