// The fake while a database cannot be opened.
import type { GivenKey, Recoverable, RestoreSource } from '../connection';
import { checkKey } from './encryption';
import { failure, sampleProfiles, type World } from './world';

/** A backup in place of the broken file; the window goes on as usual from here. */
export function recoveryRestore(
  world: World,
  source: RestoreSource,
  key: GivenKey | null,
  withSettings: boolean,
): Recoverable {
  const backup = source.backup ? world.backups.find((b) => b.id === source.backup) : world.backups[0];
  if (!backup) throw failure('not-found', 'There is no such backup', '`backup list` shows all backups');
  if (source.backup || source.file?.endsWith('.age')) checkKey(world, backup, key);
  world.profiles = sampleProfiles();
  world.problem = null;
  return {
    backup: backup.id,
    created_at: backup.created_at,
    components: backup.components,
    has_settings: true,
    warnings: withSettings ? ['Settings that the environment sets were not taken over: `schedule`'] : [],
  };
}
