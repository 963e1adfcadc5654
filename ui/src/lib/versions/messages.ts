import { count } from '../shared/words';

/** What the window says about profiles that are kept as files. */
export const t = {
  folder: 'Version folder',
  folderNote: 'Each profile as a YAML file with its comments, written again after each change',
  files: (path: string, n: number) => `${path} · ${count(n, 'file')}`,
  choose: 'Choose…',
  change: 'Change…',
  stop: 'Stop',
  stopped: 'No longer written. The files stay as they are.',
  commit: 'Commit each change with git',
  commitNote: 'Password hashes and keys become part of the repository’s history',
  notAll: 'Not everything could be written',
  notChanged: 'The version folder could not be changed.',
};
