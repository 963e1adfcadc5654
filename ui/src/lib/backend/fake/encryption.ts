// Encryption of the fake: one key opens everything that is encrypted.
import type { Backend, Backup, GivenKey } from '../connection';
import type { bench } from './bench';
import { stamp } from './clock';
import { entry } from './history';
import { copy, failure, type World } from './world';

type Commands = Pick<
  Backend,
  | 'encryption'
  | 'turnOnEncryption'
  | 'turnOffEncryption'
  | 'newKey'
  | 'saveRecoverySheet'
  | 'chooseKeyFile'
  | 'rehearse'
>;

export function encryptionCommands(world: World, desk: ReturnType<typeof bench>): Commands {
  const change = (sentence: string, next: Partial<World['encryption']>) => {
    Object.assign(world.encryption, next);
    desk.log(entry('settings', stamp(), sentence, 0.1));
    desk.tell({ type: 'settings-changed' });
    return copy(world.encryption);
  };
  return {
    encryption: async () => copy(world.encryption),
    turnOnEncryption: async () => {
      if (world.encryption.keyring !== 'unlocked')
        throw failure(
          'keyring',
          'Encryption was not turned on: there is no keyring',
          'Start the keyring.',
          true,
        );
      const key_id = world.encryption.key_id ?? '7F3A12BC';
      return change(`Encryption of backups turned on, with the key ${key_id}`, { on: true, key_id });
    },
    turnOffEncryption: async () => change('Backup encryption turned off', { on: false }),
    newKey: async () => {
      const { key_id, old_keys } = world.encryption;
      return change('New backup key: C0FFEE42', {
        key_id: 'C0FFEE42',
        old_keys: key_id ? [key_id, ...old_keys] : old_keys,
        rehearsed_at: null,
      });
    },
    saveRecoverySheet: async () => '~/Documents/Mantrae recovery sheet.txt',
    chooseKeyFile: async () => '~/Documents/Mantrae recovery sheet.txt',
    rehearse: async (key) => {
      const newest = world.backups.find((b) => b.encrypted);
      if (!newest)
        throw failure(
          'not-found',
          'There is no encrypted backup to test the key with',
          'Back up first, with encryption on',
        );
      const ok = opens(world, key);
      if (ok) world.encryption.rehearsed_at = stamp();
      return {
        ok,
        backup: newest.id,
        key_id: world.encryption.key_id ?? '',
        problem: ok ? null : wrong(world),
      };
    },
  };
}

const opens = (world: World, key: GivenKey): boolean =>
  key.file !== undefined || key.text.trim() === world.key;

const wrong = (world: World) =>
  failure(
    'wrong-key',
    `This backup was encrypted with the key ${world.encryption.key_id}, not with this one`,
    'Enter that key; it stands on the recovery sheet of its time',
  );

/** Without the key that is needed a backup stays closed. */
export function checkKey(world: World, backup: Backup, key: GivenKey | null): void {
  if (!backup.encrypted || (!key && !world.encryption.problem)) return;
  if (!key)
    throw failure(
      'key-needed',
      `Enter the key with the id ${backup.key_id}`,
      'On the recovery sheet, it is the line that begins with AGE-SECRET-KEY-1',
    );
  if (!opens(world, key)) throw wrong(world);
}
