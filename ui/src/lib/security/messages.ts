import { list } from '../shared/words';

/** What the window says about security. */
export const t = {
  key: (id: string | null) => `Key ${id ?? ''}`,
  inKeyring: (keyring: string, older: string) => `In ${keyring}${older}`,
  newKey: 'New key…',
  recoverySheet: 'Recovery sheet',
  pagePrintWhereBackupsAre: 'A page to print: where the backups are, the key, and three steps to restore',
  testYourCopyKey: 'Test your copy of the key',
  keyTried: (when: string, due: boolean) =>
    `Last tested ${when}${due ? '. Check that you still have it' : ''}`,
  notTestedYetCheckYour: 'Not tested yet: check that your copy of the key opens a backup',
  enterTheKey: 'Enter the key…',
  theKeyring: 'the keyring',
  olderNeed: (ids: string[]) => `. Older backups need ${list(ids)}, also kept there`,
  recoverySheetWasNotSaved: 'The recovery sheet was not saved.',
  sheetSaved: (path: string) => `Saved ${path}. Print it, and keep it away from the backups.`,
  createANewKey: 'Create a new key?',
  newBackupsWillBeEncrypted:
    'New backups will be encrypted with it. The old key stays in the keyring and on its recovery sheet, and is still needed for backups made with it. Save a new recovery sheet afterwards: the old one does not open new backups.',
  createKey: 'Create a new key',
  couldYouRestoreOnNew: 'Could you restore on a new computer?',
  enterKeyAsYouWould:
    'Enter the key as you would there. Mantrae opens the newest encrypted backup with it, without using this computer’s keyring.',
  thisKeyOpensNewestBackup: 'This key opens the newest backup. Keep it away from the backups.',
  testTheKey: 'Test the key',
  thisKeyDoesNotOpen: 'This key does not open the newest backup.',
  encryptBackups: 'Encrypt backups',
  newBackupsCanOnlyBe: 'New backups can only be read with the key',
  anyoneWhoHasBackupFile: 'Anyone who has a backup file can read it: rules, addresses, password hashes',
  secretKeysForS3Storage:
    'Secret keys for S3 storage can be entered at each start and are then kept in memory only. Encryption needs a keyring, such as GNOME Keyring or KWallet.',
  checkAgain: 'Check again',
  keyring: 'Keyring',
  thisDesktopsKeyring: 'This desktop’s keyring',
  mantraesKeysPasswordsAreStored:
    'Mantrae’s keys and passwords are stored in your desktop’s keyring, never in a file, a backup or a log.',
  backupsMadeBeforeEncryptionWas: 'Backups made before encryption was turned on stay unencrypted.',
  unlocked: 'unlocked',
  lockedBackupsContinueTheirContents:
    'locked. Backups continue; their contents are verified once it is unlocked',
  encryptionNotTurned: (on: boolean) => `Encryption could not be turned ${on ? 'on' : 'off'}.`,
  newKeyCouldNotBe: 'The new key could not be created.',
};
