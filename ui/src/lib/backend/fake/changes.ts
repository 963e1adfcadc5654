// The fake's change sets: planned, made, undone and made again, on the profiles in memory.
import type { ActivityEntry, Backend, ChangePlan, ChangeSet, ComponentChange, UndoStep } from '../connection';
import type { Bench } from './bench';
import { stamp } from './clock';
import { keyOf } from './drafts';
import { entry, newId } from './history';
import { differing } from './plans';
import { asItem, copy, failure, find, nothing, ref, type FakeProfile, type Item, type World } from './world';

type Commands = Pick<
  Backend,
  | 'planChanges'
  | 'applyChanges'
  | 'discardChanges'
  | 'duplicateComponent'
  | 'changeSeveral'
  | 'undo'
  | 'undoSteps'
  | 'redo'
>;

const kindOf = (e: ActivityEntry): UndoStep['kind'] =>
  e.kind === 'restore' || e.kind === 'import' ? e.kind : e.kind === 'profile' ? 'profile-deletion' : 'edit';

/** A name as a whole word of a text. */
const exchanged = (text: string, from: string, to: string): string =>
  text.replace(new RegExp(`(?<![\\w.-])${from.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\w.-])`, 'g'), to);

function taken(profile: FakeProfile, item: Pick<Item, 'kind'>, name: string): boolean {
  return profile.items.some((one) => one.kind === item.kind && one.name === name);
}

function free(profile: FakeProfile, item: Item): string {
  const stem = item.name.replace(/-\d+$/, '');
  let number = 2;
  while (taken(profile, item, `${stem}-${number}`)) number += 1;
  return `${stem}-${number}`;
}

/** Makes one change of a profile, and says in the plan what it did. */
function make(profile: FakeProfile, change: ComponentChange, plan: ChangePlan): void {
  const { kind, name } = change;
  const item = profile.items.find((one) => one.kind === kind && one.name === name);
  const planned = (
    what: ChangePlan['components'][number]['change'],
    after: Item | null,
    rest: Partial<ChangePlan['components'][number]> = {},
  ) =>
    plan.components.push({
      kind,
      name,
      change: what,
      renamed_from: null,
      enabled: null,
      fields: [],
      before: item?.yaml ?? null,
      after: after?.yaml ?? null,
      secrets: item?.secrets ?? [],
      ...rest,
    });
  if (change.change === 'put') {
    const put = asItem(kind, name, change.lines ?? JSON.stringify(change.configuration, null, 2), []);
    profile.items = [...profile.items.filter((one) => one !== item), put];
    planned(item ? 'changed' : 'added', put);
    return;
  }
  if (!item) throw failure('not-found', `“${name}” is no longer in “${profile.name}”`);
  if (change.change === 'remove') {
    profile.items = profile.items.filter((one) => one !== item);
    const users = item.used_by.filter((user) => taken(profile, user, user.name));
    plan.left.push(
      ...users.map((user) => ({ kind: user.kind, name: user.name, path: '', to_kind: kind, to_name: name })),
    );
    planned('removed', null);
  } else if (change.change === 'set-enabled') {
    if (item.enabled === change.enabled) return;
    item.enabled = change.enabled;
    planned(change.enabled ? 'switched-on' : 'switched-off', item, { enabled: change.enabled });
  } else if (change.change === 'rename') {
    if (taken(profile, item, change.to))
      throw failure('exists', `“${profile.name}” already has “${change.to}”`, 'Choose another name');
    planned('renamed', item, { name: change.to, renamed_from: name });
    item.name = change.to;
    for (const user of profile.items.filter((one) =>
      one.uses.some((u) => u.kind === kind && u.name === name),
    )) {
      const before = user.yaml;
      user.yaml = exchanged(user.yaml, name, change.to);
      for (const use of user.uses.filter((u) => u.kind === kind && u.name === name)) use.name = change.to;
      plan.follows.push({ kind: user.kind, name: user.name, path: '', before: name, after: change.to });
      plan.components.push({
        ...plan.components.at(-1)!,
        kind: user.kind,
        name: user.name,
        change: 'changed',
        renamed_from: null,
        before,
        after: user.yaml,
      });
    }
  } else throw failure('invalid-input', 'Without an engine, fields cannot be changed');
}

const titled = (set: ChangeSet): string => {
  const [first, ...others] = set.changes;
  if (set.title) return set.title;
  if (!first || others.length > 0) return `${set.changes.length} components changed`;
  if (first.change === 'rename') return `“${first.name}” renamed to “${first.to}”`;
  return `“${first.name}” ${first.change === 'remove' ? 'removed' : 'changed'}`;
};

export function changeCommands(world: World, { log, changed, raise }: Bench): Commands {
  const plans = new Map<string, { profile: string; set: ChangeSet; title: string; breaks: number }>();
  /** The profiles as they were before an undo. */
  const undone = new Map<string, FakeProfile[]>();

  const planned = (name: string, set: ChangeSet, profile: FakeProfile): ChangePlan => {
    const plan: ChangePlan = {
      id: newId('plan'),
      profile: name,
      title: titled(set),
      components: [],
      follows: [],
      expectations_follow: [],
      cannot_follow: [],
      left: [],
      unused: [],
      outlook: [],
      newly_failing: [],
      newly_met: [],
    };
    for (const change of set.changes) make(profile, change, plan);
    const touched = set.changes.map(({ kind, name: one }) => keyOf({ profile: name, kind, name: one }));
    plan.newly_failing = touched.flatMap((key) => world.breaks.get(key) ?? []);
    return plan;
  };
  const outcome = (e: ActivityEntry, put: number) => ({
    undone: kindOf(e),
    sentence: e.sentence,
    backup: newId('backup'),
    put_back: Array.from({ length: put }, (_, i) => ({
      profile: '',
      kind: 'http-router' as const,
      name: String(i),
    })),
    followed: [],
    left_alone: [],
  });
  const step = (e: ActivityEntry): UndoStep => ({
    id: e.id,
    kind: kindOf(e),
    at: e.started_at,
    sentence: e.sentence,
    undone: e.undone,
  });
  const redoable = () =>
    [...undone.keys()].reverse().flatMap((id) => world.activity.filter((e) => e.id === id));

  return {
    planChanges: async (name, set) => {
      const plan = planned(name, set, copy(find(world, name)));
      plans.set(plan.id, { profile: name, set, title: plan.title, breaks: plan.newly_failing.length });
      return plan;
    },
    applyChanges: async (id) => {
      const { profile, set, title, breaks } =
        plans.get(id) ?? raise(failure('not-found', 'This plan is no longer open'));
      const now = planned(profile, set, copy(find(world, profile)));
      if (now.newly_failing.length > breaks)
        raise(failure('stale-plan', 'The configuration has changed since then'));
      plans.delete(id);
      const before = copy(world.profiles);
      const plan = planned(profile, set, find(world, profile));
      if (plan.components.length === 0) return null;
      const e = log(entry('edit', stamp(), title, 0.1, { undoable: true, detail: profile }), before);
      changed();
      return e.id;
    },
    discardChanges: async (id) => nothing(plans.delete(id)),
    duplicateComponent: async (profile, { kind, name, new_name }) => {
      const owner = find(world, profile);
      const item = owner.items.find((one) => one.kind === kind && one.name === name);
      if (!item) throw failure('not-found', `“${name}” is no longer in “${profile}”`);
      const copied = new_name ?? free(owner, item);
      if (taken(owner, item, copied)) throw failure('exists', `“${profile}” already has “${copied}”`);
      const put = { kind, name: copied, configuration: {}, braces: item.braces, lines: item.yaml };
      const changes = [{ change: 'put' as const, ...put, enabled: item.enabled }];
      return { set: { title: `“${name}” copied to “${copied}”`, changes }, name: copied, hosts: [] };
    },
    changeSeveral: async (profile, selection, edit) => {
      const changes: ComponentChange[] = [];
      const [already, impossible]: [typeof selection, typeof selection] = [[], []];
      const owner = find(world, profile);
      for (const item of owner.items.filter((one) =>
        selection.some((s) => s.kind === one.kind && s.name === one.name),
      )) {
        const { kind, name } = item;
        const wanted = edit.edit === 'turn-on';
        if (edit.edit === 'delete') changes.push({ change: 'remove', kind, name });
        else if (edit.edit !== 'turn-on' && edit.edit !== 'turn-off') impossible.push(ref(owner, item));
        else if (item.enabled === wanted) already.push(ref(owner, item));
        else changes.push({ change: 'set-enabled', kind, name, enabled: wanted });
      }
      return { set: { title: null, changes }, already, not_possible: impossible };
    },

    undo: async (id) => {
      const e = id
        ? world.activity.find((a) => a.id === id)
        : world.activity.find((a) => a.undoable && !a.undone);
      if (!e?.undoable || e.undone) throw failure('nothing-to-undo', 'There is nothing to undo');
      const before = world.before.get(e.id);
      const put = before ? differing(before, world.profiles) : 1;
      undone.delete(e.id);
      undone.set(e.id, copy(world.profiles));
      if (before) world.profiles = copy(before);
      world.written.clear();
      e.undone = true;
      log(entry('undo', stamp(), `Undone: ${e.sentence}`, 0.2));
      changed();
      return outcome(e, put);
    },
    undoSteps: async () => ({
      undoable: world.activity.filter((e) => e.undoable && !e.undone).map(step),
      redoable: redoable().map(step),
    }),
    redo: async (id) => {
      const e = redoable().find((one) => id === null || one.id === id);
      if (!e) throw failure('nothing-to-undo', 'There is nothing to redo');
      const after = undone.get(e.id)!;
      const put = differing(after, world.profiles);
      undone.delete(e.id);
      world.before.set(e.id, copy(world.profiles));
      world.profiles = copy(after);
      e.undone = false;
      log(entry('undo', stamp(), `Redone: ${e.sentence}`, 0.2));
      changed();
      return outcome(e, put);
    },
  };
}
