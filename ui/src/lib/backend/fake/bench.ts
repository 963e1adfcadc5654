// What the fake's commands share: telling the window, writing down, making backups, running in steps.
import type { ActivityEntry, Event, Verdict } from '../connection';
import { now, stamp } from './clock';
import { backup, steps } from './history';
import { count } from '../../shared/words';
import type { Item } from './sample';
import { copy, failure, type FakeBackup, type FakeProfile, type World } from './world';

/** What the newest of these backups lacks, and what all of them do. */
function lacking(world: World, backups: FakeBackup[]): { changes_since: number; in_no_backup: number } {
  const state = (i: Item) => `${i.enabled} ${i.yaml}`;
  const states = (profiles: FakeProfile[]) =>
    new Map(
      profiles.flatMap((p) => p.items.map((i) => [`${p.name}/${i.kind}/${i.name}`, state(i)] as const)),
    );
  const lives = states(world.profiles);
  const held = states(backups[0]?.holds ?? []);
  const ever = new Set(backups.flatMap((b) => [...states(b.holds).keys()]));
  const changed = [...lives].filter(([key, now]) => held.get(key) !== now).length;
  const removed = [...held.keys()].filter((key) => !lives.has(key)).length;
  return {
    changes_since: changed + removed,
    in_no_backup: [...lives.keys()].filter((key) => !ever.has(key)).length,
  };
}

export type Bench = ReturnType<typeof bench>;

export function bench(world: World) {
  const rest = (ms = world.pause) => new Promise<void>((done) => setTimeout(done, ms));
  const tell = (...events: Event[]) =>
    events.forEach((event) => world.listeners.forEach((hear) => hear(copy(event))));
  const outer = ({ holds: _, problem: __, ...b }: FakeBackup) => copy(b);
  const theBackup = (id: string) =>
    world.backups.find((b) => b.id === id) ?? raise(failure('not-found', 'This backup is no longer there'));
  const raise = (thrown: unknown): never => {
    throw thrown;
  };
  const changed = () => tell({ type: 'configuration-changed' }, { type: 'activity-changed' });
  const log = (e: ActivityEntry, before = copy(world.profiles)): ActivityEntry => {
    world.activity.unshift(e);
    if (e.undoable) world.before.set(e.id, before);
    return e;
  };
  const keep = (trigger: FakeBackup['trigger'], note = ''): FakeBackup => {
    const made = backup(stamp(), trigger, world.profiles, { note });
    world.backups.unshift(made);
    return made;
  };
  const run = async (e: ActivityEntry, names: string[]): Promise<ActivityEntry> => {
    if (world.pause > 0) {
      for (let i = 0; i < names.length; i++) {
        tell({
          type: 'run-progressed',
          entry: { ...e, outcome: 'running', finished_at: null, steps: steps(names, i, 'now') },
        });
        await rest(world.pause * 6);
        if (world.stop) {
          world.stop = false;
          const stopped = { ...e, outcome: 'stopped', finished_at: stamp() } as const;
          log(stopped);
          tell({ type: 'run-progressed', entry: stopped });
          throw failure('cancelled', 'Stopped by hand');
        }
      }
    }
    const done = { ...e, steps: steps(names, names.length), finished_at: stamp() };
    tell({ type: 'run-progressed', entry: done });
    return done;
  };
  const verdict = (): Verdict => {
    if (world.verdict) return copy(world.verdict);
    const real = world.backups.filter((b) => !b.problem && !b.trigger.startsWith('before-'));
    const last = real[0];
    const counted = lacking(world, real);
    const { in_no_backup: never, changes_since: since } = counted;
    const inNone = `${count(never, 'component')} ${never === 1 ? 'is' : 'are'} in no backup yet`;
    if (!last)
      return {
        kind: 'never',
        sentence: never ? inNone : 'No backup yet',
        grave: false,
        facts: ['The first one takes a few seconds'],
        last_verified: null,
        next_due: null,
        ...counted,
      };
    const hours = Math.floor((now() - Date.parse(last.created_at)) / 3_600_000);
    const words = hours < 1 ? 'just now' : `${hours} h ago`;
    const backedUp = since
      ? `Backed up ${words} · ${count(since, 'change')} since`
      : `Backed up ${words} and checked`;
    return {
      kind: never ? 'not-backed-up' : 'safe',
      sentence: never ? inNone : backedUp,
      grave: false,
      facts: [`${last.components} components`, `${Math.round(last.size / 1000)} KB`, 'read back and opened'],
      last_verified: last.created_at,
      next_due: null,
      ...counted,
    };
  };
  const setting = (change: Partial<World['settings']>) => {
    Object.assign(world.settings, change);
    tell({ type: 'settings-changed' });
    return copy(world.settings);
  };
  return { rest, tell, outer, theBackup, raise, changed, log, keep, run, verdict, setting };
}
