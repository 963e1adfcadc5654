// Imports and restores: what they would do, and doing it.
import type {
  ChangeCounts,
  Decision,
  ImportItem,
  ImportOutcome,
  ImportReview,
  Kind,
  Problem,
  RestoreChange,
  RestoreOutcome,
  RestorePlan,
  RestoreProfile,
} from '../contract';
import { stamp } from './clock';
import { newId, threeDaysAgo } from './history';
import { fileItems, host, type Item } from './sample';
import {
  copy,
  failure,
  find,
  known,
  problems,
  ref,
  type FakeBackup,
  type FakeProfile,
  type World,
} from './world';

const same = (a: Item, b: Item) => a.kind === b.kind && a.name === b.name;
const finding = (
  severity: Problem['severity'],
  message: string,
  hint: string | null,
  line: number | null,
  column: number | null = null,
): Problem => ({
  code: 'finding',
  severity,
  message,
  hint,
  file: 'dynamic.yml',
  line,
  column,
  path: null,
});

/** What each of the fake's files holds; the name decides. */
function read(path: string): (Item & { line: number })[] {
  const file = path.split('/').at(-1)!;
  if (file === 'broken.yml')
    throw failure(
      'unreadable',
      'Line 12, column 3: tab where spaces are needed',
      'Replace the tab by spaces and open the file again.',
    );
  if (file === 'traefik.yml')
    throw failure(
      'unreadable',
      'This looks like Traefik’s static configuration',
      'Mantrae manages the dynamic part: routers, services, middlewares and TLS. It has “entryPoints” with addresses in line 3.',
    );
  if (file === 'many.yml')
    return Array.from({ length: 20_000 }, (_, i) => ({
      ...host(`app-${String(i + 1).padStart(5, '0')}`, `app-${i + 1}.example.com`, 'grafana'),
      line: i * 7 + 3,
    }));
  return fileItems();
}

export function review(world: World, profile: string, paths: string[]): ImportReview {
  const target = find(world, profile);
  const file = paths[0]?.split('/').at(-1) ?? 'dynamic.yml';
  const found = paths.flatMap(read);
  const together = known([...target.items, ...found]);
  const items = found.map((item): ImportItem => {
    const mine = target.items.find((i) => same(i, item));
    const missing =
      item.name === 'old'
        ? [
            finding(
              'error',
              'Router “old” points to service “legacy”, which is in neither place',
              'Traefik would leave this router out.',
              item.line,
            ),
          ]
        : problems(item, together);
    return {
      kind: item.kind,
      name: item.name,
      change: !mine ? 'added' : mine.yaml === item.yaml ? 'same' : 'changed',
      file,
      line: item.line,
      column: 5,
      yours: mine?.yaml ?? null,
      theirs: item.yaml,
      modern: null,
      enabled: true,
      checked: true,
      secrets: item.secrets,
      problems: missing,
      used_by: mine
        ? target.items
            .filter((i) => i.yaml.includes(`- ${item.name}\n`) || i.yaml.includes(`service: ${item.name}\n`))
            .map((i) => ref(target, i))
        : [],
    };
  });
  const rejected =
    file === 'mixed.yml'
      ? [
          {
            kind: 'http-middleware' as Kind,
            name: 'whitelist',
            problems: [
              finding(
                'error',
                'Unknown field “ipWhiteList”: did you mean “ipAllowList”?',
                'Traefik throws the whole file away over an unknown field.',
                63,
                7,
              ),
            ],
          },
        ]
      : [];
  return {
    id: newId('review'),
    profile,
    files: [file],
    refused: [],
    excerpts: [],
    items,
    rejected,
    problems: [],
    traefik_would_refuse: rejected.length > 0,
  };
}

export function applyImport(world: World, plan: ImportReview, decisions: Decision[]): ImportOutcome {
  const target = find(world, plan.profile);
  const outcome: ImportOutcome = {
    profile: plan.profile,
    added: [],
    changed: [],
    same: [],
    left_out: [],
    problems: [],
    refused: [],
    applied: true,
    safety_backup: null,
  };
  for (const item of plan.items) {
    const decision = decisions.find((d) => d.kind === item.kind && d.name === item.name);
    const name = decision?.choice === 'rename' ? decision.new_name : item.name;
    const where = { profile: plan.profile, kind: item.kind, name };
    if (item.change === 'same') outcome.same.push(where);
    else if (decision?.choice === 'keep') outcome.left_out.push(where);
    else {
      const mine = target.items.find((i) => i.kind === item.kind && i.name === name);
      if (mine) Object.assign(mine, { yaml: item.theirs, secrets: item.secrets, updated_at: stamp() });
      else
        target.items.push({
          kind: item.kind,
          name,
          enabled: true,
          yaml: item.theirs,
          secrets: item.secrets,
          updated_at: stamp(),
        });
      outcome[mine ? 'changed' : 'added'].push(where);
    }
  }
  return outcome;
}

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
    warnings: [],
  };
}

export function applyRestore(
  world: World,
  plan: RestorePlan,
  only: string[] | null,
  safety: string,
): RestoreOutcome {
  const holds = world.backups.find((b) => b.id === plan.backup)?.holds ?? threeDaysAgo();
  const wanted = (name: string) => !only || only.includes(name);
  const stay = world.profiles.filter((p) => !wanted(p.name));
  world.profiles = [...stay, ...copy(holds.filter((p) => wanted(p.name)))].sort((a, b) =>
    a.name.localeCompare(b.name),
  );
  const counts = plan.profiles.filter((p) => wanted(p.name)).flatMap((p) => p.counts);
  const sum = (key: keyof ChangeCounts) => counts.reduce((n, c) => n + c[key], 0);
  return { added: sum('added'), changed: sum('changed'), removed: sum('removed'), safety_backup: safety };
}
