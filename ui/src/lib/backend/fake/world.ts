// Everything the fake remembers.
import type {
  ActivityEntry,
  Backup,
  CheckedExpectation,
  HeldCertificate,
  ComponentDetail,
  ComponentOutlook,
  ComponentRef,
  ComponentRow,
  Outside,
  EncryptionState,
  Event,
  Failure,
  FollowStatus,
  ForeseenImport,
  KeyringState,
  Kind,
  Profile,
  Publication,
  PublicationPlan,
  PublicationStatus,
  ScheduleState,
  Settings,
  StartupProblem,
  StorageTest,
  Verdict,
  VersionFolder,
} from '../connection';
import { all, recorded } from './samples';

export type Item = ComponentDetail;
export type FakeProfile = Pick<Profile, 'name' | 'description' | 'created_at'> & { items: Item[] };

/** How a profile is published, and what publishing it would do. */
export type FakePublishing = {
  status: PublicationStatus;
  plan: PublicationPlan;
  publications: Publication[];
};

export type World = {
  profiles: FakeProfile[];
  /** What is written and not saved yet, by component; what was saved of it; and what others changed meanwhile. */
  drafts: Map<string, { component: ComponentRef; lines: string; at: string }>;
  written: Map<string, string>;
  outside: Map<string, Outside>;
  /** What certificates hold, by component. */
  held: Map<string, HeldCertificate>;
  /** The expectations that saving, switching or removing a component breaks. */
  breaks: Map<string, CheckedExpectation[]>;
  backups: Backup[];
  activity: ActivityEntry[];
  /** What an activity entry can put back: the profiles as they were. */
  before: Map<string, FakeProfile[]>;
  settings: Settings;
  verdict: Verdict | null;
  /** What the backups lack, as the verdict tells it. */
  lacking: 'changes-since' | 'not-backed-up' | null;
  /** Backups by themselves are held back. */
  paused: ScheduleState['pause'];
  /** Why the engine could not start. */
  problem: StartupProblem | null;
  location: { free: number | null; problem: string | null };
  /** The S3 locations lack the newest backup, and why. */
  behind: { problem: string; next_try: string } | null;
  /** Some hundreds of backups are shown, for the picture of their rule. */
  manyBackups: boolean;
  /** Secrets of S3 locations, the keyring, and what a storage test answers or shows. */
  storage: {
    secrets: Record<string, 'keyring' | 'session' | 'environment'>;
    keyring: KeyringState;
    hasSftp: boolean;
    storageTest: StorageTest | null;
    /** One that was done before the window opened. */
    shown: StorageTest | null;
  };
  /** What is known of the Traefik, what is expected of requests, and what that would be after an import. */
  gateway: string | null;
  expectations: CheckedExpectation[];
  foreseen: ForeseenImport;
  /** How the profile is published; null if it is not. */
  publishing: FakePublishing | null;
  /** How a profile stands to the files that it follows. */
  following: FollowStatus | null;
  versions: VersionFolder | null;
  /** Whether the folder of versions is in a git repository. */
  hasRepository: boolean;
  encryption: EncryptionState;
  /** What opens the newest encrypted backup. */
  key: string;
  startsAtLogin: boolean;
  /** The file that somebody opened with the program. */
  asked: string | null;
  /** Somebody pressed "Stop". */
  stop: boolean;
  /** Commands that fail, or never answer, for the pictures. */
  broken: Partial<Record<string, Failure | 'silent'>>;
  listeners: Set<(event: Event) => void>;
  pause: number;
};

export const failure = (
  code: Failure['code'],
  message: string,
  hint: string | null = null,
  retry = false,
): Failure => ({ code, message, hint, retry });
/** The answer of a command that gives none. */
export const nothing = (_: unknown): null => null;
export const copy = <T>(value: T): T => structuredClone(value);

export const emptyWorld = (): World => ({
  profiles: [],
  drafts: new Map(),
  written: new Map(),
  outside: new Map(),
  held: new Map(),
  breaks: new Map(),
  backups: [],
  activity: [],
  before: new Map(),
  verdict: null,
  lacking: null,
  paused: null,
  problem: null,
  settings: recorded<Settings>('settings'),
  location: { free: 41_000_000_000, problem: null },
  behind: null,
  manyBackups: false,
  storage: { secrets: {}, keyring: 'unlocked', hasSftp: true, storageTest: null, shown: null },
  gateway: null,
  expectations: [],
  foreseen: { expectations: [], brought: [], broken: [] },
  publishing: null,
  following: null,
  versions: null,
  hasRepository: true,
  encryption: { ...recorded<EncryptionState>('encryption'), keyring_name: 'GNOME Keyring' },
  key: 'AGE-SECRET-KEY-1HOMELAB',
  startsAtLogin: false,
  asked: null,
  stop: false,
  broken: {},
  listeners: new Set(),
  pause: 60,
});

export const sampleProfiles = (): FakeProfile[] => {
  const components = all<Item>('component');
  return recorded<Profile[]>('profiles').map(({ name, description, created_at }) => ({
    name,
    description,
    created_at,
    items: components.filter(({ args }) => args[0] === name).map(({ answer }) => answer),
  }));
};

/** A component as the engine showed it in the last days, or one that it never showed. */
export function asItem(kind: Kind, name: string, yaml: string, secrets: string[]): Item {
  const then = all<Item>('componentThen').map(({ answer }) => answer);
  const now = all<Item>('component').map(({ answer }) => answer);
  const known = [...now, ...then].find((i) => i.kind === kind && i.name === name && i.yaml === yaml);
  return (
    known ?? {
      kind,
      name,
      yaml,
      secrets,
      enabled: true,
      checked: true,
      type_name: null,
      summary: '',
      braces: 'text',
      used_by_routers: null,
      status: 'enabled',
      problems: [],
      reasons: [],
      uses: [],
      used_by: [],
      updated_at: new Date(0).toISOString(),
    }
  );
}

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

export const row = ({
  yaml: _y,
  secrets: _s,
  uses: _u,
  used_by,
  updated_at: _a,
  reasons: _r,
  ...row
}: Item): ComponentRow => ({
  ...row,
  used_by_routers: row.kind.endsWith('-middleware')
    ? used_by.filter((one) => one.kind.endsWith('-router')).length
    : null,
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

/** What Traefik will not build. */
export const outlookOf = ({ items }: FakeProfile): ComponentOutlook[] =>
  items
    .filter((item) => item.enabled && item.status === 'disabled')
    .map(({ kind, name, problems, reasons }) => ({ kind, name, status: 'disabled', problems, reasons }));
