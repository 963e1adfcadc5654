// The screens that know where backups go.
import type { S3Location, SftpLocation } from '../connection';
import type { Opening } from '../opening';
import { cellarCa, sftpTest, storageTest } from './locations';
import type { World } from './world';

type Add = (name: string, opening: Opening, prepare?: (world: World) => void) => unknown;

const section = (location?: string): Opening => ({
  screen: 'settings',
  show: { section: 'storage', location },
});

export const minio: S3Location = {
  id: 'location-1',
  name: 'Cellar',
  preset: 'own',
  endpoint: 'https://minio.home:9000',
  region: 'us-east-1',
  bucket: 'backups',
  path: 'mantrae/laptop-7f3a/',
  access_key_id: 'AKIA4HOMELAB',
  addressing: null,
  checksums: null,
  ca_file: null,
  plain_http: false,
  enabled: true,
};
const hetzner: S3Location = {
  ...minio,
  id: 'location-2',
  name: 'Hetzner',
  preset: 'hetzner',
  endpoint: 'https://fsn1.your-objectstorage.com',
  region: 'fsn1',
  bucket: 'traefik-home',
  enabled: false,
};

const nas: SftpLocation = {
  id: 'computer-1',
  name: 'NAS',
  host: 'nas.home',
  port: null,
  user: 'anna',
  path: 'backups/traefik',
  config_file: null,
  enabled: true,
};

const hold =
  (...locations: S3Location[]) =>
  (w: World): void => {
    w.settings.locations.s3 = locations.map((one) => ({ ...one }));
    w.storage.secrets = Object.fromEntries(locations.map((one) => [one.id, 'keyring' as const]));
  };

export function locationsScenes(scene: Add): void {
  const one = (change: (w: World) => void) => (w: World) => {
    hold(minio)(w);
    change(w);
  };
  scene('settings-storage', section());
  scene('settings-storage-other', section(), (w) =>
    Object.assign(w.settings, { backup_folder: '/mnt/nas/mantrae', backup_folder_default: false }),
  );
  scene('settings-storage-new', section('new'));
  scene('settings-storage-s3', section('location-1'), hold(minio));
  scene('settings-storage-several', section(), hold(minio, hetzner));
  scene(
    'settings-storage-tested',
    section('location-1'),
    one((w) => (w.storage.shown = storageTest('ok'))),
  );
  scene(
    'settings-storage-append-only',
    section('location-1'),
    one((w) => (w.storage.shown = storageTest('append-only'))),
  );
  scene(
    'settings-storage-failed',
    section('location-1'),
    one((w) => (w.storage.shown = storageTest('certificate'))),
  );
  scene(
    'settings-storage-testing',
    section('location-1'),
    one((w) => {
      const whole = storageTest('ok');
      w.storage.shown = { ...whole, finished: false, steps: whole.steps.slice(0, 5) };
    }),
  );
  scene(
    'settings-storage-http',
    section('location-1'),
    one((w) =>
      Object.assign(w.settings.locations.s3[0]!, { endpoint: 'http://minio.home:9000', plain_http: true }),
    ),
  );
  scene(
    'settings-storage-ca',
    section('location-1'),
    one((w) => (w.settings.locations.s3[0]!.ca_file = cellarCa().path)),
  );
  scene(
    'settings-storage-keyring-locked',
    section('location-1'),
    one((w) => (w.storage.keyring = 'locked')),
  );
  scene(
    'settings-storage-no-keyring',
    section('location-1'),
    one((w) => (w.storage.keyring = 'absent')),
  );
  scene(
    'settings-storage-secret-missing',
    section('location-1'),
    one((w) => (w.storage.secrets = {})),
  );
  scene('settings-storage-locked', section('environment'), (w) => {
    Object.assign(w.settings.locations, {
      s3: [{ ...minio, id: 'environment', name: 'S3 storage' }],
      set_aside: [hetzner],
      variables: ['STORAGE_TYPE', 'STORAGE_S3_ENDPOINT', 'STORAGE_S3_BUCKET', 'STORAGE_S3_SECRET_KEY'],
      kinds_locked: true,
    });
    w.settings.locked = ['storage'];
    w.storage.secrets = { environment: 'environment' };
  });
  scene(
    'settings-storage-untested',
    {
      ...section('location-1'),
      question: { kind: 'save-untested', name: 'Cellar', why: '', test: () => {} },
    },
    hold(minio),
  );
  scene(
    'settings-storage-remove',
    { ...section('location-1'), question: { kind: 'remove-location', name: 'Cellar' } },
    hold(minio),
  );
  const computer = (change: (w: World) => void) => (w: World) => {
    w.settings.locations.sftp = [{ ...nas }];
    change(w);
  };
  scene('settings-storage-new-computer', section('new-computer'));
  scene(
    'settings-storage-computer',
    section('computer-1'),
    computer((w) => (w.storage.shown = sftpTest('ok'))),
  );
  for (const how of ['host-key', 'host-key-changed', 'login', 'folder'])
    scene(
      `settings-storage-computer-${how}`,
      section('computer-1'),
      computer((w) => (w.storage.shown = w.storage.storageTest = sftpTest(how))),
    );
  scene(
    'settings-storage-trust-host',
    {
      ...section('computer-1'),
      question: {
        kind: 'trust-host',
        host: 'nas.home',
        key: { algorithm: 'ED25519', fingerprint: 'SHA256:MltvxCatMEoQEe1YgctMAhPbIUOFAECgoM31NCpGKmg' },
      },
    },
    computer(() => {}),
  );
  scene(
    'settings-storage-all-kinds',
    section(),
    one((w) => (w.settings.locations.sftp = [{ ...nas }])),
  );
  scene('settings-storage-no-sftp', section(), (w) => (w.storage.hasSftp = false));
  scene('settings-storage-how-to-clock', { ...section(), question: { kind: 'how-to', about: 'clock' } });
  scene('settings-storage-how-to-append-only', {
    ...section(),
    question: { kind: 'how-to', about: 'append-only' },
  });
}
