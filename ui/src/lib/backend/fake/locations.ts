// S3 locations of the fake: what is typed is cleaned as the engine would, a storage test answers what the scene wishes.
import type {
  Backend,
  CaFile,
  Checked,
  Facts,
  Preset,
  S3Location,
  SecretState,
  StorageTest,
  StorageTestStep,
  Whereabouts,
} from '../connection';
import type { Bench } from './bench';
import { copy, failure, nothing, type World } from './world';

const facts = (preset: Preset, name: string, host: string | null, region: string): Facts => ({
  preset,
  name,
  host,
  region_rule: host?.includes('{region}') ? 'in-host' : region === 'auto' ? 'fixed' : 'free',
  region,
  addressing: preset === 'aws' || preset === 'tigris' ? 'virtual-host' : 'path',
  checksums: preset === 'aws' ? 'always' : 'when-required',
  create_only: preset === 'aws' || preset === 'cloudflare-r2',
});

export const presets: Facts[] = [
  facts('aws', 'Amazon S3', 's3.{region}.amazonaws.com', 'us-east-1'),
  facts('cloudflare-r2', 'Cloudflare R2', '{account}.r2.cloudflarestorage.com', 'auto'),
  facts('backblaze-b2', 'Backblaze B2', 's3.{region}.backblazeb2.com', 'us-west-004'),
  facts('wasabi', 'Wasabi', 's3.{region}.wasabisys.com', 'us-east-1'),
  facts('hetzner', 'Hetzner', '{region}.your-objectstorage.com', 'fsn1'),
  facts('scaleway', 'Scaleway', 's3.{region}.scw.cloud', 'fr-par'),
  facts('digital-ocean', 'DigitalOcean Spaces', '{region}.digitaloceanspaces.com', 'nyc3'),
  facts('ovh', 'OVHcloud', 's3.{region}.io.cloud.ovh.net', 'gra'),
  facts('idrive', 'IDrive e2', '{account}.idrivee2.com', 'us-east-1'),
  facts('tigris', 'Tigris', 't3.storage.dev', 'auto'),
  facts('own', 'MinIO or own server', null, 'us-east-1'),
];

export const cellarCa: CaFile = {
  path: '/etc/ssl/cellar-ca.pem',
  certificates: [
    {
      name: 'Cellar CA',
      fingerprint:
        'A1:0F:3C:55:9E:27:C4:8B:60:D2:11:7A:E9:04:BB:36:5F:88:0C:93:7D:42:F6:1E:AC:59:20:D8:71:0B:E3:96',
      not_after: '2031-04-30T22:00:00Z',
      authority: true,
    },
  ],
};

const words: [StorageTestStep['name'], string][] = [
  ['name', 'Name found'],
  ['connection', 'Connection'],
  ['certificate', 'Secure connection'],
  ['clock', 'Clock right, 0 s off'],
  ['bucket', 'Bucket there'],
  ['list', 'List'],
  ['write', 'Write'],
  ['read', 'Read back, same bytes'],
  ['delete', 'Delete'],
];

/** A storage test in which `changed` went otherwise; what stands behind a failure was not reached. */
export function storageTest(
  name: string,
  changed: Partial<StorageTestStep> & Partial<Pick<StorageTestStep, 'name'>> = {},
): StorageTest {
  const at = words.findIndex(([step]) => step === changed.name);
  const failed = changed.ending === 'failed';
  const steps = words.map(([step, message], i): StorageTestStep => {
    const plain: StorageTestStep = { name: step, ok: true, ending: 'ok', message, hint: null, cure: null };
    if (i === at) return { ...plain, ...changed, ok: !failed };
    return failed && i > at ? { ...plain, ending: 'skipped', message: 'Not reached' } : plain;
  });
  return {
    name,
    ok: !failed,
    finished: true,
    append_only: changed.name === 'delete' && changed.ending === 'warning',
    steps,
  };
}

/** The engine's cleaning in small: spaces, scheme, slash, a bucket in the path. */
export function check(typed: S3Location): Checked {
  const changes: string[] = [];
  const location = { ...typed };
  for (const [key, what] of [
    ['endpoint', 'address'],
    ['bucket', 'bucket'],
    ['access_key_id', 'access key'],
  ] as const) {
    const bare = location[key].trim();
    if (bare && bare !== location[key]) changes.push(`Removed the spaces around the ${what}`);
    location[key] = bare;
  }
  if (location.endpoint && !/^\w+:\/\//.test(location.endpoint)) {
    location.endpoint = `https://${location.endpoint}`;
    changes.push('Added https:// in front of the address');
  }
  const [, host = '', path = ''] = /^(\w+:\/\/[^/]+)\/*(.*?)\/*$/.exec(location.endpoint) ?? [];
  if (host && path && (!location.bucket || location.bucket === path)) {
    changes.push(
      location.bucket
        ? `Took the bucket “${path}” out of the address`
        : `Moved “${path}” from the address to the bucket`,
    );
    location.bucket = path;
    location.endpoint = host;
  } else if (host && !path && host !== location.endpoint) {
    location.endpoint = host;
    changes.push('Removed the slash at the end of the address');
  }
  const known = presets.find((one) => one.preset === location.preset);
  if (!location.region) location.region = known?.region ?? '';
  if (!location.endpoint && known?.host && !known.host.includes('{account}')) {
    location.endpoint = `https://${known.host.replace('{region}', location.region)}`;
    changes.push(`Filled in the address of ${known.name}`);
  }
  if (location.path && !location.path.endsWith('/')) location.path += '/';
  const wrong: Checked['wrong'] = [];
  if (!location.endpoint)
    wrong.push({ field: 'endpoint', message: 'Enter the address, like https://minio.example.com:9000' });
  if (!location.bucket) wrong.push({ field: 'bucket', message: 'Enter the name of the bucket' });
  else if (/\s/.test(location.bucket))
    wrong.push({ field: 'bucket', message: 'A bucket has no spaces in its name' });
  if (!location.access_key_id) wrong.push({ field: 'access-key-id', message: 'Enter the access key' });
  const http = location.endpoint.startsWith('http://');
  if (!location.name) location.name = location.endpoint.replace(/^\w+:\/\/|:\d+$/g, '') || 'S3';
  return { location: location, changes, wrong, plain: http && !location.plain_http };
}

export function locationsCommands(world: World, { tell, rest, raise }: Bench) {
  const { storage } = world;
  const locations = () => world.settings.locations;
  const told = () => nothing(tell({ type: 'settings-changed' }));
  const find = (id: string) =>
    locations().s3.find((one) => one.id === id) ??
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
  const onlyOne = () =>
    raise(
      failure(
        'invalid-input',
        'Then there would be no location for backups',
        'Turn another location on first',
      ),
    );
  const used = () => Number(locations().local) + locations().s3.filter((one) => one.enabled).length;

  const commands = {
    locations: async () => ({
      locations: copy(locations()),
      secrets: locations().s3.map(state),
      keyring: storage.keyring,
      keyring_name: storage.keyring === 'absent' ? null : 'GNOME Keyring',
      presets: copy(presets),
      ca_files: locations().s3.some((one) => one.ca_file) ? [copy(cellarCa)] : [],
    }),
    checkLocation: async (typed) => check(typed),
    testLocation: async (typed, secret) => {
      if (!secret && whereabouts(typed) === 'missing')
        throw failure('key-needed', `The secret key of “${typed.name}” is missing`);
      const whole = storage.storageTest ?? storageTest(typed.name);
      for (let i = 1; i <= whole.steps.length; i++) {
        const so_far = { ...whole, finished: i === whole.steps.length, steps: whole.steps.slice(0, i) };
        tell({ type: 'location-tested', location: typed.id, storage_test: so_far });
        await rest(world.pause * 3);
      }
      return copy(whole);
    },
    createBucket: async () => (storage.storageTest = null),
    saveLocation: async (typed, secret, keep) => {
      const { location, changes, wrong } = check(typed);
      if (wrong[0]) throw failure('invalid-input', wrong[0].message);
      if (secret && keep === 'keyring' && storage.keyring !== 'unlocked')
        throw storage.keyring === 'locked'
          ? failure('locked', 'The secret key was not saved: the keyring is locked', 'Unlock it.', true)
          : failure('keyring', 'The secret key was not saved: there is no keyring', 'Start one.', true);
      const list = locations().s3;
      const at = list.findIndex((one) => one.id === location.id);
      if (at < 0) list.push({ ...location, id: `location-${list.length + 1}` });
      else list[at] = location;
      const saved = list[at < 0 ? list.length - 1 : at]!;
      if (secret) storage.secrets[saved.id] = keep;
      told();
      return { location: copy(saved), changes };
    },
    removeLocation: async (id) => {
      const gone = find(id);
      if (gone.enabled && used() < 2) onlyOne();
      locations().s3 = locations().s3.filter((one) => one.id !== id);
      delete storage.secrets[id];
      return told();
    },
    useLocation: async (id, enabled) => {
      if (!enabled && used() < 2) onlyOne();
      find(id).enabled = enabled;
      return told();
    },
    useThisComputer: async (local) => {
      if (!local && used() < 2) onlyOne();
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
    chooseCaFile: async () => copy(cellarCa),
    minimalPolicy: async (typed) => `{ "Resource": ["arn:aws:s3:::${typed.bucket}/${typed.path}*"] }`,
  } satisfies Partial<Backend>;
  return commands;
}
