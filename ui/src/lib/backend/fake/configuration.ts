// The fake's profiles and their configuration.
import type { Backend, ComponentRef } from '../connection';
import type { Bench } from './bench';
import { stamp } from './clock';
import { entry } from './history';
import {
  copy,
  daysAgo,
  described,
  failure,
  find,
  findItem,
  known,
  problems,
  ref,
  references,
  row,
  type World,
} from './world';

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
      const there = known(profile?.items ?? []);
      const good = world.backups.filter((b) => !b.problem);
      const bytes = world.backups.reduce((n, b) => n + b.size, 0);
      const days = Array.from({ length: 30 }, (_, i) => {
        const date = daysAgo(29 - i);
        const mine = world.activity.filter(
          (a) =>
            a.kind === 'backup' &&
            a.outcome === 'failed' &&
            new Date(a.started_at).toDateString() === new Date(`${date}T12:00`).toDateString(),
        );
        return {
          date,
          ok: good.filter(
            (b) => new Date(b.created_at).toDateString() === new Date(`${date}T12:00`).toDateString(),
          ).length,
          late: good.filter(
            (b) =>
              b.trigger === 'catch-up' &&
              new Date(b.created_at).toDateString() === new Date(`${date}T12:00`).toDateString(),
          ).length,
          failed: mine.length,
        };
      });
      return copy({
        verdict: verdict(),
        days,
        profile: profile && described(profile),
        locations: [
          {
            kind: 'folder',
            name: 'This computer',
            path: world.settings.backup_folder,
            free: world.location.free,
            ok: !world.location.problem,
            problem: world.location.problem,
            failure: null,
            kept: world.backups.length,
            bytes,
            waiting: 0,
            next_try: null,
            newest_verified: world.backups[0]?.created_at ?? null,
            asked_at: null,
          },
        ],
        kept: { count: world.backups.length, bytes, oldest: world.backups.at(-1)?.created_at ?? null },
        problems: (profile?.items ?? []).flatMap((i) =>
          problems(i, there).map((p) => ({ ...p, component: ref(profile!, i) })),
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

    components: async (name) => {
      const { items } = find(world, name);
      const there = known(items);
      return items.map((i) => row(i, there));
    },
    component: async (name, kind, item) => {
      const profile = find(world, name);
      const found = findItem(world, name, kind, item);
      const uses = references(found).flatMap(([k, n]) =>
        profile.items.filter((i) => i.kind === k && i.name === n),
      );
      const usedBy = profile.items.filter((i) => references(i).some(([k, n]) => k === kind && n === item));
      const refs = (items: typeof uses): ComponentRef[] => items.map((i) => ref(profile, i));
      return copy({
        ...row(found, known(profile.items)),
        yaml: found.yaml,
        secrets: found.secrets,
        uses: refs(uses),
        used_by: refs(usedBy),
        updated_at: found.updated_at,
      });
    },
    setComponentEnabled: async (profile, kind, name, enabled) => {
      if (findItem(world, profile, kind, name).enabled === enabled) return null;
      const e = log(
        entry('edit', stamp(), `“${name}” switched ${enabled ? 'on' : 'off'}`, 0.1, {
          undoable: true,
          detail: profile,
        }),
      );
      findItem(world, profile, kind, name).enabled = enabled;
      changed();
      return e.id;
    },
    removeComponent: async (profile, kind, name) => {
      const gone = findItem(world, profile, kind, name);
      const e = log(entry('edit', stamp(), `“${name}” deleted`, 0.1, { undoable: true, detail: profile }));
      const owner = find(world, profile);
      owner.items = owner.items.filter((i) => i !== gone);
      changed();
      return e.id;
    },
  };
}
