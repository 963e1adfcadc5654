// The fake's profiles and their configuration.
import type { Backend, Overview, RouteMap } from '../connection';
import { keyOf } from './drafts';
import { daysOf, allElsewhere } from './whereabouts';
import type { Bench } from './bench';
import { stamp } from './clock';
import { entry } from './history';
import { isRecorded, recorded } from './samples';
import { copy, described, failure, find, findItem, ref, row, type World } from './world';

type Commands = Pick<
  Backend,
  | 'appState'
  | 'overview'
  | 'verdict'
  | 'createProfile'
  | 'renameProfile'
  | 'deleteProfile'
  | 'components'
  | 'component'
  | 'routeMap'
  | 'setComponentEnabled'
  | 'removeComponent'
>;

export function configurationCommands(world: World, { verdict, log, keep, changed }: Bench): Commands {
  return {
    appState: async () => ({
      version: '0.1.0',
      data_dir: '~/.local/share/mantrae',
      platform: 'linux',
      profiles: world.profiles.map(described),
      settings: copy(world.settings),
      open_review: null,
      tray: true,
    }),
    overview: async (name) => {
      const profile = world.profiles.find((p) => p.name === name) ?? null;
      const like = recorded<Overview>('overview', isRecorded('overview', name) ? name : null);
      const { free, problem } = world.location;
      return copy({
        ...like,
        verdict: verdict(),
        profile: profile && described(profile),
        locations: [
          ...like.locations.map((one) => ({
            ...one,
            path: world.settings.backup_folder,
            free,
            ok: !problem,
            problem,
            kept: world.backups.length,
            newest_verified: world.backups[0]?.created_at ?? null,
          })),
          ...allElsewhere(world),
        ],
        days: daysOf(world, like.days),
        kept: { ...like.kept, count: world.backups.length },
        problems: (profile?.items ?? []).flatMap((i) =>
          i.problems.filter((p) => p.severity !== 'info').map((p) => ({ ...p, component: ref(profile!, i) })),
        ),
        recent: world.activity.slice(0, 5),
      });
    },
    verdict: async () => verdict(),

    createProfile: async (name, description) => {
      if (name.trim() === '') throw failure('invalid-input', 'A profile needs a name');
      if (world.profiles.some((p) => p.name.toLowerCase() === name.trim().toLowerCase()))
        throw failure('exists', `There is a profile “${name.trim()}” already`, 'Choose another name.');
      world.profiles.push({ name: name.trim(), description, created_at: stamp(), items: [] });
      log(entry('profile', stamp(), `Profile “${name.trim()}” created`, 0.1));
      changed();
      return described(find(world, name.trim()));
    },
    renameProfile: async (name, newName) => {
      if (world.profiles.some((p) => p.name === newName))
        throw failure('exists', `There is a profile “${newName}” already`, 'Choose another name.');
      find(world, name).name = newName;
      changed();
      return described(find(world, newName));
    },
    deleteProfile: async (name) => {
      find(world, name);
      const made = keep('before-restore');
      log(entry('profile', stamp(), `Profile “${name}” deleted`, 0.3, { undoable: true }));
      world.profiles = world.profiles.filter((p) => p.name !== name);
      changed();
      return { safety_backup: made.id };
    },

    components: async (name) => copy(find(world, name).items.map(row)),
    component: async (name, kind, item) => copy(findItem(world, name, kind, item)),
    routeMap: async (name, query) => {
      find(world, name);
      // Without its letters, where nobody asked the engine for exactly these.
      const asked = isRecorded('routeMap', name, query)
        ? query
        : { ...query, filter: '', only_problems: false };
      if (isRecorded('routeMap', name, asked)) return recorded<RouteMap>('routeMap', name, asked);
      return { nodes: [], edges: [], groups: [], routers: 0, hidden: 0 };
    },
    setComponentEnabled: async (profile, kind, name, enabled, agreed) => {
      if (findItem(world, profile, kind, name).enabled === enabled) return { entry: null, breaks: [] };
      const breaks = world.breaks.get(keyOf({ profile, kind, name })) ?? [];
      if (breaks.length > agreed.length) return { entry: null, breaks };
      const e = log(
        entry('edit', stamp(), `“${name}” switched ${enabled ? 'on' : 'off'}`, 0.1, {
          undoable: true,
          detail: profile,
        }),
      );
      findItem(world, profile, kind, name).enabled = enabled;
      changed();
      return { entry: e.id, breaks: [] };
    },
    removeComponent: async (profile, kind, name, agreed) => {
      const gone = findItem(world, profile, kind, name);
      const breaks = world.breaks.get(keyOf({ profile, kind, name })) ?? [];
      if (breaks.length > agreed.length) return { entry: null, breaks };
      const e = log(entry('edit', stamp(), `“${name}” deleted`, 0.1, { undoable: true, detail: profile }));
      const owner = find(world, profile);
      owner.items = owner.items.filter((i) => i !== gone);
      changed();
      return { entry: e.id, breaks: [] };
    },
  };
}
