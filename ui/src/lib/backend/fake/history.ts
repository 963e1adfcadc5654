// The backups and activity that a few busy months leave behind.
import type { ActivityEntry, ActivityKind, Step, Trigger } from '../connection';
import { at } from './clock';
import { copy, failure, sampleProfiles, type FakeBackup, type FakeProfile } from './world';

let serial = 0;
/** A new world counts from one again, so that pictures and tests find the same names. */
export const restart = (): void => {
  serial = 0;
};
export const newId = (prefix: string): string => `${prefix}-${String(++serial).padStart(4, '0')}`;

export const STEPS = ['Copy', 'Check copy', 'Save here', 'Read back', 'Clean up'];

export const steps = (
  names: string[],
  done: number,
  state: Step['state'] = 'next',
  message: string | null = null,
): Step[] =>
  names.map((name, i) => ({
    name,
    state: i < done ? 'done' : i === done ? state : 'next',
    message: i === done ? message : null,
  }));

export function backup(
  created_at: string,
  trigger: Trigger,
  holds: FakeProfile[],
  more: Partial<FakeBackup> = {},
): FakeBackup {
  const components = more.components ?? holds.reduce((n, p) => n + p.items.length, 0);
  const id = newId('backup');
  return {
    id,
    file: `mantrae-${created_at.slice(0, 10)}-${id.slice(-4)}.mantrae`,
    created_at,
    trigger,
    note: '',
    size: 2_000 * components + 328_000,
    pinned: false,
    encrypted: false,
    key_id: null,
    components,
    instance: '7f3a',
    own: true,
    locations: [
      {
        name: 'This computer',
        verified_at: created_at,
        verification: 'complete',
        problem: null,
        problem_kind: null,
        waiting: null,
      },
    ],
    holds: copy(holds),
    problem: null,
    ...more,
  };
}

/** The home lab three days ago: two routers more, one service less, three middlewares different. */
export function threeDaysAgo(): FakeProfile[] {
  const then = sampleProfiles();
  const home = then[0]!.items.filter((i) => !(i.kind === 'http-service' && i.name === 'status'));
  for (const name of ['secure-headers', 'rate-limit', 'compress']) {
    const item = home.find((i) => i.kind === 'http-middleware' && i.name === name)!;
    item.yaml = item.yaml
      .replace(/(\d+)/, (n) => String(Number(n) / 2))
      .replace('same-origin', 'no-referrer');
  }
  const pattern = home.find((i) => i.name === 'miniflux' && i.kind === 'http-router')!;
  home.push({ ...pattern, name: 'wallabag', yaml: pattern.yaml.replaceAll('news', 'read') });
  home.push({ ...pattern, name: 'freshrss', yaml: pattern.yaml.replaceAll('news', 'rss') });
  then[0]!.items = home;
  return then;
}

export function sampleBackups(): FakeBackup[] {
  const today = sampleProfiles();
  const then = threeDaysAgo();
  const broken = failure(
    'damaged',
    'The checksum does not match',
    'The file was changed or cut short after it was written.',
  );
  return [
    backup(at(12, 11, 11, 2), 'after-changes', today),
    backup(at(12, 11, 8, 30), 'manual', today, { pinned: true, note: 'before moving to v3' }),
    backup(at(12, 11, 2), 'schedule', today),
    backup(at(11, 11, 14, 20), 'before-restore', then),
    backup(at(11, 11, 2), 'schedule', then),
    backup(at(10, 11, 18, 42), 'after-changes', then),
    backup(at(10, 11, 7, 40), 'catch-up', then),
    backup(at(9, 11, 2), 'schedule', then),
    backup(at(8, 11, 2), 'schedule', then, {
      problem: broken,
      locations: [
        {
          name: 'This computer',
          verified_at: null,
          verification: null,
          problem: broken.message,
          problem_kind: 'damaged',
          waiting: null,
        },
      ],
    }),
    ...[7, 6, 5, 4, 3, 2, 1].map((day) => backup(at(day, 11, 2), 'schedule', then)),
    ...[31, 30, 29, 28, 27, 26, 25, 24, 23, 22, 21, 20, 18, 17, 16, 15, 14].map((day) =>
      backup(at(day, 10, 2), 'schedule', then),
    ),
    backup(at(3, 5, 9, 15), 'before-import', then),
  ];
}

export function entry(
  kind: ActivityKind,
  started_at: string,
  sentence: string,
  seconds: number,
  more: Partial<ActivityEntry> = {},
): ActivityEntry {
  const all = kind === 'backup' ? STEPS : [];
  return {
    id: newId('entry'),
    kind,
    trigger: null,
    started_at,
    sentence,
    detail: null,
    backup: null,
    undoable: false,
    undone: false,
    failure: null,
    finished_at: new Date(Date.parse(started_at) + seconds * 1000).toISOString(),
    outcome: 'ok',
    steps: steps(all, all.length),
    ...more,
  };
}

export function sampleActivity(): ActivityEntry[] {
  const full = failure(
    'storage',
    'Save here: 0 bytes free on /home, 412 KB needed',
    'The half-written file was removed; earlier backups are untouched. Make room, or choose another folder.',
    true,
  );
  return [
    entry('backup', at(12, 11, 11, 2), 'Backup, after changes', 4.1, {
      trigger: 'after-changes',
      detail: 'This computer',
      backup: 'backup-0001',
    }),
    entry('edit', at(12, 11, 10, 51), 'Router “gitea” switched off', 0.1, {
      detail: 'Home lab',
      undoable: true,
    }),
    entry('backup', at(12, 11, 8, 30), 'Backup, by hand', 3.8, {
      trigger: 'manual',
      detail: '“before moving to v3”',
      backup: 'backup-0002',
    }),
    entry('backup', at(12, 11, 2), 'Backup, on schedule', 3.9, {
      trigger: 'schedule',
      detail: 'This computer',
      backup: 'backup-0003',
    }),
    entry('restore', at(11, 11, 14, 20), 'Restored the backup of 9 Nov', 1.9, {
      detail: '2 routers, 1 service, 3 middlewares',
      undoable: true,
      backup: 'backup-0008',
      steps: steps(['Read backup', 'Restore point', 'Put back', 'Check'], 4),
    }),
    entry('verify', at(11, 11, 9, 3), 'Checked the backup of 8 Nov: damaged', 0.6, {
      outcome: 'warning',
      detail: 'the checksum does not match',
    }),
    entry('import', at(10, 11, 18, 40), 'Imported 7 components from dynamic.yml', 1.2, {
      detail: 'Home lab: 5 added, 2 replaced',
      undoable: true,
    }),
    entry('backup', at(10, 11, 2), 'Backup failed', 0.4, {
      trigger: 'schedule',
      outcome: 'failed',
      detail: 'the disk was full',
      failure: full,
      steps: steps(STEPS, 2, 'failed', '0 bytes free on /home'),
    }),
    entry('profile', at(8, 11, 20, 12), 'Profile “Staging” created', 0.1),
    entry('export', at(8, 11, 20, 2), 'Exported “Home lab” as YAML', 0.2, {
      detail: '~/traefik/dynamic.yml',
    }),
    entry('settings', at(8, 11, 19, 47), 'Folder for backups changed', 0.1, {
      detail: '~/.local/share/mantrae/backups',
    }),
  ];
}
