// Moments that last as long as somebody looks: open menus, toasts, a restore that runs; and what is hard to draw:
// long names, many backups, large text, from right to left, the clock of twelve hours.
import type { Opening } from '../opening';
import { at } from './clock';
import { backup, entry, steps, stepsOf } from './history';
import { minio } from './locations-scenes';
import { sentElsewhere } from './whereabouts';
import { copy, failure, find, type World } from './world';

/** What a person presses: what stands on a button, or a selector. */
export type Presses = string[];
/** `focus`: what has the focus, as from the keyboard. */
export type Page = { dir?: 'rtl'; text?: number; twelve?: true; focus?: string };
type More = { presses?: Presses; page?: Page };
type Add = (name: string, opening: Opening, prepare?: (world: World) => void, more?: More) => unknown;

/** Two hundred letters, as somebody once named a router after its whole address. */
export const LONG = `a-name-of-${'two-hundred-letters-'.repeat(10)}`.slice(0, 200);

export function longNames(world: World): void {
  const lab = find(world, 'Home lab');
  const router = lab.items.find((i) => i.kind === 'http-router' && i.problems.length > 0)!;
  const named = copy(router);
  const host = `${LONG.slice(0, 60)}.${LONG.slice(0, 60)}.example.com`;
  Object.assign(named, { name: LONG, summary: `${host} → ${LONG}` });
  lab.items = [named, ...lab.items.filter((i) => i !== router)];
  lab.name = LONG.slice(0, 100);
  world.settings.locations.s3 = [{ ...minio, name: LONG.slice(0, 100), bucket: LONG.slice(0, 63) }];
  world.settings.backup_folder = `/mnt/${LONG}/${LONG}`;
  world.backups[1]!.note = LONG;
  world.backups[1]!.file = `mantrae_${LONG}.zip`;
  world.activity.unshift(
    entry('import', at(12, 11, 13, 1), `Imported 1 component from ${LONG}.yml into “${LONG}”`, 0.3, {
      undoable: true,
      detail: LONG,
    }),
  );
  world.behind = {
    problem: `Nothing answers at ${LONG.slice(0, 63)}.example.com:9000`,
    next_try: at(12, 11, 14, 13),
  };
  sentElsewhere(world);
}

const many = (world: World): void => {
  world.backups = Array.from({ length: 400 }, (_, i) => {
    const made = new Date(2026, 10, 12, 11, 2).getTime() - i * 6 * 60 * 60 * 1000;
    return backup(new Date(made).toISOString(), i % 4 === 3 ? 'after-changes' : 'schedule', {
      id: `backup-${String(i + 1).padStart(4, '0')}`,
    });
  });
};

const restoring = (world: World): void => {
  world.broken.applyRestore = 'silent';
  const run = entry('restore', at(12, 11, 14, 5), 'Restoring the backup of 9 Nov, 02:00', 0, {
    outcome: 'running',
    finished_at: null,
    steps: steps(stepsOf('restore'), 1, 'now'),
  });
  const { add } = world.listeners;
  world.listeners.add = (hear) => {
    hear({ type: 'run-progressed', entry: run });
    return add.call(world.listeners, hear);
  };
};

export function momentScenes(scene: Add): void {
  const on = (screen: Opening['screen'], show: Opening['show'] = {}): Opening => ({ screen, show });
  const restore: Opening = {
    screen: 'backups',
    question: { kind: 'restore', source: { backup: 'backup-0008' } },
  };
  const press = (...presses: Presses): More => ({ presses });
  const nothing = () => {};

  scene('menu-main', on('overview'), nothing, press('[aria-label="Main menu"]'));
  scene('menu-profile', on('overview'), nothing, press('[data-testid=profiles]'));
  scene('menu-back-up', on('backups'), nothing, press('[aria-label="More ways to back up"]'));
  scene(
    'toast-undo',
    { ...on('overview'), question: { kind: 'palette', text: 'grafana' } },
    nothing,
    press('Turn off grafana'),
  );
  scene(
    'notice-failed',
    on('backups'),
    (w) => (w.location = { free: 0, problem: 'The disk is full' }),
    press('Back up now'),
  );
  scene('restore-only', restore, nothing, press('[value=only]'));
  scene('restore-changes', {
    ...restore,
    question: { kind: 'restore', source: { backup: 'backup-0008' }, changes: true },
  });
  scene('restore-running', restore, restoring, press('Restore'));
  scene('restore-done', restore, nothing, press('Restore'));
  scene(
    'import-done',
    {
      screen: 'configuration',
      task: { kind: 'import', profile: 'Home lab', from: { paths: ['~/traefik/dynamic.yml'] } },
    },
    nothing,
    press('Import 7 components'),
  );
  scene('backups-search', on('backups', { filter: '9 nov' }));
  scene('backups-no-hits', on('backups', { filter: 'nothing of the kind' }));
  scene('backups-400', on('backups'), many);
  scene(
    'backups-copying-fails',
    on('backups', { selected: ['backup-0008'] }),
    (w) => (w.broken.saveBackupCopy = failure('storage', 'There is no room on /media/stick', null, true)),
    press('Save a copy…'),
  );

  scene('long-overview', on('overview'), longNames);
  scene('long-backups', on('backups', { selected: ['backup-0002'] }), longNames);
  scene('long-activity', on('activity'), longNames);
  scene('long-storage', on('settings', { section: 'storage' }), longNames);
  scene('long-palette', { ...on('overview'), question: { kind: 'palette', text: 'name' } }, longNames);
  scene(
    'long-delete-profile',
    { ...on('overview'), question: { kind: 'delete-profile', name: LONG.slice(0, 100) } },
    longNames,
  );

  const large: More = { page: { text: 200 } };
  scene('large-overview', on('overview'), nothing, large);
  scene('large-backups', on('backups', { selected: ['backup-0008'] }), nothing, large);
  scene('large-restore', restore, nothing, large);
  scene('large-activity', on('activity'), nothing, large);
  scene(
    'large-storage',
    on('settings', { section: 'storage', location: 'location-1' }),
    (w) => {
      w.settings.locations.s3 = [{ ...minio }];
      w.storage.secrets = { [minio.id]: 'keyring' };
    },
    large,
  );
  scene('large-palette', { ...on('overview'), question: { kind: 'palette', text: 'graf' } }, nothing, large);

  const focus = (what: string): More => ({ page: { focus: what } });
  scene('focus-nav', on('overview'), nothing, focus('[aria-current=page]'));
  scene('focus-day', on('overview'), nothing, focus('main ol [tabindex="0"]'));
  scene('focus-row', on('backups'), nothing, focus('tr[tabindex="0"]'));
  scene('focus-switch', on('settings', { section: 'schedule' }), nothing, focus('[role=switch]'));
  scene('focus-segment', on('configuration'), nothing, focus('.segmented input:checked'));

  const rtl: More = { page: { dir: 'rtl' } };
  scene('rtl-overview', on('overview'), nothing, rtl);
  scene('rtl-backups', on('backups', { selected: ['backup-0008'] }), nothing, rtl);
  scene('rtl-restore', restore, nothing, rtl);

  const twelve: More = { page: { twelve: true } };
  scene('twelve-overview', on('overview'), nothing, twelve);
  scene('twelve-backups', on('backups', { selected: ['backup-0008'] }), nothing, twelve);
}
