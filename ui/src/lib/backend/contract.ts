// What the window may ask of the engine, and what it hears from it. Field names are those of the Rust types.
// Times are RFC 3339 in UTC, sizes bytes, durations milliseconds.

export type Kind =
  | 'http-router' | 'http-service' | 'http-middleware' | 'http-servers-transport'
  | 'tcp-router' | 'tcp-service' | 'tcp-middleware' | 'tcp-servers-transport'
  | 'udp-router' | 'udp-service'
  | 'tls-options' | 'tls-store' | 'tls-certificate';

/** What every command may fail with. `code` is what the screen acts upon. */
export type Failure = { code: Code; message: string; hint: string | null; retry: boolean };
export type Code =
  | 'busy'              // another operation holds the data folder
  | 'not-found'         // profile, component, backup, plan or file is not there
  | 'exists'            // a name is taken
  | 'invalid-input'     // what was typed or given makes no sense
  | 'unreadable'        // a file can't be read as what it should be (syntax, not UTF-8, too large, a folder)
  | 'damaged'           // a backup does not hold what its manifest says
  | 'foreign'           // not an archive of ours
  | 'newer'             // made by a newer version
  | 'stale-plan'        // the configuration changed since the plan was made: look again
  | 'nothing-to-undo'
  | 'storage'           // a place can't be read or written (full, read-only, gone)
  | 'database'          // mantrae.db or state.db can't be used
  | 'cancelled'
  | 'internal';

export type ComponentRef = { profile: string; kind: Kind; name: string };
export type Problem = {
  code: string; severity: 'error' | 'warning' | 'info'; message: string; hint: string | null;
  file: string | null; line: number | null; column: number | null; path: string | null;
};

export type KindCount = { kind: Kind; count: number };
export type Profile = { name: string; description: string; created_at: string; counts: KindCount[]; components: number };

/** A row of the configuration list. */
export type ComponentRow = {
  kind: Kind; name: string; enabled: boolean; checked: boolean;
  type_name: string | null;      // "loadBalancer", "basicAuth"
  summary: string;               // "example.com → my-service"
  problems: Problem[];
};
export type ComponentDetail = ComponentRow & {
  yaml: string;
  secrets: string[];             // texts inside `yaml` that are masked until shown
  uses: ComponentRef[]; used_by: ComponentRef[];
  updated_at: string;
};

export type Trigger = 'schedule' | 'manual' | 'before-import' | 'before-restore' | 'after-changes' | 'catch-up';
export type BackupLocation = { name: string; proven_at: string | null; problem: string | null };
export type Backup = {
  id: string; file: string; created_at: string; trigger: Trigger; note: string; size: number;
  pinned: boolean; encrypted: boolean; components: number; instance: string; own: boolean;
  locations: BackupLocation[];
};
export type Member = { path: string; size: number; sha256: string };
export type BackupDetail = {
  backup: Backup; sha256: string; app_version: string; schema_version: number; instance_name: string;
  profiles: { name: string; components: number }[]; members: Member[];
  /** Against what is live now; null when the backup can't be opened. */
  against_now: ChangeCounts | null;
  problem: Failure | null;
};
export type ChangeCounts = { added: number; changed: number; removed: number };
export type Verified = { id: string; location: string; ok: boolean; problem: Failure | null };

/** Deleting asks first: what is removed, what remains. */
export type DeletionPreview = {
  backups: Backup[]; remaining: number; newest_remaining: Backup | null;
  /** True when no checked backup would remain. */
  last_checked: boolean; pinned: string[];
};

export type VerdictKind = 'safe' | 'running' | 'failed' | 'overdue' | 'waiting' | 'one-place-missing' | 'never' | 'paused' | 'off';
export type Verdict = { kind: VerdictKind; sentence: string; facts: string[]; last_proven: string | null; next_due: string | null };
export type Place = { name: string; path: string; free: number | null; ok: boolean; problem: string | null; kept: number; bytes: number };
export type Day = { date: string; ok: number; failed: number };   // local date, newest last, 30 of them
export type Overview = {
  verdict: Verdict; places: Place[]; days: Day[];
  kept: { count: number; bytes: number; oldest: string | null };
  profile: Profile | null; problems: (Problem & { component: ComponentRef })[];
  recent: ActivityEntry[];
};

export type Step = { name: string; state: 'done' | 'now' | 'failed' | 'next'; message: string | null };
export type ActivityKind = 'backup' | 'restore' | 'import' | 'undo' | 'edit' | 'profile' | 'verify' | 'delete' | 'export' | 'settings';
export type ActivityEntry = {
  id: string; kind: ActivityKind; trigger: Trigger | null; started_at: string; finished_at: string | null;
  outcome: 'running' | 'ok' | 'warning' | 'failed' | 'interrupted';
  sentence: string; detail: string | null; steps: Step[];
  backup: string | null;         // id of the backup it made or used
  undoable: boolean; undone: boolean;
  failure: Failure | null;
};

export type ImportItem = {
  kind: Kind; name: string; change: 'added' | 'changed' | 'same';
  file: string; line: number; column: number;
  yours: string | null; theirs: string;      // YAML of the body
  checked: boolean; secrets: string[]; problems: Problem[]; used_by: ComponentRef[];
};
export type ImportReview = {
  id: string; profile: string; files: string[];
  items: ImportItem[];
  /** Components that can't be taken, and findings about a whole file. */
  rejected: { kind: Kind; name: string; problems: Problem[] }[];
  problems: Problem[];
  traefik_would_refuse: boolean;
};
export type Decision =
  | { kind: Kind; name: string; choice: 'take' }
  | { kind: Kind; name: string; choice: 'keep' }
  | { kind: Kind; name: string; choice: 'rename'; new_name: string };
export type ImportOutcome = {
  profile: string; added: ComponentRef[]; changed: ComponentRef[]; same: ComponentRef[]; left_out: ComponentRef[];
  problems: Problem[]; applied: boolean; safety_backup: string | null;
};

export type RestoreChange = { component: ComponentRef; change: 'added' | 'changed' | 'removed'; now: string | null; then: string | null; secrets: string[] };
export type RestoreProfile = {
  name: string; change: 'returns' | 'goes' | 'stays' | 'same';
  counts: { kind: Kind; added: number; changed: number; removed: number }[];
};
export type RestorePlan = {
  id: string; source: 'backup' | 'file'; file: string; backup: string; created_at: string; trigger: Trigger; note: string;
  profiles: RestoreProfile[];
  added: number; changed: number; removed: number;
  /** At most 2000 of them, the counts above are whole. */
  changes: RestoreChange[];
  warnings: string[];
};
export type RestoreOutcome = { added: number; changed: number; removed: number; safety_backup: string };
export type UndoOutcome = { undone: 'restore' | 'import' | 'profile-deletion' | 'edit'; backup: string; put_back: ComponentRef[]; left_alone: ComponentRef[] };

export type Theme = 'system' | 'light' | 'dark';
export type Settings = {
  theme: Theme;
  backup_folder: string; backup_folder_default: boolean;
  /** What closing the window does; `ask` until the person answered. */
  on_close: 'ask' | 'keep-running' | 'quit';
};
export type AppState = {
  version: string; data_dir: string; platform: 'linux' | 'macos' | 'windows';
  profiles: Profile[]; settings: Settings;
  /** The import review that was open when the window closed, if any. */
  open_review: string | null;
  tray: boolean;
};

/** What just happened; the window asks again for what it shows. */
export type Event =
  | { type: 'configuration-changed' }
  | { type: 'backups-changed' }
  | { type: 'activity-changed' }
  | { type: 'settings-changed' }
  | { type: 'run-progressed'; entry: ActivityEntry }
  | { type: 'verdict-changed'; verdict: Verdict }
  | { type: 'navigate'; to: 'overview' | 'backups' | 'settings' }     // from the tray
  | { type: 'close-asked' };                                          // first close: ask what closing means

/** Every command may reject with a `Failure`. Paths come from native dialogs, which give null when cancelled. */
export interface Backend {
  appState(): Promise<AppState>;
  overview(profile: string | null): Promise<Overview>;
  verdict(): Promise<Verdict>;

  createProfile(name: string, description: string): Promise<Profile>;
  renameProfile(name: string, newName: string): Promise<Profile>;
  deleteProfile(name: string): Promise<{ safety_backup: string }>;

  components(profile: string): Promise<ComponentRow[]>;
  component(profile: string, kind: Kind, name: string): Promise<ComponentDetail>;
  setComponentEnabled(profile: string, kind: Kind, name: string, enabled: boolean): Promise<string>;   // the activity entry, for undo()
  removeComponent(profile: string, kind: Kind, name: string): Promise<string>;   // the activity entry, for undo()

  chooseImportFiles(): Promise<string[] | null>;
  prepareImport(profile: string, paths: string[]): Promise<ImportReview>;
  importReview(id: string): Promise<ImportReview>;
  applyImport(id: string, decisions: Decision[]): Promise<ImportOutcome>;
  discardImport(id: string): Promise<void>;

  /** Asks for a file name, writes the profile; null when cancelled. */
  exportProfile(profile: string, format: 'yaml' | 'json'): Promise<{ path: string; components: number; left_out: number } | null>;

  backups(): Promise<Backup[]>;
  backup(id: string): Promise<BackupDetail>;
  backUpNow(note: string): Promise<Backup>;
  verifyBackup(id: string): Promise<Verified[]>;
  previewDeletion(ids: string[]): Promise<DeletionPreview>;
  deleteBackups(ids: string[]): Promise<void>;
  pinBackup(id: string, pinned: boolean): Promise<Backup>;
  /** Native save dialog; gives the path of the copy. */
  saveBackupCopy(id: string): Promise<string | null>;

  chooseBackupFile(): Promise<string | null>;
  prepareRestore(source: { backup: string } | { file: string }): Promise<RestorePlan>;
  applyRestore(planId: string, only: string[] | null): Promise<RestoreOutcome>;   // only: names of profiles
  discardRestore(planId: string): Promise<void>;
  /** Takes back what an activity entry did; null: the last restore, import or profile deletion. */
  undo(entry: string | null, force: boolean): Promise<UndoOutcome>;

  activity(limit: number): Promise<ActivityEntry[]>;
  openLogFolder(): Promise<void>;

  settings(): Promise<Settings>;
  setTheme(theme: Theme): Promise<Settings>;
  setOnClose(onClose: 'ask' | 'keep-running' | 'quit'): Promise<Settings>;
  chooseBackupFolder(): Promise<Settings | null>;       // asks, checks that it can be written, then moves nothing: old backups stay listed where they lie
  useDefaultBackupFolder(): Promise<Settings>;
  openFolder(path: string): Promise<void>;

  closeWindow(): Promise<void>;
  quit(): Promise<void>;

  /** Gives a function that stops listening. */
  onEvent(listen: (event: Event) => void): Promise<() => void>;
}
