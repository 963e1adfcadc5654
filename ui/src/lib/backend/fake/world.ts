// Everything the fake remembers, and what follows from it.
import type {
  ActivityEntry,
  Backup,
  ComponentRef,
  ComponentRow,
  EncryptionState,
  Event,
  Failure,
  KeyringState,
  Kind,
  Member,
  Problem,
  Profile,
  Settings,
  StorageTest,
  StartupProblem,
  Verdict,
  ScheduleState,
} from '../connection';
import { at, now } from './clock';
import { homeLab, officeEdge, staging, type Item } from './sample';

export type FakeProfile = { name: string; description: string; created_at: string; items: Item[] };
export type FakeBackup = Backup & { size: number; components: number } & {
  holds: FakeProfile[];
  problem: Failure | null;
};

export type World = {
  profiles: FakeProfile[];
  backups: FakeBackup[];
  activity: ActivityEntry[];
  /** What an activity entry can put back: the profiles as they were. */
  before: Map<string, FakeProfile[]>;
  settings: Settings;
  verdict: Verdict | null;
  /** Backups by themselves are held back. */
  paused: ScheduleState['pause'];
  /** Why the engine could not start. */
  problem: StartupProblem | null;
  location: { free: number | null; problem: string | null };
  /** Secrets of S3 locations, the keyring, and what a storage test answers or shows. */
  storage: {
    secrets: Record<string, 'keyring' | 'session' | 'environment'>;
    keyring: KeyringState;
    storageTest: StorageTest | null;
    /** One that was done before the window opened. */
    shown: StorageTest | null;
  };
  encryption: EncryptionState;
  /** What opens the newest encrypted backup. */
  key: string;
  startsAtLogin: boolean;
  /** Somebody pressed "Stop". */
  stop: boolean;
  /** Commands that fail, or never answer, for the pictures. */
  broken: Partial<Record<string, Failure | 'silent'>>;
  listeners: Set<(event: Event) => void>;
  pause: number;
};

export const DEFAULT_FOLDER = '~/.local/share/mantrae/backups';

export const failure = (
  code: Failure['code'],
  message: string,
  hint: string | null = null,
  retry = false,
): Failure => ({ code, message, hint, retry });
/** The answer of a command that gives none. */
export const nothing = (_: unknown): null => null;
export const copy = <T>(value: T): T => structuredClone(value);

const profile = (name: string, description: string, items: Item[]): FakeProfile => ({
  name,
  description,
  created_at: at(3, 5, 9),
  items,
});

export const emptyWorld = (): World => ({
  profiles: [],
  backups: [],
  activity: [],
  before: new Map(),
  verdict: null,
  paused: null,
  problem: null,
  // A switch that has no line here is off.
  settings: {
    theme: 'system',
    backup_folder: DEFAULT_FOLDER,
    backup_folder_default: true,
    on_close: 'ask',
    notifications: 'problem',
    retention: { kind: 'days', days: 30 },
    schedule: { cron: '0 2 * * *', automatic: true },
    after_changes: false,
    skip_unchanged: false,
    wait_battery: false,
    wait_metered: false,
    restore_test: 'weekly',
    locations: { local: true, s3: [], set_aside: [], variables: [], kinds_locked: false },
    locked: [],
    problems: [],
  } as Partial<Settings> as Settings,
  location: { free: 41_000_000_000, problem: null },
  storage: { secrets: {}, keyring: 'unlocked', storageTest: null, shown: null },
  encryption: {
    on: false,
    key_id: null,
    keyring: 'unlocked',
    keyring_name: 'GNOME Keyring',
    old_keys: [],
    rehearsed_at: null,
    problem: null,
  },
  key: 'AGE-SECRET-KEY-1HOMELAB',
  startsAtLogin: false,
  stop: false,
  broken: {},
  listeners: new Set(),
  pause: 60,
});

export const sampleProfiles = () => [
  profile('Home lab', 'The rack in the cellar', homeLab()),
  profile('Office edge', '', officeEdge()),
  profile('Staging', '', staging()),
];

export const find = (world: World, name: string): FakeProfile => {
  const found = world.profiles.find((p) => p.name === name);
  if (!found) throw failure('not-found', `There is no profile “${name}”`);
  return found;
};

export const findItem = (world: World, name: string, kind: Kind, item: string): Item => {
  const found = find(world, name).items.find((i) => i.kind === kind && i.name === item);
  if (!found) throw failure('not-found', `“${item}” is no longer in “${name}”`);
  return found;
};

/** What a component refers to: [kind, name] of everything without a provider. */
export function references(item: Item): [Kind, string][] {
  const protocol = item.kind.split('-')[0];
  const found: [Kind, string][] = [];
  if (!item.kind.endsWith('-router')) return found;
  const service = /^service: (\S+)$/m.exec(item.yaml)?.[1];
  if (service) found.push([`${protocol}-service` as Kind, service]);
  const list = /^middlewares:\n((?: {2}- .*\n)*)/m.exec(item.yaml)?.[1] ?? '';
  for (const line of list.trim().split('\n').filter(Boolean))
    found.push([`${protocol}-middleware` as Kind, line.replace(/^\s*- /, '')]);
  return found.filter(([, name]) => !name.includes('@'));
}

const note = (code: string, message: string, hint: string | null): Problem => ({
  code,
  severity: 'warning',
  message,
  hint,
  file: null,
  line: null,
  column: null,
  path: null,
});

/** Every component there is, to look names up in. */
export const known = (items: Item[]): Set<string> => new Set(items.map((i) => `${i.kind}/${i.name}`));

export function problems(item: Item, there: Set<string>): Problem[] {
  if (item.kind === 'http-router' && !/^service:/m.test(item.yaml)) {
    return [note('no-service', 'No service', 'Traefik leaves it out. Give it a service, or delete it.')];
  }
  return references(item)
    .filter(([kind, name]) => !there.has(`${kind}/${name}`))
    .map(([kind, name]) =>
      note(
        'missing',
        `${kind.endsWith('service') ? 'Service' : 'Middleware'} “${name}” not found`,
        'Traefik leaves this router out until it is there.',
      ),
    );
}

function summary(item: Item): string {
  const service = /^service: (\S+)$/m.exec(item.yaml)?.[1];
  const rule = /`([^`]+)`/.exec(item.yaml)?.[1];
  if (item.kind.endsWith('-router')) return [rule, service].filter(Boolean).join(' → ');
  const servers = [...item.yaml.matchAll(/(?:url|address): (\S+)/g)].map((m) => m[1]);
  if (servers.length) return servers.length > 1 ? `${servers.length} servers` : servers[0]!;
  return (
    item.yaml
      .split('\n')
      .slice(item.kind.startsWith('tls') ? 0 : 1)
      .map((l) => l.trim())
      .find((l) => l && !l.startsWith('-') && !l.endsWith(':') && !/(user|pass|key)/i.test(l)) ?? ''
  );
}

export const typeName = (item: Item): string | null =>
  item.kind.endsWith('-router') || item.kind.startsWith('tls') ? null : (item.yaml.split(':')[0] ?? null);

export const row = (item: Item, there: Set<string>): ComponentRow => ({
  kind: item.kind,
  name: item.name,
  enabled: item.enabled,
  checked: true,
  type_name: typeName(item),
  summary: summary(item),
  braces: item.yaml.includes('{{') ? 'actions' : 'text',
  problems: problems(item, there),
});

export const ref = (p: FakeProfile, item: Item): ComponentRef => ({
  profile: p.name,
  kind: item.kind,
  name: item.name,
});

export function described({ name, description, created_at, items }: FakeProfile): Profile {
  const counts = new Map<Kind, number>();
  for (const item of items) counts.set(item.kind, (counts.get(item.kind) ?? 0) + 1);
  return {
    name,
    description,
    created_at,
    components: items.length,
    counts: [...counts].map(([kind, count]) => ({ kind, count })),
  };
}

export const members = (b: FakeBackup): Member[] => [
  { path: 'manifest.json', size: 1_420, sha256: '0b7c'.repeat(16) },
  { path: 'mantrae.db', size: b.size * 3, sha256: '9f3c61d0aa204be7'.repeat(4) },
  { path: 'profiles/home-lab.yml', size: Math.round(b.size / 9), sha256: '41aa07bec2501d7f'.repeat(4) },
];

export const daysAgo = (n: number): string => {
  const day = new Date(now() - n * 86_400_000);
  return `${day.getFullYear()}-${String(day.getMonth() + 1).padStart(2, '0')}-${String(day.getDate()).padStart(2, '0')}`;
};
