// The fake's drafts: what the engine was seen to make of a text, and for any other a draft without problems.
import type { Backend, Choices, ComponentForm, ComponentRef, Draft } from '../connection';
import type { Bench } from './bench';
import { stamp } from './clock';
import { entry } from './history';
import { isRecorded, recorded } from './samples';
import { copy, failure, find, type Item, type World } from './world';

type Commands = Pick<
  Backend,
  | 'drafts'
  | 'openDraft'
  | 'componentForm'
  | 'draftChoices'
  | 'completeDraft'
  | 'hoverDraft'
  | 'createDraft'
  | 'writeDraft'
  | 'editDraft'
  | 'discardDraft'
  | 'saveDraft'
  | 'resolveDraft'
>;

export const keyOf = ({ profile, kind, name }: ComponentRef): string => `${profile}/${kind}/${name}`;

/** The lines of a component that nobody has written. */
const linesOf = ({ name, yaml }: Pick<Item, 'name' | 'yaml'>): string =>
  `${name}:\n${yaml.replace(/^(?=.)/gm, '  ')}`;

const itemOf = (world: World, { profile, kind, name }: ComponentRef): Item | null =>
  find(world, profile).items.find((one) => one.kind === kind && one.name === name) ?? null;

function saved(world: World, component: ComponentRef): Draft | null {
  const item = itemOf(world, component);
  if (!item) return null;
  const known = isRecorded('openDraft', component) ? recorded<Draft>('openDraft', component) : null;
  const lines = world.written.get(keyOf(component)) ?? known?.lines ?? linesOf(item);
  if (known?.lines === lines) return known;
  return {
    component,
    lines,
    saved: lines,
    readable: null,
    values: {},
    secrets: item.secrets,
    problems: [],
    fields: [],
    is_readable: true,
    standing: null,
    rule: null,
    users: [],
    certificate: world.held.get(keyOf(component)) ?? null,
    changes: 0,
    changed_at: null,
    saved_at: item.updated_at,
    outside: null,
  };
}

function shown(world: World, component: ComponentRef): Draft {
  const before = saved(world, component);
  const draft = world.drafts.get(keyOf(component));
  if (!draft) {
    if (before) return before;
    throw failure('not-found', `“${component.name}” is no longer in “${component.profile}”`);
  }
  const known = isRecorded('writeDraft', component, draft.lines)
    ? recorded<Draft>('writeDraft', component, draft.lines)
    : null;
  const like = known ?? before ?? blank;
  return {
    readable: null,
    outside: null,
    changes: 1,
    ...like,
    component,
    lines: draft.lines,
    changed_at: draft.at,
    ...(world.outside.has(keyOf(component)) && { outside: world.outside.get(keyOf(component))! }),
  };
}

const blank = {
  values: {},
  secrets: [],
  saved: null,
  saved_at: null,
  problems: [],
  fields: [],
  is_readable: true,
  standing: null,
  rule: null,
  users: [],
  certificate: null,
};

const isRefused = (draft: Draft): boolean => draft.problems.some((one) => one.severity === 'error');

export function draftCommands(world: World, { log, changed }: Bench): Commands {
  const write = async (component: ComponentRef, lines: string): Promise<Draft> => {
    if (saved(world, component)?.lines === lines) world.drafts.delete(keyOf(component));
    else world.drafts.set(keyOf(component), { component, lines, at: stamp() });
    return shown(world, component);
  };
  return {
    drafts: async () =>
      [...world.drafts.values()].map(({ component, at }) => ({
        component,
        is_new: itemOf(world, component) === null,
        is_refused: isRefused(shown(world, component)),
        changed_at: at,
      })),
    componentForm: async (kind) => recorded<ComponentForm>('componentForm', kind),
    draftChoices: async (profile) =>
      isRecorded('draftChoices', profile)
        ? recorded<Choices>('draftChoices', profile)
        : { components: [], entry_points: [], resolvers: [] },
    completeDraft: async (_component, _lines, offset) => ({
      from: offset,
      to: offset,
      options: [],
      is_complete: true,
    }),
    hoverDraft: async () => null,
    openDraft: async (component) => copy(shown(world, component)),
    createDraft: async (component) => {
      if (itemOf(world, component) || world.drafts.has(keyOf(component)))
        throw failure('exists', `There is already a ${component.kind} “${component.name}”`);
      return write(component, `${component.name}:\n  service: ""\n`);
    },
    writeDraft: write,
    editDraft: async (component, lines) => write(component, lines),
    discardDraft: async (component) => {
      const lines = world.drafts.get(keyOf(component))?.lines ?? null;
      world.drafts.delete(keyOf(component));
      return lines;
    },
    saveDraft: async (component, agreed) => {
      const draft = shown(world, component);
      if (isRefused(draft)) return { draft, entry: null, kept: 'problem', breaks: [] };
      const breaks = world.breaks.get(keyOf(component)) ?? [];
      if (breaks.length > agreed.length) return { draft, entry: null, kept: 'expectations', breaks };
      if (!world.drafts.delete(keyOf(component))) return { draft, entry: null, kept: null, breaks: [] };
      const { profile, kind, name } = component;
      const e = log(entry('edit', stamp(), `“${name}” changed`, 0.1, { undoable: true, detail: profile }));
      world.written.set(keyOf(component), draft.lines);
      if (!itemOf(world, component)) {
        const like = find(world, profile).items[0];
        if (like) find(world, profile).items.push({ ...copy(like), kind, name, problems: [], used_by: [] });
      }
      changed();
      return { draft: shown(world, component), entry: e.id, kept: null, breaks: [] };
    },
    resolveDraft: async (component, { way }) => {
      world.outside.delete(keyOf(component));
      if (way === 'take-theirs') world.drafts.delete(keyOf(component));
      return shown(world, component);
    },
  };
}
