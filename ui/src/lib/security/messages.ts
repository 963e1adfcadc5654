import { list } from '../shared/words';

/** What the window says about security. */
export const t = {
  key: (id: string | null) => `Key ${id ?? ''}`,
  inKeyring: (keyring: string, older: string) => `In ${keyring}${older}`,
  newKey: 'New key…',
  recoverySheet: 'Recovery sheet',
  pagePrintWhereBackupsAre: 'A page to print: your key, where the backups are, three steps',
  testYourCopyKey: 'Test of your saved key',
  keyTried: (when: string, due: boolean) =>
    `Last tested ${when}${due ? '. Check that you still have it' : ''}`,
  notTestedYetCheckYour: 'You haven’t tested your saved key yet',
  enterTheKey: 'Test the key…',
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
    'Mantrae opens the newest encrypted backup with the key you enter, without this computer’s keyring.',
  thisKeyOpensNewestBackup: 'This key opens the newest backup. Keep it away from the backups.',
  testTheKey: 'Test key',
  thisKeyDoesNotOpen: 'This key does not open the newest backup.',
  encryptBackups: 'Encrypt backups',
  newBackupsCanOnlyBe: 'New backups can only be opened with your key',
  anyoneWhoHasBackupFile: 'Anyone with a backup file can read its rules, addresses and password hashes',
  secretKeysForS3Storage:
    'Secret keys for S3 storage can be entered at each start and are then kept in memory only. Encryption needs a keyring, such as GNOME Keyring or KWallet.',
  checkAgain: 'Check again',
  keyring: 'Keyring',
  thisDesktopsKeyring: 'This desktop’s keyring',
  mantraesKeysPasswordsAreStored:
    'Mantrae keeps keys and passwords in your desktop’s keyring, never in files, backups or logs.',
  backupsMadeBeforeEncryptionWas: 'Backups made before encryption was turned on stay unencrypted.',
  unlocked: 'unlocked',
  lockedBackupsContinueTheirContents:
    'locked. Backups continue; their contents are verified once it is unlocked',
  encryptionNotTurned: (on: boolean) => `Encryption could not be turned ${on ? 'on' : 'off'}.`,
  newKeyCouldNotBe: 'The new key could not be created.',
};
