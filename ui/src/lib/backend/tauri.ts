// The only file that knows Tauri, together with the generated bindings that it wraps.
import { listen } from '@tauri-apps/api/event';
import { commands } from './bindings';
import type { Backend, Event, Failure } from './contract';

type Answer<T> = { status: 'ok'; data: T } | { status: 'error'; error: Failure };

/** The bindings answer with a failure as a value; the window wants it thrown. */
async function given<T>(answer: Promise<Answer<T>>): Promise<T> {
  const told = await answer;
  if (told.status === 'error') throw told.error;
  return told.data;
}

/** As `given`, for commands that answer nothing. */
async function done(answer: Promise<Answer<null>>): Promise<void> {
  await given(answer);
}

export const tauri: Backend = {
  startupProblem: () => commands.startupProblem(),
  recoveryBackups: () => given(commands.recoveryBackups()),
  recoveryRestore: (source, key, withSettings) => given(commands.recoveryRestore(source, key, withSettings)),
  startAnew: () => done(commands.startAnew()),
  appState: () => given(commands.appState()),
  overview: (profile) => given(commands.overview(profile)),
  verdict: () => given(commands.verdict()),

  createProfile: (name, description) => given(commands.createProfile(name, description)),
  renameProfile: (name, newName) => given(commands.renameProfile(name, newName)),
  deleteProfile: (name) => given(commands.deleteProfile(name)),

  components: (profile) => given(commands.components(profile)),
  component: (profile, kind, name) => given(commands.component(profile, kind, name)),
  setComponentEnabled: (profile, kind, name, enabled) =>
    given(commands.setComponentEnabled(profile, kind, name, enabled)),
  removeComponent: (profile, kind, name) => given(commands.removeComponent(profile, kind, name)),

  chooseImportFiles: () => given(commands.chooseImportFiles()),
  chooseImportFolder: () => given(commands.chooseImportFolder()),
  serverProfiles: (path) => given(commands.serverProfiles(path)),
  prepareImport: (profile, paths, serverProfile, braces = null) =>
    given(commands.prepareImport(profile, paths, serverProfile, braces)),
  importReview: (id) => given(commands.importReview(id)),
  applyImport: (id, decisions) => given(commands.applyImport(id, decisions)),
  discardImport: (id) => done(commands.discardImport(id)),

  exportProfile: (profile, format) => given(commands.exportProfile(profile, format)),

  backups: () => given(commands.backups()),
  backup: (id) => given(commands.backup(id)),
  backUpNow: (note) => given(commands.backUpNow(note)),
  verifyBackup: (id) => given(commands.verifyBackup(id)),
  previewDeletion: (ids) => given(commands.previewDeletion(ids)),
  deleteBackups: (ids, last) => done(commands.deleteBackups(ids, last)),
  pinBackup: (id, pinned) => given(commands.pinBackup(id, pinned)),
  saveBackupCopy: (id) => given(commands.saveBackupCopy(id)),

  chooseBackupFile: () => given(commands.chooseBackupFile()),
  prepareRestore: (source, key) => given(commands.prepareRestore(source, key)),
  applyRestore: (planId, only, withSettings) => given(commands.applyRestore(planId, only, withSettings)),
  discardRestore: (planId) => done(commands.discardRestore(planId)),
  undo: (entry, force) => given(commands.undo(entry, force)),

  activity: (limit) => given(commands.activity(limit)),
  openLogFolder: () => done(commands.openLogFolder()),

  settings: () => given(commands.settings()),
  setTheme: (theme) => given(commands.setTheme(theme)),
  startsAtLogin: () => given(commands.startsAtLogin()),
  startAtLogin: (wanted) => given(commands.startAtLogin(wanted)),
  setNotifications: (wanted) => given(commands.setNotifications(wanted)),
  setOnClose: (onClose) => given(commands.setOnClose(onClose)),
  chooseBackupFolder: () => given(commands.chooseBackupFolder()),
  useDefaultBackupFolder: () => given(commands.useDefaultBackupFolder()),
  openFolder: (path) => done(commands.openFolder(path)),

  locations: () => given(commands.locations()),
  checkLocation: (location) => commands.checkLocation(location),
  testLocation: (location, secret) => given(commands.testLocation(location, secret)),
  createBucket: (location, secret) => done(commands.createBucket(location, secret)),
  saveLocation: (location, secret, keep) => given(commands.saveLocation(location, secret, keep)),
  removeLocation: (id) => done(commands.removeLocation(id)),
  useLocation: (id, enabled) => done(commands.useLocation(id, enabled)),
  useThisComputer: (local) => done(commands.useThisComputer(local)),
  setLocationSecret: (id, secret, keep) => done(commands.setLocationSecret(id, secret, keep)),
  unlockKeyring: () => given(commands.unlockKeyring()),
  chooseCaFile: () => given(commands.chooseCaFile()),
  minimalPolicy: (location) => commands.minimalPolicy(location),

  previewRetention: (rule) => given(commands.previewRetention(rule)),
  compareRetention: (rule) => given(commands.compareRetention(rule)),
  setRetention: (rule) => given(commands.setRetention(rule)),
  applyRetention: () => given(commands.applyRetention()),
  stopRun: async () => void (await commands.stopRun()),
  adoptBackups: (instance) => given(commands.adoptBackups(instance)),
  encryption: () => given(commands.encryption()),
  turnOnEncryption: () => given(commands.turnOnEncryption()),
  turnOffEncryption: () => given(commands.turnOffEncryption()),
  newKey: () => given(commands.newKey()),
  saveRecoverySheet: () => given(commands.saveRecoverySheet()),
  chooseKeyFile: () => given(commands.chooseKeyFile()),
  rehearse: (key) => given(commands.rehearse(key)),
  schedule: () => given(commands.schedule()),
  previewSchedule: (cron) => given(commands.previewSchedule(cron)),
  setSchedule: (cron, automatic) => given(commands.setSchedule(cron, automatic)),
  setAfterChanges: (on) => given(commands.setAfterChanges(on)),
  setSkipUnchanged: (on) => given(commands.setSkipUnchanged(on)),
  setWaitBattery: (on) => given(commands.setWaitBattery(on)),
  setWaitMetered: (on) => given(commands.setWaitMetered(on)),
  setRestoreTest: (often) => given(commands.setRestoreTest(often)),
  pauseBackups: async (length) => void (await given(commands.pauseBackups(length))),
  resumeBackups: async () => void (await given(commands.resumeBackups())),
  closeHeard: async () => void (await commands.closeHeard()),
  closeWindow: () => done(commands.closeWindow()),
  quit: async () => void (await commands.quit()),

  onEvent: (hear) => listen<Event>('engine-event', ({ payload }) => hear(payload)),
};
