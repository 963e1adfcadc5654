// Settings of the fake, by name.
import type { SettingChange, Settings } from '../connection';
import type { Bench } from './bench';
import { check } from './schedule';
import { failure, type World } from './world';

export function changeSetting(world: World, { setting, tell }: Bench, change: SettingChange): Settings {
  if (world.settings.locked.includes(change.name))
    throw failure(
      'invalid-input',
      `\`${change.name}\` is set by the environment`,
      'Change or unset the variable and restart Mantrae',
    );
  if (change.name === 'schedule') check(change.value.cron);
  const problems = world.settings.problems.filter(
    (p) => change.name !== 'retention' || !p.message.startsWith('The saved rule'),
  );
  const saved = setting({ [change.name]: change.value, problems });
  tell({ type: 'backups-changed' });
  return saved;
}
