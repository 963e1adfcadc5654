// The screens that know whether backups are encrypted, and whose they are.
import type { Opening } from '../opening';
import { at } from './clock';
import { failure, type World } from './world';

type Add = (name: string, opening: Opening, prepare?: (world: World) => void) => unknown;

const section: Opening = { screen: 'settings', show: { section: 'security' } };

const brokenConfiguration: World['problem'] = {
  which: 'configuration',
  file: '~/.local/share/mantrae/mantrae.db',
  newer: false,
  failure: failure(
    'database',
    'The configuration cannot be opened: `~/.local/share/mantrae/mantrae.db` is damaged',
    'Restore a backup, or put the file back and restart Mantrae',
  ),
};

function encrypted(world: World, rehearsed: string | null): void {
  Object.assign(world.encryption, { on: true, key_id: '7F3A12BC', rehearsed_at: rehearsed });
  for (const backup of world.backups) Object.assign(backup, { encrypted: true, key_id: '7F3A12BC' });
}

export function encryptionScenes(scene: Add): void {
  scene('settings-security', section);
  scene('settings-security-on', section, (w) => encrypted(w, at(12, 10, 9)));
  scene('settings-security-never-tried', section, (w) => {
    encrypted(w, null);
    w.encryption.old_keys = ['C0FFEE42'];
  });
  scene('settings-security-locked', section, (w) => {
    encrypted(w, at(12, 10, 9));
    w.encryption.keyring = 'locked';
    w.encryption.problem = failure(
      'locked',
      'The key 7F3A12BC cannot be read: the keyring is locked',
      'Unlock the keyring of your desktop',
      true,
    );
  });
  scene('settings-security-no-keyring', section, (w) => {
    w.encryption.keyring = 'absent';
    w.encryption.keyring_name = null;
  });
  scene('rehearse', { ...section, question: { kind: 'rehearse' } }, (w) => encrypted(w, null));
  scene('new-key', { ...section, question: { kind: 'new-key' } }, (w) => encrypted(w, at(12, 10, 9)));
  scene(
    'restore-key-needed',
    { screen: 'backups', question: { kind: 'restore', source: { backup: 'backup-0008' } } },
    (w) => {
      encrypted(w, null);
      w.encryption.problem = failure('key-needed', 'Enter the key with the id 7F3A12BC', null);
    },
  );
  scene('recovery-key', {}, (w) => {
    encrypted(w, null);
    w.encryption.problem = failure('key-needed', 'Enter the key with the id 7F3A12BC', null);
    w.problem = brokenConfiguration;
  });
  const others: Opening = { screen: 'backups', show: { selected: ['backup-0003'] } };
  const foreign = (w: World) => {
    for (const backup of w.backups.slice(2, 6)) Object.assign(backup, { own: false, instance: 'c0ffee42' });
  };
  scene('backups-other-computers', others, foreign);
  scene('backups-adopt', { ...others, question: { kind: 'adopt', count: 4 } }, foreign);
}
