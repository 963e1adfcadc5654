// What the window may ask of the engine, and what it hears from it. The types are those of the Rust side, generated.
// Times are RFC 3339 in UTC, sizes bytes.
import type {
  ActivityEntry,
  AppState,
  Backup,
  BackupDetail,
  Braces,
  CaFile,
  Checked,
  CleanUp,
  Comparison,
  ComponentDetail,
  ComponentRow,
  Decision,
  DeletionPreview,
  EncryptionState,
  Event,
  Failure,
  GivenKey,
  ImportOutcome,
  ImportReview,
  Keep,
  KeyringState,
  Kind,
  LastGood,
  Overview,
  LocationSettings,
  PauseFor,
  Preview,
  Profile,
  Recoverable,
  Rehearsal,
  RestoreChoice,
  RestoreOutcome,
  RestorePlan,
  Rule,
  S3Location,
  SavedLocation,
  ScheduleState,
  ServerProfile,
  Settings,
  Theme,
  StorageTest,
  StartupProblem,
  UndoOutcome,
  Verdict,
  VerificationResult,
} from './bindings';

export type {
  ActivityEntry,
  ActivityKind,
  Addressing,
  AppState,
  Backup,
  BackupDetail,
  BackupLocation,
  Braces,
  CaFile,
  ChangeCounts,
  Check,
  Checked,
  Checksums,
  CleanUp,
  Code,
  Comparison,
  ComponentDetail,
  ComponentRef,
  ComponentRow,
  Cure,
  Custom,
  Day,
  Decision,
  DeletionPreview,
  EncryptionState,
  Ending,
  Event,
  Excerpt,
  Facts,
  Failure,
  Field,
  Firing,
  GivenKey,
  ImportItem,
  ImportOutcome,
  ImportReview,
  Keep,
  KeyringState,
  Kind,
  KindCount,
  Line,
  LocationPreview,
  Member,
  Overview,
  PauseFor,
  LocationStatus,
  Locations,
  LocationSettings,
  Preset,
  Preview,
  Problem,
  Profile,
  Recoverable,
  Refused,
  Rehearsal,
  RestoreChange,
  RestoreChoice,
  RestoreOutcome,
  RestorePlan,
  RestoreProfile,
  Rule,
  S3Location,
  SavedLocation,
  SecretState,
  ScheduleState,
  ServerProfile,
  Settings,
  Step,
  Theme,
  StorageTest,
  StorageTestStep,
  Trigger,
  StartupProblem,
  UndoOutcome,
  Verdict,
  VerdictKind,
  VerificationResult,
  Whereabouts,
  Wrong,
} from './bindings';

/** Every command may reject with a `Failure`. Paths come from native dialogs, which give null when cancelled. */
export interface Backend {
  /** Why the engine could not start; null when all is well. Until it is mended only the three below answer, and the dialogs that choose a file. */
  startupProblem(): Promise<StartupProblem | null>;
  recoveryBackups(): Promise<Backup[]>;
  /** Takes the settings in the backup over too, where that is wanted. */
  recoveryRestore(
    source: { backup: string } | { file: string },
    key: GivenKey | null,
    withSettings: boolean,
  ): Promise<Recoverable>;
  startAnew(): Promise<void>;

  appState(): Promise<AppState>;
  overview(profile: string | null): Promise<Overview>;
  verdict(): Promise<Verdict>;

  createProfile(name: string, description: string): Promise<Profile>;
  renameProfile(name: string, newName: string): Promise<Profile>;
  deleteProfile(name: string): Promise<{ safety_backup: string }>;

  components(profile: string): Promise<ComponentRow[]>;
  component(profile: string, kind: Kind, name: string): Promise<ComponentDetail>;
  /** The activity entry, for undo(); null where it was so already. */
  setComponentEnabled(profile: string, kind: Kind, name: string, enabled: boolean): Promise<string | null>;
  removeComponent(profile: string, kind: Kind, name: string): Promise<string>; // the activity entry, for undo()

  chooseImportFiles(): Promise<string[] | null>;
  chooseImportFolder(): Promise<string | null>;
  /** The profiles in a database of the Mantrae server. */
  serverProfiles(path: string): Promise<ServerProfile[]>;
  /** `serverProfile`: which one is meant where the database of a Mantrae server holds several. */
  /** `braces`: what `{{` in the files is, where the person said so; a template is refused until then. */
  prepareImport(
    profile: string,
    paths: string[],
    serverProfile: string | null,
    braces?: Braces | null,
  ): Promise<ImportReview>;
  importReview(id: string): Promise<ImportReview>;
  applyImport(id: string, decisions: Decision[]): Promise<ImportOutcome>;
  discardImport(id: string): Promise<void>;

  /** Asks for a file name, writes the profile; null when cancelled. */
  exportProfile(
    profile: string,
    format: 'yaml' | 'json',
  ): Promise<{ path: string; components: number; left_out: number; not_run: number } | null>;

  backups(): Promise<Backup[]>;
  backup(id: string): Promise<BackupDetail>;
  backUpNow(note: string): Promise<Backup>;
  verifyBackup(id: string): Promise<VerificationResult[]>;
  previewDeletion(ids: string[]): Promise<DeletionPreview>;
  deleteBackups(ids: string[], last: LastGood): Promise<void>;
  pinBackup(id: string, pinned: boolean): Promise<Backup>;
  /** Native save dialog; gives the path of the copy. */
  saveBackupCopy(id: string): Promise<string | null>;

  chooseBackupFile(): Promise<string | null>;
  /** `key`: for an encrypted backup whose key the keyring of this computer does not hold. */
  prepareRestore(source: { backup: string } | { file: string }, key: GivenKey | null): Promise<RestorePlan>;
  /** `only`: where it is not everything. */
  applyRestore(planId: string, only: RestoreChoice | null, withSettings: boolean): Promise<RestoreOutcome>;
  discardRestore(planId: string): Promise<void>;
  /** Takes back what an activity entry did; null: the last restore, import or profile deletion. */
  undo(entry: string | null, force: boolean): Promise<UndoOutcome>;

  activity(limit: number): Promise<ActivityEntry[]>;
  openLogFolder(): Promise<void>;

  settings(): Promise<Settings>;
  setTheme(theme: Theme): Promise<Settings>;
  /** As the system has it. */
  startsAtLogin(): Promise<boolean>;
  startAtLogin(wanted: boolean): Promise<boolean>;
  setNotifications(wanted: Settings['notifications']): Promise<Settings>;
  setOnClose(onClose: 'ask' | 'keep-running' | 'quit'): Promise<Settings>;
  chooseBackupFolder(): Promise<Settings | null>; // asks, checks that it can be written, then moves nothing: old backups stay listed where they lie
  useDefaultBackupFolder(): Promise<Settings>;
  openFolder(path: string): Promise<void>;

  locations(): Promise<LocationSettings>;
  /** What was typed, cleaned and looked at, before anybody asks the network. */
  checkLocation(location: S3Location): Promise<Checked>;
  /** Tries it out as typed, step by step (see the event `location-tested`); without a secret with the one that is kept. */
  testLocation(location: S3Location, secret: string | null): Promise<StorageTest>;
  /** Makes its bucket, if the key may do that. */
  createBucket(location: S3Location, secret: string | null): Promise<void>;
  saveLocation(location: S3Location, secret: string | null, keep: Keep): Promise<SavedLocation>;
  removeLocation(id: string): Promise<void>;
  useLocation(id: string, enabled: boolean): Promise<void>;
  useThisComputer(local: boolean): Promise<void>;
  setLocationSecret(id: string, secret: string, keep: Keep): Promise<void>;
  /** The desktop may ask for the keyring's password. */
  unlockKeyring(): Promise<KeyringState>;
  chooseCaFile(): Promise<CaFile | null>;
  /** The least rights a key needs, to copy. */
  minimalPolicy(location: S3Location): Promise<string>;

  /** What a rule would do now; null: the rule that holds. */
  previewRetention(rule: Rule | null): Promise<Preview>;
  /** What a new rule removes and the one that holds does not. */
  compareRetention(rule: Rule): Promise<Comparison>;
  setRetention(rule: Rule): Promise<Settings>;
  applyRetention(): Promise<CleanUp>;

  /** What runs stops before its next step, and changes nothing; past its last boundary it is finished. */
  stopRun(): Promise<void>;
  /** Makes the backups of an old computer this one's; says how many there are. */
  adoptBackups(instance: string): Promise<number>;

  encryption(): Promise<EncryptionState>;
  turnOnEncryption(): Promise<EncryptionState>;
  turnOffEncryption(): Promise<EncryptionState>;
  newKey(): Promise<EncryptionState>;
  /** Where it was saved; null when cancelled. */
  saveRecoverySheet(): Promise<string | null>;
  chooseKeyFile(): Promise<string | null>;
  /** Does this key open the newest encrypted backup, as on a new computer? */
  rehearse(key: GivenKey): Promise<Rehearsal>;

  schedule(): Promise<ScheduleState>;
  /** What a schedule that is being written would be; rejects with what is wrong with it. */
  previewSchedule(cron: string): Promise<ScheduleState>;
  setSchedule(cron: string, automatic: boolean): Promise<Settings>;
  setAfterChanges(on: boolean): Promise<Settings>;
  setSkipUnchanged(on: boolean): Promise<Settings>;
  setWaitBattery(on: boolean): Promise<Settings>;
  setWaitMetered(on: boolean): Promise<Settings>;
  setRestoreTest(often: Settings['restore_test']): Promise<Settings>;
  pauseBackups(length: PauseFor): Promise<void>;
  resumeBackups(): Promise<void>;
  /** Says that the question about closing is shown; without it the next close goes through. */
  closeHeard(): Promise<void>;
  closeWindow(): Promise<void>;
  quit(): Promise<void>;

  /** Gives a function that stops listening. */
  onEvent(listen: (event: Event) => void): Promise<() => void>;
}
