// Every screen in every state, for pictures and for the tests that look at all of them.
import type { Verdict } from '../connection';
import type { Opening } from '../opening';
import { at } from './clock';
import { entry, restart, sampleActivity, sampleBackups, steps, stepsOf } from './history';
import { aboutScenes } from './about-scenes';
import { editorScenes } from './editor-scenes';
import { encryptionScenes } from './encryption-scenes';
import { locationsScenes, minio } from './locations-scenes';
import { momentScenes, type Page, type Presses } from './moment-scenes';
import { all, recorded } from './samples';
import { publishingScenes } from './publishing-scenes';
import { requestsScenes } from './requests-scenes';
import { scheduleScenes } from './schedule-scenes';
import { only, sentElsewhere } from './whereabouts';
import { retentionScenes } from './retention-scenes';
import { copy, emptyWorld, failure, sampleProfiles, type World } from './world';

export type Scene = {
  name: string;
  query: string;
  opening: Opening;
  prepare: (world: World) => void;
  /** Pressed once the screen is there. */
  presses: Presses;
  page: Page;
};

function sampleWorld(): World {
  restart();
  const world = {
    ...emptyWorld(),
    profiles: sampleProfiles(),
    backups: sampleBackups(),
    activity: sampleActivity(),
  };
  for (const e of world.activity.filter((a) => a.undoable)) world.before.set(e.id, copy(world.profiles));
  return world;
}

const running = (world: World) => {
  const e = entry('backup', at(12, 11, 14, 5), 'Backing up', 0, {
    trigger: 'manual',
    outcome: 'running',
    finished_at: null,
    steps: steps(stepsOf('backup'), 1, 'now'),
  });
  world.activity.unshift(e);
  const { add } = world.listeners;
  // The engine tells a window that opens in the middle of a run where it is.
  world.listeners.add = (hear) => {
    hear({ type: 'run-progressed', entry: e });
    return add.call(world.listeners, hear);
  };
};

const verdictOf = (situation: string): Verdict => recorded<Verdict>('verdict', situation);

const say = (kind: string) => (world: World) => {
  world.verdict = verdictOf(kind);
  if (kind === 'never') Object.assign(world, { backups: [], activity: [] });
  if (kind === 'running') running(world);
  if (kind === 'failed') {
    const failed = copy(world.activity.find((e) => e.kind === 'backup' && e.outcome === 'failed')!);
    const why = failure('storage', 'The disk is full', 'Make room, or choose another folder', true);
    world.activity.unshift({ ...failed, id: 'failed-now', started_at: at(12, 11, 12, 4), failure: why });
    world.location = { free: 0, problem: 'The disk is full' };
  }
  // What stands around the verdict tells the same story.
  if (kind === 'overdue') only(world, at(9, 11, 14, 5));
  if (kind === 'off') {
    only(world, at(3, 11, 14, 5));
    world.settings.schedule.automatic = false;
  }
  if (kind === 'paused') world.paused = { until: at(13, 11, 8) };
  if (kind === 'one-location-missing') {
    world.settings.locations.s3 = [{ ...minio }];
    world.behind = { problem: 'Nothing answers at minio.home:9000', next_try: at(12, 11, 14, 13) };
    sentElsewhere(world);
  }
};

const found: Scene[] = [];
const scene = (
  name: string,
  opening: Opening,
  prepare: (world: World) => void = () => {},
  { presses = [], page = {} }: { presses?: Presses; page?: Page } = {},
) => found.push({ name, query: `?scene=${name}`, opening, prepare, presses, page });

for (const { args } of all<Verdict>('verdict'))
  scene(`overview-${args[0]}`, { screen: 'overview' }, say(String(args[0])));
scene('overview-first-start', { screen: 'overview' }, (w) => Object.assign(w, emptyWorld()));
scene('overview-empty-profile', { screen: 'overview' }, (w) =>
  Object.assign(w, { ...emptyWorld(), profiles: [{ ...w.profiles[0]!, items: [] }] }),
);
scene('overview-loading', { screen: 'overview' }, (w) => (w.broken.overview = 'silent'));
scene(
  'overview-error',
  { screen: 'overview' },
  (w) =>
    (w.broken.overview = failure(
      'database',
      'mantrae.db is not a database: bytes 0 to 16 are zero',
      'Restore a backup; the broken file is set aside, not deleted.',
    )),
);
scene('starting', {}, (w) => (w.broken.appState = 'silent'));

const lab = (show: Opening['show']): Opening => ({ screen: 'configuration', show });
scene('configuration', lab({}));
scene('configuration-detail', lab({ kind: 'http-router', name: 'grafana' }));
scene('configuration-yaml', lab({ kind: 'http-router', name: 'grafana', view: 'yaml' }));
scene('configuration-secret', lab({ kind: 'http-middleware', name: 'photos-auth', view: 'yaml' }));
scene('configuration-middleware', lab({ kind: 'http-middleware', name: 'secure-headers' }));
scene('configuration-problem', lab({ kind: 'http-router', name: 'prometheus' }));
scene('configuration-off', lab({ kind: 'http-router', name: 'gitea' }));
scene('configuration-tls', lab({ kind: 'tls-options' }));
scene('configuration-no-hits', lab({ filter: 'redirect' }));
scene('configuration-empty', lab({ kind: 'udp-router' }));
scene('configuration-empty-profile', lab({}), (w) => (w.profiles[0]!.items = []));
scene('configuration-loading', lab({}), (w) => (w.broken.components = 'silent'));
scene(
  'configuration-error',
  lab({}),
  (w) =>
    (w.broken.components = failure(
      'database',
      'mantrae.db cannot be opened: it is locked by another program',
      null,
      true,
    )),
);
scene('configuration-many', lab({}), (w) => {
  const lab = w.profiles[0]!.items;
  const pattern = lab.find((i) => i.name === 'home-assistant')!;
  const many = Array.from({ length: 20_000 }, (_, i) => ({
    ...pattern,
    name: `app-${String(i + 1).padStart(5, '0')}`,
  }));
  w.profiles[0]!.items = [...lab.filter((i) => i.kind !== 'http-router'), ...many];
});

const task = (...files: string[]): Opening => ({
  screen: 'configuration',
  task: { kind: 'import', profile: 'Home lab', from: { paths: files.map((f) => `~/traefik/${f}`) } },
});
scene('import-review', task('dynamic.yml'));
scene('import-rejected', task('mixed.yml'));
scene('import-all-same', task('again.yml'));
scene('import-unreadable', task('broken.yml'));
scene('import-static', task('traefik.yml'));
scene('import-template', task('render.yml'));
scene('import-many', task('many.yml'));
scene('import-convert', task('old.yml'));
scene('import-two-files', task('wiki.yml', 'sites.yml'));
scene('import-refused', task('wiki.yml', 'broken.yml', 'sites.yml'));
scene('import-folder', {
  screen: 'configuration',
  task: { kind: 'import', profile: 'Home lab', from: { paths: ['~/traefik/dynamic'], folder: true } },
});
scene('import-server-choice', task('mantrae.db'));
scene('import-off', task('single.db'));
scene('import-server-twins', task('twins.db'));
scene('import-server-foreign', task('notes.db'));
const problem = (which: 'configuration' | 'state', newer = false): NonNullable<World['problem']> => ({
  which,
  newer,
  file: `~/.local/share/mantrae/${which === 'state' ? 'state' : 'mantrae'}.db`,
  failure: newer
    ? failure(
        'newer',
        '`~/.local/share/mantrae/mantrae.db` was written by a newer version of Mantrae (schema 20270301000001)',
        'Update Mantrae to open it; nothing was changed',
      )
    : which === 'state'
      ? failure(
          'database',
          'What Mantrae knows of this computer cannot be opened: `~/.local/share/mantrae/state.db` is damaged. SQLite says: file is not a database',
          'Go on without it: the configuration and the backups are in other files',
        )
      : failure(
          'database',
          'The configuration cannot be opened: `~/.local/share/mantrae/mantrae.db` is damaged. SQLite says: database disk image is malformed',
          'Restore a backup, or put the file back and restart Mantrae',
        ),
});
scene('recovery', {}, (w) => (w.problem = problem('configuration')));
scene('recovery-no-backups', {}, (w) => {
  w.problem = problem('configuration');
  w.backups = [];
});
scene('recovery-state', {}, (w) => (w.problem = problem('state')));
scene('recovery-newer', {}, (w) => (w.problem = problem('configuration', true)));

scene('import-loading', task('dynamic.yml'), (w) => (w.broken.prepareImport = 'silent'));

scene('backups', { screen: 'backups' });
scene('backups-details', { screen: 'backups', show: { selected: ['backup-0008'] } });
scene('backups-newest', { screen: 'backups', show: { selected: ['backup-0001'] } });
scene('backups-damaged', { screen: 'backups', show: { selected: ['backup-0009'] } });
scene('backups-several', {
  screen: 'backups',
  show: { selected: ['backup-0003', 'backup-0005', 'backup-0006'] },
});
scene('backups-several-locations', { screen: 'backups', show: { selected: ['backup-0001'] } }, (w) => {
  say('one-location-missing')(w);
});
scene('backups-running', { screen: 'backups' }, say('running'));
scene('backups-empty', { screen: 'backups' }, say('never'));
scene('backups-loading', { screen: 'backups' }, (w) => (w.broken.backups = 'silent'));
scene('backups-unreachable', { screen: 'backups' }, (w) => {
  w.location = { free: null, problem: '/mnt/nas/mantrae cannot be reached' };
  w.settings = { ...w.settings, backup_folder: '/mnt/nas/mantrae', backup_folder_default: false };
  w.verdict = verdictOf('waiting');
});
scene('backups-error', { screen: 'backups' }, (w) => {
  const why = 'The folder of backups cannot be read: permission denied';
  w.broken.backups = failure('storage', why, 'Choose another folder in Settings.', true);
  w.verdict = verdictOf('failed');
  w.location = { free: null, problem: why };
});

const over = (question: Opening['question'], screen: Opening['screen'] = 'backups'): Opening => ({
  screen,
  question,
});
scene('restore', over({ kind: 'restore', source: { backup: 'backup-0008' } }));
scene('restore-file', over({ kind: 'restore', source: { file: '~/Documents/mantrae-2026-11-09.mantrae' } }));
scene('restore-same', over({ kind: 'restore', source: { backup: 'backup-0001' } }));
scene('restore-damaged', over({ kind: 'restore', source: { backup: 'backup-0009' } }));
scene('restore-newer', over({ kind: 'restore', source: { file: '~/Documents/newer.mantrae' } }));
scene('delete', over({ kind: 'delete-backups', ids: ['backup-0008'] }));
scene(
  'delete-several',
  over({ kind: 'delete-backups', ids: ['backup-0003', 'backup-0005', 'backup-0006', 'backup-0007'] }),
);
scene('delete-pinned', over({ kind: 'delete-backups', ids: ['backup-0002'] }));
scene(
  'delete-last',
  over({ kind: 'delete-backups', ids: ['backup-0001'] }),
  (w) => (w.backups = [w.backups[0]!]),
);
scene('note', over({ kind: 'note' }));
scene('save-copy', over({ kind: 'save-copy' }, 'settings'));
scene('profile-create', over({ kind: 'create-profile', purpose: 'empty' }, 'overview'));
scene('profile-rename', over({ kind: 'rename-profile', name: 'Home lab' }, 'overview'));
scene('profile-delete', over({ kind: 'delete-profile', name: 'Home lab' }, 'overview'));
scene('first-import', over({ kind: 'create-profile', purpose: 'import' }, 'overview'), (w) =>
  Object.assign(w, emptyWorld()),
);
scene('first-folder', over({ kind: 'create-profile', purpose: 'import-folder' }, 'overview'), (w) =>
  Object.assign(w, emptyWorld()),
);
scene('first-close', over({ kind: 'close' }, 'overview'));
scene(
  'undo-anyway',
  over({ kind: 'undo-anyway', entry: 'entry-0031', why: '3 components changed since then' }, 'activity'),
);
scene('palette', over({ kind: 'palette' }, 'overview'));
scene('palette-found', over({ kind: 'palette', text: 'graf' }, 'overview'));
scene('palette-nothing', over({ kind: 'palette', text: 'xyzzy' }, 'overview'));
aboutScenes(scene);

scene('activity', { screen: 'activity' });
scene(
  'activity-failed',
  { screen: 'activity', show: { selected: ['failed'] } },
  (w) => (w.activity.find((a) => a.outcome === 'failed')!.id = 'failed'),
);
scene('activity-running', { screen: 'activity' }, say('running'));
scene('activity-empty', { screen: 'activity' }, (w) => (w.activity = []));
scene(
  'activity-error',
  { screen: 'activity' },
  (w) => (w.broken.activity = failure('database', 'state.db cannot be opened', null, true)),
);

scene('settings-backups', { screen: 'settings', show: { section: 'backups' } });
scene('settings-app', { screen: 'settings', show: { section: 'app' } });
editorScenes(scene);
retentionScenes(scene);
locationsScenes(scene);
publishingScenes(scene);
requestsScenes(scene);
scheduleScenes(scene);
encryptionScenes(scene);
momentScenes(scene);

export const scenes: Scene[] = found;

export function sceneWorld(
  name: string | null,
): { world: World; opening: Opening | null } & Pick<Scene, 'presses' | 'page'> {
  const world = sampleWorld();
  const wanted = found.find((s) => s.name === name);
  wanted?.prepare(world);
  const { opening = null, presses = [], page = {} } = wanted ?? {};
  return { world, opening, presses, page };
}
