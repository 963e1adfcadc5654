import type { Cure, Field, S3Location, SecretState, StorageTest, StorageTestStep } from '../backend';

/** The word on the button beside a failed step. */
export function cureWord(cure: Cure): string {
  switch (cure.cure) {
    case 'check-address':
      return 'Look at the address';
    case 'trust-ca-file':
      return 'Trust a CA file…';
    case 'set-clock':
      return 'How to fix';
    case 'enter-key':
      return 'Enter key again';
    case 'unlock-keyring':
      return 'Unlock';
    case 'use-path-style':
      return cure.path ? 'Use path style' : 'Put the bucket in the host';
    case 'use-region':
      return `Use ${cure.region}`;
    case 'create-bucket':
      return 'Create bucket';
    case 'check-bucket':
      return 'Look at the bucket';
    case 'copy-policy':
      return 'Copy the minimal policy';
    case 'let-bucket-clean-up':
      return 'How to set that up';
  }
}

/** The field that a cure leads to; null for one that does something by itself. */
export const cureField = (cure: Cure): Field | null =>
  cure.cure === 'check-address'
    ? 'endpoint'
    : cure.cure === 'check-bucket'
      ? 'bucket'
      : cure.cure === 'enter-key'
        ? 'secret'
        : null;

/** Steps that take a line of their own, since there is something to know or to do. */
export const warnings = (storageTest: StorageTest): StorageTestStep[] =>
  storageTest.steps.filter((step) => step.ending === 'failed' || step.ending === 'warning');

/** “backups on minio.home:9000” */
export function whereItIs(location: Pick<S3Location, 'endpoint' | 'bucket'>): string {
  const host = location.endpoint.replace(/^\w+:\/\//, '');
  return host ? `${location.bucket} on ${host}` : location.bucket;
}

/** Where the secret key is, in the field that shows it. */
export function secretWord(state: SecretState | null, keyring: string | null): string {
  switch (state?.whereabouts) {
    case 'environment':
      return 'Set by the environment';
    case 'session':
      return 'In memory, until Mantrae quits';
    case 'keyring':
      return `In ${keyring ?? 'the keyring'}`;
    case 'locked':
      return 'The keyring is locked';
    case 'no-keyring':
      return 'There is no keyring';
    default:
      return 'Not there yet';
  }
}

/** What to say above a location whose secret cannot be read; null when it can. */
export function waiting(state: SecretState | null): string | null {
  switch (state?.whereabouts) {
    case 'locked':
      return 'The keyring is locked. Backups to this computer go on, this location waits.';
    case 'no-keyring':
      return 'There is no keyring. Mantrae can ask for the secret key at each start and keep it in memory only.';
    case 'missing':
      return state.problem
        ? `${state.problem.message}. Backups to this computer go on, this location waits.`
        : 'The secret key is missing. Backups to this computer go on, this location waits.';
    default:
      return null;
  }
}

/** “Tried, and it works”: the sentence for those who listen. */
export const outcome = (storageTest: StorageTest): string => {
  const failed = storageTest.steps.find((step) => step.ending === 'failed');
  if (failed) return `The test failed: ${failed.message}`;
  if (!storageTest.finished) return 'Testing…';
  return storageTest.append_only ? 'It works. Backups are append-only here.' : 'It works';
};
