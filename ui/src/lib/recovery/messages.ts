/** What the window says about recovery. */
export const t = {
  lookingForBackups: 'Looking for backups…',
  noBackupsWereFoundOn: 'No backups were found on this computer.',
  availableBackups: 'Available backups',
  keyOf: (id: string | null) => ` · key ${id ?? '–'}`,
  keyOfTheBackup: 'Key of the backup',
  thisBackupEncryptedIfYou:
    'This backup is encrypted. If you leave this empty, Mantrae looks for the key in this computer’s keyring.',
  alsoRestoreAppSettingsStored: 'Also restore the app settings stored in it, as on a new computer',
  restoreThisBackup: 'Restore this backup',
  writtenByNewerVersionMantrae: 'Written by a newer version of Mantrae',
  mantraeDatabaseCannotBeOpened: 'A Mantrae database cannot be opened',
  fileCannotBeOpenedKept: 'The file that cannot be opened is kept: it is renamed in the same folder.',
  startWithEmptyConfiguration: 'Start with an empty configuration…',
  continueWithoutIt: 'Continue without it',
  youWillLoseSettingsActivity:
    'You will lose settings, activity and undo history. Your configuration and backups are kept.',
  startEmptyLabel: 'Start with an empty configuration',
  startWithEmptyConfigurationYou: 'Start with an empty configuration? You can still restore a backup later.',
};
