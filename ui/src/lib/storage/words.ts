import type {
  Cure,
  Field,
  S3Location,
  SecretState,
  SftpLocation,
  StorageTest,
  StorageTestStep,
} from '../backend';
import { t } from './messages';
import { common } from '../shared/messages';

/** The word on the button beside a failed step. */
export function cureWord(cure: Cure): string {
  switch (cure.cure) {
    case 'check-address':
      return t.checkTheAddress;
    case 'trust-ca-file':
      return t.trustACaFile;
    case 'set-clock':
      return t.howToFix;
    case 'enter-key':
      return t.enterTheKeyAgain;
    case 'unlock-keyring':
      return common.unlock;
    case 'use-path-style':
      return cure.path ? t.usePathStyle : t.useVirtualHostStyle;
    case 'use-region':
      return t.useRegion(cure.region);
    case 'create-bucket':
      return t.createBucket;
    case 'check-bucket':
      return t.checkTheBucket;
    case 'copy-policy':
      return t.copyTheMinimalPolicy;
    case 'let-bucket-clean-up':
      return t.howSetThisUp;
    case 'check-folder':
      return t.checkTheFolder;
    case 'set-up-folder':
      return t.setUpTheFolder;
    case 'trust-host':
      return t.trustThisComputer;
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
  return host ? t.bucketOn(location.bucket, host) : location.bucket;
}

/** “anna@nas.home:2222, backups” */
export function onComputer({ host, user, port, path }: SftpLocation): string {
  const computer = `${user ? `${user}@` : ''}${host}${port ? `:${port}` : ''}`;
  return t.folderOn(path || t.homeFolder, computer);
}

/** Where the secret key is, in the field that shows it. */
export function secretWord(state: SecretState | null, keyring: string | null): string {
  switch (state?.whereabouts) {
    case 'environment':
      return t.setByTheEnvironment;
    case 'session':
      return t.inMemoryUntilMantraeQuits;
    case 'keyring':
      return t.inKeyring(keyring);
    case 'locked':
      return common.theKeyringIsLocked;
    case 'no-keyring':
      return common.thereIsNoKeyring;
    default:
      return t.missing;
  }
}

/** What to say above a location whose secret cannot be read; null when it can. */
export function waiting(state: SecretState | null): string | null {
  switch (state?.whereabouts) {
    case 'locked':
      return t.keyringLockedBackupsThisComputer;
    case 'no-keyring':
      return t.thereNoKeyringMantraeCan;
    case 'missing':
      return state.problem ? t.secretProblem(state.problem.message) : t.secretKeyMissingBackupsThis;
    default:
      return null;
  }
}

/** “Tried, and it works”: the sentence for those who listen. */
export const outcome = (storageTest: StorageTest): string => {
  const failed = storageTest.steps.find((step) => step.ending === 'failed');
  if (failed) return t.testFailed(failed.message);
  if (!storageTest.finished) return t.testing;
  return storageTest.append_only ? t.worksBackupsAreAppendOnly : t.itWorks;
};
