// The screens that know how long backups are kept.
import type { Comparison, Preview, Rule } from '../connection';
import type { Opening } from '../opening';
import { at } from './clock';
import { backup, entry } from './history';
import { recorded } from './samples';
import { failure, type World } from './world';

type Add = (name: string, opening: Opening, prepare?: (world: World) => void) => unknown;

const some: Rule = { kind: 'keep-some' };
const custom: Rule = { kind: 'custom', days: 5, daily: 7, weekly: 4, monthly: 12 };
const section = (rule?: Rule): Opening => ({ screen: 'settings', show: { section: 'retention', rule } });

const unused = failure(
  'invalid-input',
  'BACKUP_RETENTION is not used: Backups cannot be kept for 0 days',
  'Give 1 day or more, or choose keep-all to remove nothing',
);
const unreadable = failure(
  'invalid-input',
  'The saved rule for keeping backups cannot be read, so none is removed',
  'Choose a rule again',
);

export function retentionScenes(scene: Add): void {
  const hold = (rule: Rule) => (w: World) => void (w.settings.retention = rule);
  const ask = (question: Opening['question'], rule?: Rule): Opening => ({ ...section(rule), question });

  scene('settings-retention', section());
  scene('settings-retention-some', section(), hold(some));
  scene('settings-retention-custom', section(), hold(custom));
  scene('settings-retention-keep-all', section(), hold({ kind: 'keep-all' }));
  scene('settings-retention-changed', section(some));
  scene('settings-retention-wrong', section({ kind: 'days', days: 0 }));
  scene(
    'settings-retention-asks',
    ask({ kind: 'new-rule', rule: some, comparison: recorded<Comparison>('compareRetention', some) }, some),
  );
  scene('settings-retention-which', ask({ kind: 'kept-and-gone', rule: null }));
  scene('settings-retention-which-some', ask({ kind: 'kept-and-gone', rule: some }, some));
  scene('settings-retention-clean-up', ask({ kind: 'clean-up' }));
  scene('settings-retention-leave', ask({ kind: 'leave' }, some));
  scene('settings-retention-locked', section(), (w) => {
    w.settings.retention = some;
    w.settings.locked = ['retention'];
  });
  scene('settings-retention-empty', section(), (w) => (w.backups = []));
  scene('settings-retention-loading', section(), (w) => (w.broken.previewRetention = 'silent'));
  scene(
    'settings-retention-error',
    section(),
    (w) =>
      (w.broken.previewRetention = failure(
        'storage',
        'The folder of backups cannot be read: permission denied',
        'Choose another folder in Settings.',
        true,
      )),
  );
  scene('settings-retention-many', section(), (w) => {
    w.settings.retention = some;
    w.manyBackups = true;
    const lines = recorded<Preview>('previewRetention', 'many').locations[0]!.backups;
    w.backups = lines.map(({ id, created_at }) => backup(created_at, 'schedule', { id }));
  });
  scene('settings-problem', section(), (w) => {
    w.settings.retention = { kind: 'keep-all' };
    w.settings.problems = [unreadable];
  });
  scene('overview-problem', { screen: 'overview' }, (w) => (w.settings.problems = [unused]));
  scene('backups-goes', { screen: 'backups', show: { selected: ['backup-0034'] } });
  scene('activity-clean-up', { screen: 'activity', show: { selected: ['cleaned'] } }, (w) =>
    w.activity.unshift(
      entry('delete', at(12, 11, 11, 2, 5), '3 old backups cleaned up', 0.2, {
        id: 'cleaned',
        detail: [
          '13 Oct, 02:00: older than 30 days (rule: 30 days)',
          '12 Oct, 02:00: older than 30 days (rule: 30 days)',
          '3 May, 09:15: restore point, older than 30 days (rule: 30 days)',
        ].join('\n'),
      }),
    ),
  );
}
