// S3 locations of the fake: what the engine answered about what is typed, and a storage test as the scene wishes.
import type {
  Backend,
  CaFile,
  Checked,
  LocationSettings,
  S3Location,
  SftpChecked,
  SftpLocation,
  SecretState,
  StorageTest,
  Whereabouts,
} from '../connection';
import type { Bench } from './bench';
import { all, isRecorded, recorded } from './samples';
import { copy, failure, nothing, type World } from './world';

export const cellarCa = (): CaFile => recorded<CaFile>('chooseCaFile');

/** `ok`, or what goes otherwise: see `tests/samples/storage.rs`. */
export const storageTest = (how: string): StorageTest => ({
  ...recorded<StorageTest>('testLocation', how),
  name: 'Cellar',
});

/** The same of another computer. */
export const sftpTest = (how: string): StorageTest => ({
  ...recorded<StorageTest>('testSftpLocation', how),
  name: 'NAS',
});

/** What was not recorded is fine as it was typed. */
const check = (typed: S3Location): Checked =>
  isRecorded('checkLocation', typed)
    ? recorded<Checked>('checkLocation', typed)
    : { location: typed, changes: [], wrong: [], plain: false };

export function locationsCommands(world: World, { tell, rest, raise }: Bench) {
  const { storage } = world;
  const locations = () => world.settings.locations;
  const told = () => nothing(tell({ type: 'settings-changed' }));
  const find = (id: string): S3Location | SftpLocation =>
    locations().s3.find((one) => one.id === id) ??
    locations().sftp.find((one) => one.id === id) ??
    raise(failure('not-found', 'This storage is no longer there'));
  const whereabouts = (location: S3Location): Whereabouts => {
    const kept = storage.secrets[location.id] ?? 'missing';
    if (kept !== 'keyring' || storage.keyring === 'unlocked') return kept;
    return storage.keyring === 'locked' ? 'locked' : 'no-keyring';
  };
  const state = (location: S3Location): SecretState => {
    const found = whereabouts(location);
    const missing = failure('key-needed', `The secret key of “${location.name}” is missing`);
    return { location: location.id, whereabouts: found, problem: found === 'missing' ? missing : null };
  };
  const used = () =>
    Number(locations().local) + [...locations().s3, ...locations().sftp].filter((one) => one.enabled).length;
  /** The engine's failure where the only location would go. */
  const oneStays = () => (used() < 2 ? recorded<never>('useThisComputer', false) : null);

  const checkSftp = (typed: SftpLocation): SftpChecked =>
    isRecorded('checkSftpLocation', typed)
      ? recorded<SftpChecked>('checkSftpLocation', typed)
      : { location: { ...typed, name: typed.name || typed.host }, changes: [], wrong: [] };
  const step_by_step = async (id: string, whole: StorageTest) => {
    for (let i = 1; i <= whole.steps.length; i++) {
      const so_far = { ...whole, finished: i === whole.steps.length, steps: whole.steps.slice(0, i) };
      tell({ type: 'location-tested', location: id, storage_test: so_far });
      await rest(world.pause * 3);
    }
    return copy(whole);
  };

  return {
    locations: async () => ({
      ...recorded<LocationSettings>('locations'),
      locations: copy(locations()),
      secrets: locations().s3.map(state),
      keyring: storage.keyring,
      has_sftp: storage.hasSftp,
      keyring_name: storage.keyring === 'absent' ? null : 'GNOME Keyring',
      ca_files: locations().s3.some((one) => one.ca_file) ? [cellarCa()] : [],
    }),
    checkLocation: async (typed) => check(typed),
    testLocation: async (typed, secret) => {
      if (!secret && whereabouts(typed) === 'missing')
        throw failure('key-needed', `The secret key of “${typed.name}” is missing`);
      const whole = storage.storageTest ?? { ...storageTest('ok'), name: typed.name };
      return step_by_step(typed.id, whole);
    },
    createBucket: async () => (storage.storageTest = null),
    saveLocation: async (typed, secret, keep) => {
      const { location, changes, wrong } = check(typed);
      if (wrong[0]) throw failure('invalid-input', wrong[0].message);
      if (secret && keep === 'keyring' && storage.keyring !== 'unlocked')
        throw failure(
          storage.keyring === 'locked' ? 'locked' : 'keyring',
          'The secret key was not saved',
          null,
          true,
        );
      const list = locations().s3;
      const at = list.findIndex((one) => one.id === location.id);
      if (at < 0) list.push({ ...location, id: `location-${list.length + 1}` });
      else list[at] = location;
      const saved = list[at < 0 ? list.length - 1 : at]!;
      if (secret) storage.secrets[saved.id] = keep;
      told();
      return { location: copy(saved), changes };
    },
    checkSftpLocation: async (typed) => checkSftp(typed),
    testSftpLocation: async (typed) =>
      step_by_step(typed.id, storage.storageTest ?? { ...sftpTest('ok'), name: typed.name }),
    trustHost: async () => (storage.storageTest = null),
    setUpFolder: async () => (storage.storageTest = null),
    saveSftpLocation: async (typed) => {
      const { location, changes, wrong } = checkSftp(typed);
      if (wrong[0]) throw failure('invalid-input', wrong[0].message);
      const list = locations().sftp;
      const at = list.findIndex((one) => one.id === location.id);
      if (at < 0) list.push({ ...location, id: `computer-${list.length + 1}` });
      else list[at] = location;
      told();
      return { location: copy(list[at < 0 ? list.length - 1 : at]!), changes };
    },
    removeLocation: async (id) => {
      if (find(id).enabled) oneStays();
      locations().s3 = locations().s3.filter((one) => one.id !== id);
      locations().sftp = locations().sftp.filter((one) => one.id !== id);
      delete storage.secrets[id];
      return told();
    },
    useLocation: async (id, enabled) => {
      if (!enabled) oneStays();
      find(id).enabled = enabled;
      return told();
    },
    useThisComputer: async (local) => {
      if (!local) oneStays();
      locations().local = local;
      return told();
    },
    setLocationSecret: async (id, _, keep) => {
      storage.secrets[find(id).id] = keep;
      return told();
    },
    unlockKeyring: async () => {
      if (storage.keyring === 'absent')
        throw failure('keyring', 'The keyring was not opened: there is no keyring');
      storage.keyring = 'unlocked';
      told();
      return storage.keyring;
    },
    chooseCaFile: async () => cellarCa(),
    minimalPolicy: async () => all<string>('minimalPolicy')[0]!.answer,
  } satisfies Partial<Backend>;
}
