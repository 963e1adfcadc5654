import { count, quoted } from '../shared/words';

/** What the window says about profiles. */
export const t = {
  nameYourFirstProfile: 'Name your first profile',
  importIntoWhichProfile: 'Import into a new profile',
  newProfile: 'New profile',
  holdsOne: (then: string) => `A profile holds the configuration of one Traefik instance. ${then}`,
  description: 'Description',
  optional: 'Optional',
  create: 'Create',
  chooseFiles: 'Choose files…',
  chooseAFolder: 'Choose a folder…',
  youReviewChangesNext: 'Next, review the changes.',
  chooseNext: (files: boolean) => `Next, choose your ${files ? 'files' : 'folder'}.`,
  myProfile: 'Home lab',
  created: (name: string) => `Profile ${quoted(name)} created`,
  deleteTitle: (name: string) => `Delete the profile ${quoted(name)}?`,
  deleteText: (components: number) =>
    `${components === 0 ? 'It is empty.' : `Its ${count(components, 'component')} ${components === 1 ? 'is' : 'are'} deleted too.`} A restore point of your current configuration is created first. Backups and other profiles are not affected.`,
  typeName: (name: string) => `Type ${quoted(name)} to confirm`,
  deleteProfile: 'Delete profile',
  typeToDelete: (name: string) => `That is not ${quoted(name)}`,
  deleted: (name: string) => `Profile ${quoted(name)} deleted.`,
  restorePointWasCreatedFirst: 'A restore point was created first.',
  switcher: (name: string | undefined) => `Profile: ${name ?? 'none yet'}`,
  createOneToStart: 'Create one to start',
  renameAsk: 'Rename…',
  renameTitle: (name: string) => `Rename the profile ${quoted(name)}`,
  existingBackupsKeepOldName:
    'Existing backups keep the old name. Restoring one of them brings the profile back under its old name.',
  renameNow: 'Rename',
  renamed: (from: string, to: string) => `Profile ${quoted(from)} is now called ${quoted(to)}`,
  profileNeedsName: 'A profile needs a name',
  nameLongerThan100Characters: 'The name is longer than 100 characters',
  exists: (name: string) => `There is already a profile called ${quoted(name)}`,
};
