import type { Code, Failure } from '../backend';

export type Severity = 'failed' | 'waiting';
/** What the screen offers beside the words. Each screen draws only the ones it can carry out. */
export type Cure =
  'try-again' | 'choose-another-file' | 'choose-folder' | 'restore-a-backup' | 'look-again' | 'log-folder';
export type Treatment = { severity: Severity; title: string; cure: Cure | null };

/** One table for every failure: how grave, what it is called, what helps. The sentence itself comes from the engine. */
const treatments: Record<Code, Treatment> = {
  busy: { severity: 'waiting', title: 'Something else is running', cure: 'try-again' },
  'not-found': { severity: 'waiting', title: 'It is no longer there', cure: 'look-again' },
  exists: { severity: 'waiting', title: 'The name is taken', cure: null },
  'invalid-input': { severity: 'waiting', title: 'That cannot be used', cure: null },
  unreadable: { severity: 'failed', title: 'The file cannot be read', cure: 'choose-another-file' },
  template: { severity: 'waiting', title: 'The file is a template', cure: 'choose-another-file' },
  damaged: { severity: 'failed', title: 'This backup is damaged', cure: null },
  foreign: { severity: 'failed', title: 'This is not a Mantrae backup', cure: 'choose-another-file' },
  newer: { severity: 'waiting', title: 'Made with a newer version', cure: null },
  'last-good': { severity: 'waiting', title: 'No good backup would be left', cure: null },
  'stale-plan': {
    severity: 'waiting',
    title: 'The configuration changed in the meantime',
    cure: 'look-again',
  },
  'nothing-to-undo': { severity: 'waiting', title: 'There is nothing to undo', cure: null },
  storage: { severity: 'failed', title: 'The location for backups cannot be used', cure: 'choose-folder' },
  database: { severity: 'failed', title: 'The database cannot be opened', cure: 'restore-a-backup' },
  keyring: { severity: 'waiting', title: 'The keyring cannot be reached', cure: 'try-again' },
  locked: { severity: 'waiting', title: 'The keyring is locked', cure: 'try-again' },
  'key-needed': { severity: 'waiting', title: 'A key is needed', cure: null },
  'wrong-key': { severity: 'waiting', title: 'This is another key', cure: null },
  cancelled: { severity: 'waiting', title: 'Stopped', cure: 'try-again' },
  internal: { severity: 'failed', title: 'Something went wrong in Mantrae', cure: 'log-folder' },
};

export const treatment = (failure: Failure): Treatment => {
  const known = treatments[failure.code];
  return failure.retry && known.cure === null ? { ...known, cure: 'try-again' } : known;
};

const isFailure = (thrown: unknown): thrown is Failure =>
  typeof thrown === 'object' &&
  thrown !== null &&
  'code' in thrown &&
  'message' in thrown &&
  (thrown.code as string) in treatments;

/** Whatever was thrown, as a failure a person can read. */
export function asFailure(thrown: unknown): Failure {
  if (isFailure(thrown)) return thrown;
  const message = thrown instanceof Error ? thrown.message : typeof thrown === 'string' ? thrown : '';
  return {
    code: 'internal',
    message: message || 'An answer did not have the expected form',
    hint: 'The log has the details.',
    retry: true,
  };
}

/** Message and hint as one text of whole sentences. */
export const inWords = ({ message, hint }: Pick<Failure, 'message' | 'hint'>): string =>
  [message, hint]
    .filter((part): part is string => !!part)
    .map((part) => (/[.!?…”]$/.test(part) ? part : `${part}.`))
    .join(' ');
