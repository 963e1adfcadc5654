// What the fake's commands share: telling the window, writing down, making backups, running in steps.
import type { ActivityEntry, Backup, Event, Verdict } from '../connection';
import { stamp } from './clock';
import { backup, steps } from './history';
import { recorded } from './samples';
import { copy, failure, type World } from './world';

export type Bench = ReturnType<typeof bench>;

export function bench(world: World) {
  const rest = (ms = world.pause) => new Promise<void>((done) => setTimeout(done, ms));
  const tell = (...events: Event[]) =>
    events.forEach((event) => world.listeners.forEach((hear) => hear(copy(event))));
  const theBackup = (id: string) =>
    world.backups.find((b) => b.id === id) ?? raise(failure('not-found', 'This backup is no longer there'));
  const raise = (thrown: unknown): never => {
    throw thrown;
  };
  const changed = (lacking: World['lacking'] = 'changes-since') => {
    world.lacking ??= lacking;
    tell({ type: 'configuration-changed' }, { type: 'activity-changed' });
  };
  const log = (e: ActivityEntry, before = copy(world.profiles)): ActivityEntry => {
    world.activity.unshift(e);
    if (e.undoable) world.before.set(e.id, before);
    return e;
  };
  const keep = (trigger: Backup['trigger'], note = ''): Backup => {
    const made = backup(stamp(), trigger, { note });
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
          throw failure('cancelled', 'Stopped manually');
        }
      }
    }
    const done = { ...e, steps: steps(names, names.length), finished_at: stamp() };
    tell({ type: 'run-progressed', entry: done });
    return done;
  };
  const verdict = (): Verdict => {
    if (world.verdict) return copy(world.verdict);
    return recorded<Verdict>('verdict', world.backups.length ? (world.lacking ?? 'safe') : 'never');
  };
  const setting = (change: Partial<World['settings']>) => {
    Object.assign(world.settings, change);
    tell({ type: 'settings-changed' });
    return copy(world.settings);
  };
  return { rest, tell, theBackup, raise, changed, log, keep, run, verdict, setting };
}
