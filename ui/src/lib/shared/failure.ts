import type { Code, Failure } from '../backend';
import { common, t } from './messages';

export type Severity = 'failed' | 'waiting';
/** What the screen offers beside the words. Each screen draws only the ones it can carry out. */
export type Cure =
  'try-again' | 'choose-another-file' | 'choose-folder' | 'restore-a-backup' | 'look-again' | 'log-folder';
export type Treatment = { severity: Severity; title: string; cure: Cure | null };

/** One table for every failure: how grave, what it is called, what helps. The sentence itself comes from the engine. */
const treatments: Record<Code, Treatment> = {
  gateway: { severity: 'waiting', title: t.traefikDoesNotAnswer, cure: 'try-again' },
  'gateway-login': { severity: 'waiting', title: t.traefikAsksWho, cure: null },
  listen: { severity: 'waiting', title: t.cannotListen, cure: 'try-again' },
  busy: { severity: 'waiting', title: t.somethingElseIsRunning, cure: 'try-again' },
  'not-found': { severity: 'waiting', title: t.noLongerThere, cure: 'look-again' },
  exists: { severity: 'waiting', title: t.theNameIsTaken, cure: null },
  'invalid-input': { severity: 'waiting', title: t.thisCannotBeUsed, cure: null },
  unreadable: { severity: 'failed', title: t.fileCannotBeRead, cure: 'choose-another-file' },
  template: { severity: 'waiting', title: t.fileTemplate, cure: 'choose-another-file' },
  'install-configuration': {
    severity: 'waiting',
    title: t.fileStartsTraefik,
    cure: 'choose-another-file',
  },
  damaged: { severity: 'failed', title: t.thisBackupIsDamaged, cure: null },
  foreign: { severity: 'failed', title: t.thisNotMantraeBackup, cure: 'choose-another-file' },
  newer: { severity: 'waiting', title: t.madeByNewerVersionMantrae, cure: null },
  'breaks-expectation': { severity: 'waiting', title: t.wouldBreakAnExpectation, cure: null },
  'last-good': { severity: 'waiting', title: t.noGoodBackupWouldBe, cure: null },
  'stale-plan': {
    severity: 'waiting',
    title: t.configurationChangedInMeantime,
    cure: 'look-again',
  },
  'nothing-to-undo': { severity: 'waiting', title: t.thereNothingUndo, cure: null },
  storage: { severity: 'failed', title: t.locationForBackupsCannotBe, cure: 'choose-folder' },
  database: { severity: 'failed', title: t.databaseCannotBeOpened, cure: 'restore-a-backup' },
  keyring: { severity: 'waiting', title: t.keyringCannotBeReached, cure: 'try-again' },
  locked: { severity: 'waiting', title: common.theKeyringIsLocked, cure: 'try-again' },
  'key-needed': { severity: 'waiting', title: t.aKeyIsNeeded, cure: null },
  'wrong-key': { severity: 'waiting', title: t.thisDifferentKey, cure: null },
  cancelled: { severity: 'waiting', title: t.stopped, cure: 'try-again' },
  internal: { severity: 'failed', title: t.somethingWentWrongInMantrae, cure: 'log-folder' },
};

export const treatment = (failure: Failure): Treatment => {
  const known = treatments[failure.code];
  // What another program holds is whole: a backup is no cure for it.
  if (failure.code === 'database' && failure.retry)
    return { severity: 'waiting', title: t.databaseIsInUse, cure: 'try-again' };
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
    message: message || t.answerDidNotHaveExpected,
    hint: t.logHasDetails,
    retry: true,
  };
}

/** Message and hint as one text of whole sentences. */
export const inWords = ({ message, hint }: Pick<Failure, 'message' | 'hint'>): string =>
  [message, hint]
    .filter((part): part is string => !!part)
    .map((part) => (/[.!?…”]$/.test(part) ? part : `${part}.`))
    .join(' ');
