// An engine that lives in memory: for pictures, for tests, and for clicking through the window without one.
import type {
  Backend,
  Backup,
  BackupDetail,
  Connection,
  ImportReview,
  RestorePlan,
  Settings,
} from './connection';
import { bench } from './fake/bench';
import { now, stamp } from './fake/clock';
import { changeCommands } from './fake/changes';
import { configurationCommands } from './fake/configuration';
import { exposingCommands } from './fake/exposing';
import { draftCommands } from './fake/drafts';
import { pastCommands } from './fake/past';
import { checkKey, encryptionCommands } from './fake/encryption';
import { focusOn, pressAll, setPage } from './fake/pressing';
import { followingCommands } from './fake/following';
import { versionCommands } from './fake/versions';
import { publishingCommands } from './fake/publishing';
import { recoveryRestore } from './fake/recovery';
import { entry, newId, stepsOf } from './fake/history';
import { applyImport, review, serverProfiles } from './fake/imports';
import { applyRestore, restorePlan } from './fake/plans';
import { locationsCommands } from './fake/locations';
import { requestCommands } from './fake/requests';
import { retentionCommands } from './fake/retention';
import { isRecorded, recorded } from './fake/samples';
import { ruleCommands } from './fake/rules';
import { scheduleCommands } from './fake/schedule';
import { scenes, sceneWorld } from './fake/scenes';
import { changeSetting } from './fake/settings';
import { copy, failure, find, nothing, outlookOf, type World } from './fake/world';

export function connectFake(query: URLSearchParams): Connection {
  const { world, opening, presses, page } = sceneWorld(query.get('scene'));
  setPage(page);
  const rest = (ms: number) => new Promise<void>((done) => setTimeout(done, ms));
  void pressAll(presses, rest).then(() => (page.focus ? focusOn(page.focus, rest) : undefined));
  const wanted = query.get('theme');
  const theme = wanted === 'light' || wanted === 'dark' ? wanted : null;
  if (theme) world.settings.theme = theme;
  Object.assign(window, { __scenes: scenes.map(({ name, query }) => ({ name, query })) });
  return { backend: fakeBackend(world), opening, theme, now };
}

const good = (b: Backup): boolean => b.locations.some((l) => !l.problem);

export function fakeBackend(world: World): Backend {
  const reviews = new Map<string, ImportReview>();
  const plans = new Map<string, RestorePlan>();
  const desk = bench(world);
  const { rest, tell, theBackup, raise, changed, log, keep, run, setting } = desk;

  const changes = changeCommands(world, desk);
  const backend: Backend = {
    ...configurationCommands(world, desk),
    startupProblem: async () => world.problem,
    recoveryBackups: async () => world.backups,
    recoveryRestore: async (source, key, withSettings) => recoveryRestore(world, source, key, withSettings),
    startAnew: async () => (world.problem = null),
    ...changes,
    ...exposingCommands(world, changes.planChanges),
    ...draftCommands(world, desk),
    ...ruleCommands,
    ...pastCommands(world),
    ...requestCommands(world, desk),
    ...publishingCommands(world, desk),
    ...followingCommands(world, desk),
    ...versionCommands(world, desk),
    ...retentionCommands(world, desk),
    ...locationsCommands(world, desk),
    ...scheduleCommands(world, desk),
    ...encryptionCommands(world, desk),

    chooseImportFiles: async () => ['~/traefik/dynamic.yml'],
    chooseImportFolder: async () => '~/traefik/dynamic',
    serverProfiles: async (path) => serverProfiles(path),
    prepareImport: async (profile, paths, server, braces) => {
      const plan = review(world, profile, paths, server, braces);
      reviews.set(plan.id, plan);
      return copy(plan);
    },
    importReview: async (id) =>
      copy(reviews.get(id) ?? raise(failure('not-found', 'This review is no longer there'))),
    applyImport: async (id, decisions) => {
      const plan = reviews.get(id) ?? raise(failure('not-found', 'This review is no longer there'));
      const before = copy(world.profiles);
      const made = keep('before-import');
      const outcome = { ...applyImport(world, plan, decisions), safety_backup: made.id };
      const n = outcome.added.length + outcome.changed.length;
      log(
        entry('import', stamp(), `Imported ${n} components from ${plan.files[0]}`, 1.2, {
          undoable: true,
          detail: plan.profile,
        }),
        before,
      );
      reviews.delete(id);
      changed(outcome.added.length ? 'not-backed-up' : undefined);
      tell({ type: 'backups-changed' });
      return outcome;
    },
    discardImport: async (id) => nothing(reviews.delete(id)),
    exportProfile: async (profile, format) => ({
      path: `~/traefik/dynamic.${format === 'json' ? 'json' : 'yml'}`,
      components: find(world, profile).items.filter((i) => i.enabled).length,
      left_out: find(world, profile).items.filter((i) => !i.enabled).length,
      not_run: 0,
      outlook: outlookOf(find(world, profile)),
    }),

    backups: async () => copy(world.backups),
    backup: async (id) => {
      const like = recorded<BackupDetail>('backup', isRecorded('backup', id) ? id : 'backup-0001');
      return { ...like, backup: copy(theBackup(id)) };
    },
    backUpNow: async (note) => {
      if (world.location.problem)
        throw failure('storage', world.location.problem, 'Choose another folder in Settings.', true);
      const e = entry('backup', stamp(), 'Manual backup', 0, {
        trigger: 'manual',
        detail: note ? `“${note}”` : 'This computer',
      });
      const done = await run(e, stepsOf('backup'));
      const made = keep('manual', note);
      world.verdict = world.lacking = null;
      log({ ...done, backup: made.id });
      tell({ type: 'backups-changed' }, { type: 'activity-changed' });
      return copy(made);
    },
    verifyBackup: async (id) => {
      const b = theBackup(id);
      const ok = good(b);
      if (ok) b.locations = b.locations.map((l) => ({ ...l, verified_at: stamp() }));
      tell({ type: 'backups-changed' });
      return b.locations.map((l) => ({
        id,
        location: l.name,
        ok,
        verification: ok ? 'complete' : null,
        repacked: false,
        problem: isRecorded('backup', id) ? recorded<BackupDetail>('backup', id).problem : null,
      }));
    },
    previewDeletion: async (ids) => {
      const stay = world.backups.filter((b) => !ids.includes(b.id));
      const chosen = world.backups.filter((b) => ids.includes(b.id));
      return {
        backups: copy(chosen),
        remaining: stay.length,
        newest_remaining: copy(stay[0] ?? null),
        last_checked: !stay.some(good),
        last_in: stay.some(good) ? null : 'This computer',
        pinned: chosen.filter((b) => b.pinned).map((b) => b.id),
      };
    },
    deleteBackups: async (ids) => {
      world.backups = world.backups.filter((b) => !ids.includes(b.id));
      log(
        entry('delete', stamp(), ids.length === 1 ? 'Backup deleted' : `${ids.length} backups deleted`, 0.1),
      );
      tell({ type: 'backups-changed' }, { type: 'activity-changed' });
      return null;
    },
    pinBackup: async (id, pinned) => {
      theBackup(id).pinned = pinned;
      tell({ type: 'backups-changed' });
      return copy(theBackup(id));
    },
    stopRun: async () => void (world.stop = true),
    adoptBackups: async (instance) => {
      const theirs = world.backups.filter((b) => b.instance === instance);
      for (const b of theirs) b.own = true;
      tell({ type: 'backups-changed' });
      return theirs.length;
    },
    saveBackupCopy: async (id) => `~/Documents/${theBackup(id).file}`,

    askedFile: async () => {
      const { asked } = world;
      world.asked = null;
      return asked;
    },
    chooseBackupFile: async () => '~/Documents/mantrae-2026-11-09.mantrae',
    prepareRestore: async (source, key) => {
      if (source.backup) checkKey(world, theBackup(source.backup), key);
      const plan = restorePlan(world, source);
      plans.set(plan.id, plan);
      return copy(plan);
    },
    applyRestore: async (id, only) => {
      const plan =
        plans.get(id) ??
        raise(failure('stale-plan', 'The configuration changed since this was opened', 'Look again.'));
      const before = copy(world.profiles);
      const e = await run(
        entry('restore', stamp(), `Restored the backup of ${new Date(plan.created_at).getDate()} Nov`, 0, {
          undoable: true,
          backup: plan.backup,
        }),
        stepsOf('restore'),
      );
      const outcome = applyRestore(world, plan, only, keep('before-restore').id);
      log(e, before);
      changed();
      tell({ type: 'backups-changed' });
      return outcome;
    },
    discardRestore: async (id) => nothing(plans.delete(id)),

    activity: async (limit) => copy(world.activity.slice(0, limit)),
    openLogFolder: async () => null,
    settings: async () => copy(world.settings),
    changeSetting: async (change) => changeSetting(world, desk, change),
    startsAtLogin: async () => world.startsAtLogin,
    startAtLogin: async (wanted) => (world.startsAtLogin = wanted),
    chooseBackupFolder: async () =>
      setting({ backup_folder: '/mnt/nas/mantrae', backup_folder_default: false }),
    useDefaultBackupFolder: async () =>
      setting({ backup_folder: recorded<Settings>('settings').backup_folder, backup_folder_default: true }),
    openFolder: async () => null,
    closeHeard: async () => {},
    closeWindow: async () => null,
    quit: async () => {},
    onEvent: async (hear) => {
      world.listeners.add(hear);
      if (world.storage.shown)
        hear({
          type: 'location-tested',
          location: world.settings.locations.s3[0]?.id ?? 'computer-1',
          storage_test: copy(world.storage.shown),
        });
      return () => world.listeners.delete(hear);
    },
  };
  return slowed(backend, world, rest);
}

/** Every answer takes a moment, some never come, some are failures: as the scene wishes. */
function slowed(backend: Backend, world: World, rest: () => Promise<void>): Backend {
  const wrap =
    (name: string, command: (...args: never[]) => Promise<unknown>) =>
    async (...args: never[]) => {
      const broken = world.broken[name];
      if (broken === 'silent') return new Promise(() => {});
      if (world.pause > 0) await rest();
      if (broken) throw broken;
      return command(...args);
    };
  return Object.fromEntries(
    Object.entries(backend).map(([name, command]) => [
      name,
      name === 'onEvent' ? command : wrap(name, command as never),
    ]),
  ) as unknown as Backend;
}
