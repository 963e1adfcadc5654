import { count, quoted } from '../shared/words';

/** What the window says about files that lead. */
export const t = {
  stateOfFiles: 'State of the files',
  checkNow: 'Check now',
  checking: 'Checking…',
  writeAsk: 'Write to the files…',
  stopAsk: 'Stop following…',
  lastTakenIn: 'Last taken in',
  notLooked: 'The files could not be looked at.',

  files: 'Files',
  file: 'File',
  components: 'Components',
  state: 'State',
  isRead: 'read by Traefik',
  isBroken: (line: number | null) => (line === null ? 'cannot be read' : `line ${line}`),
  ignored: (names: string[], by: string) =>
    names.length > 2
      ? `${names.length} components ignored: ${by} defines them first`
      : `${names.map(quoted).join(' and ')} ignored: ${by} defines ${names.length === 1 ? 'it' : 'them'} first`,

  differences: 'What differs',
  notInFiles: 'Not in the files yet',
  decide: 'Which version counts?',
  component: 'Component',
  inFiles: 'In the files',
  here: 'Here',
  changes: { added: 'added', changed: 'changed', reworded: 'written otherwise', removed: 'removed' },
  same: 'as before',
  counts: 'Counts',
  countsOf: (name: string) => `Which version of ${quoted(name)} counts`,
  theFiles: 'Files',
  thisProfile: 'Profile',
  settle: 'Settle',
  settled: 'Settled. What counts here is still to be written to the files.',
  notSettled: 'It could not be settled.',
  moreRows: (n: number) => `and ${n} more`,

  followTitle: (profile: string) => `Which files does ${quoted(profile)} follow?`,
  followText:
    'For files that you edit by hand, by git or by a playbook: what changes in them is taken in and backed up. Mantrae writes to them only when you ask for it.',
  folder: 'Folder or file',
  folderNote: 'What Traefik reads: a folder, or a single file',
  enterAFolder: 'Enter the folder or file that Traefik reads',
  look: 'See what changes',
  looking: 'Reading the files…',
  nothingChanges: 'Nothing changes: this profile already says what the files say.',
  addsOnly: (n: number) => `${count(n, 'component')} ${n === 1 ? 'is' : 'are'} added to this profile.`,
  replaces: (changed: number, removed: number) =>
    [
      ...(changed
        ? [`${count(changed, 'component')} of this profile ${changed === 1 ? 'changes' : 'change'}`]
        : []),
      ...(removed
        ? [`${count(removed, 'component')} that the files lack ${removed === 1 ? 'is' : 'are'} removed`]
        : []),
    ].join(', and ') + '. One undo brings that back.',
  whatChanges: 'What changes in this profile',
  follow: 'Follow',
  beginning: 'Taking in…',
  begun: 'Following. Nothing was written to the files.',
  notNow: 'Not now',
  handEdited: 'Do you edit Traefik’s files by hand?',
  followInstead: 'Follow them instead…',
  publishInstead: 'Publish to Traefik instead…',

  writeTitle: (profile: string) => `Write ${quoted(profile)} to its files?`,
  writeText: 'Only the lines of these components change.',
  whatIsWritten: 'What is written',
  newFile: 'new file',
  losesComments: 'its comments are lost',
  comparing: 'Comparing with the files…',
  write: 'Write',
  writing: 'Writing…',
  written: (n: number) => `Written to ${count(n, 'file')}.`,
  nothingToWrite: 'Nothing to write: the files say this already.',
  stopTitle: 'Stop following these files?',
  stopText: (path: string) =>
    `The files in \`${path}\` and this profile stay as they are. What changes in the files is no longer taken in, nor backed up.`,
  stop: 'Stop following',
  stopped: 'No longer following. The files stay as they are.',
  notStopped: 'It could not be stopped.',
};
