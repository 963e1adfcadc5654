// Restores: what they would do, and doing it.
import type {
  BackupDetail,
  ChangeCounts,
  Kind,
  RestoreChange,
  RestoreChoice,
  RestoreOutcome,
  RestorePlan,
  RestoreProfile,
} from '../connection';
import { newId, threeDaysAgo } from './history';
import type { Item } from './sample';
import { copy, failure, ref, type FakeBackup, type FakeProfile, type World } from './world';

type Named = Pick<Item, 'kind' | 'name'>;
const same = (a: Named, b: Named) => a.kind === b.kind && a.name === b.name;
export function against(then: FakeProfile[], now: FakeProfile[]): ChangeCounts {
  const { added, changed, removed } = compare(then, now);
  return { added, changed, removed };
}

/** From what is there now to what the backup holds. */
function compare(then: FakeProfile[], now: FakeProfile[]) {
  const changes: RestoreChange[] = [];
  const profiles: RestoreProfile[] = [];
  for (const name of [...new Set([...then, ...now].map((p) => p.name))]) {
    const was = then.find((p) => p.name === name);
    const is = now.find((p) => p.name === name);
    const counts: RestoreProfile['counts'] = [];
    const note = (kind: Kind, change: RestoreChange['change']) => {
      let row = counts.find((c) => c.kind === kind);
      if (!row) counts.push((row = { kind, added: 0, changed: 0, removed: 0 }));
      row[change] += 1;
    };
    const owner = was ?? is!;
    for (const item of was?.items ?? []) {
      const mine = is?.items.find((i) => same(i, item));
      if (mine && mine.yaml === item.yaml && mine.enabled === item.enabled) continue;
      note(item.kind, mine ? 'changed' : 'added');
      changes.push({
        component: ref(owner, item),
        change: mine ? 'changed' : 'added',
        now: mine?.yaml ?? null,
        then: item.yaml,
        secrets: item.secrets,
      });
    }
    for (const item of is?.items ?? []) {
      if (was?.items.some((i) => same(i, item))) continue;
      note(item.kind, 'removed');
      changes.push({
        component: ref(owner, item),
        change: 'removed',
        now: item.yaml,
        then: null,
        secrets: item.secrets,
      });
    }
    profiles.push({
      name,
      change: !is ? 'returns' : !was ? 'goes' : counts.length ? 'stays' : 'same',
      counts,
    });
  }
  const total = (change: RestoreChange['change']) => changes.filter((c) => c.change === change).length;
  return { profiles, changes, added: total('added'), changed: total('changed'), removed: total('removed') };
}

export function restorePlan(world: World, source: { backup: string } | { file: string }): RestorePlan {
  const from = 'backup' in source ? world.backups.find((b) => b.id === source.backup) : null;
  if ('backup' in source && !from) throw failure('not-found', 'This backup is no longer there');
  if (from?.problem) throw from.problem;
  if ('file' in source && source.file.endsWith('newer.mantrae'))
    throw failure('newer', 'Made with version 0.9, this is 0.1', 'Update to restore.');
  const whole =
    from ??
    ({
      id: '',
      file: 'mantrae-2026-11-09.mantrae',
      created_at: new Date(2026, 10, 9, 2).toISOString(),
      trigger: 'schedule',
      note: '',
      holds: threeDaysAgo(),
    } as unknown as FakeBackup);
  return {
    id: newId('plan'),
    source: from ? 'backup' : 'file',
    file: whole.file,
    backup: whole.id,
    created_at: whole.created_at,
    trigger: whole.trigger,
    note: whole.note,
    ...compare(whole.holds, world.profiles),
    has_settings: true,
    warnings: [],
  };
}

export function applyRestore(
  world: World,
  plan: RestorePlan,
  only: RestoreChoice | null,
  safety: string,
): RestoreOutcome {
  const holds = world.backups.find((b) => b.id === plan.backup)?.holds ?? threeDaysAgo();
  const wanted = (name: string) => !only || only.profiles.includes(name);
  const stay = world.profiles.filter((p) => !wanted(p.name));
  for (const one of only?.components ?? []) {
    const profile = stay.find((p) => p.name === one.profile);
    const then = holds.find((p) => p.name === one.profile)?.items.find((i) => same(i, one));
    if (profile)
      profile.items = [...profile.items.filter((i) => !same(i, one)), ...(then ? [copy(then)] : [])];
  }
  world.profiles = [...stay, ...copy(holds.filter((p) => wanted(p.name)))].sort((a, b) =>
    a.name.localeCompare(b.name),
  );
  const counts = plan.profiles.filter((p) => wanted(p.name)).flatMap((p) => p.counts);
  const single = plan.changes.filter((c) =>
    only?.components.some((o) => o.profile === c.component.profile && same(o, c.component)),
  );
  const sum = (key: keyof ChangeCounts) =>
    counts.reduce((n, c) => n + c[key], 0) + single.filter((c) => c.change === key).length;
  return {
    added: sum('added'),
    changed: sum('changed'),
    removed: sum('removed'),
    safety_backup: safety,
    warnings: [],
  };
}

/** A restore point leads back over the restore or import that was made after it. */
export function wayBack(world: World, backup: FakeBackup): BackupDetail['way_back'] {
  const kind = ({ 'before-restore': 'restore', 'before-import': 'import' } as const)[
    backup.trigger as 'before-restore' | 'before-import'
  ];
  const done = world.activity.find(
    (e) => e.kind === kind && e.undoable && !e.undone && e.started_at >= backup.created_at,
  );
  return kind && done ? { kind, entry: done.id } : null;
}
