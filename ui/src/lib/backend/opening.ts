import type { Kind } from './contract';

export type Screen = 'overview' | 'configuration' | 'backups' | 'activity' | 'settings';

/** What a screen is asked to show when it opens. Each screen reads its own part. */
export type Show = {
  kind?: Kind;
  name?: string;
  view?: 'details' | 'yaml';
  filter?: string;
  /** Rows that are chosen: ids of backups or of activity entries. */
  selected?: string[];
  section?: 'backups' | 'storage' | 'app';
  /** A local date, YYYY-MM-DD, to look at. */
  day?: string;
  /** Puts the cursor into the screen's search field. */
  search?: boolean;
};

export type RestoreSource = { backup: string } | { file: string };

/** A question asked over the screen. */
export type Question =
  | { kind: 'restore'; source: RestoreSource }
  | { kind: 'delete-backups'; ids: string[] }
  | { kind: 'note' }
  | { kind: 'save-copy' }
  | {
      kind: 'create-profile';
      purpose: 'empty' | 'import' | 'import-folder';
      /** What was chosen already, to be imported into the new profile. */
      paths?: string[];
    }
  | { kind: 'rename-profile'; name: string }
  | { kind: 'delete-profile'; name: string }
  | { kind: 'undo-anyway'; entry: string | null; why: string }
  | { kind: 'close' }
  | { kind: 'shortcuts' }
  | { kind: 'help' };

/** A job that takes the whole window. */
export type Task = {
  kind: 'import';
  profile: string;
  from: { paths: string[]; folder?: true } | { review: string };
};

export type Opening = { screen?: Screen; show?: Show; question?: Question; task?: Task };
