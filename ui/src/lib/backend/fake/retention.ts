// How long the fake keeps backups: what the engine answered about the sample backups, as far as they are still there.
import type {
  ActivityEntry,
  Backend,
  CleanUp,
  Comparison,
  LocationPreview,
  Preview,
  Rule,
} from '../connection';
import type { Bench } from './bench';
import { all, isRecorded, recorded } from './samples';
import type { World } from './world';

/** What was recorded for a rule; for numbers that were not, what was recorded for others. */
const about = <T>(command: 'previewRetention' | 'compareRetention', rule: Rule): T =>
  isRecorded(command, rule)
    ? recorded<T>(command, rule)
    : all<T>(command).find(({ args: [other] }) => (other as Rule | null)?.kind === rule.kind)!.answer;

const there = (world: World, locations: LocationPreview[]): LocationPreview[] =>
  locations
    .map((one) => {
      const backups = one.backups.filter((line) => world.backups.some((b) => b.id === line.id));
      const removed = backups.filter((line) => line.remove).length;
      return { ...one, backups, removed, kept: backups.length - removed };
    })
    .filter((one) => one.backups.length > 0);

type Commands = Pick<Backend, 'previewRetention' | 'compareRetention' | 'applyRetention'>;

export const retentionCommands = (world: World, { log, tell }: Bench): Commands => ({
  previewRetention: async (wanted) => {
    const rule = wanted ?? world.settings.retention;
    const preview = world.manyBackups
      ? recorded<Preview>('previewRetention', 'many')
      : about<Preview>('previewRetention', rule);
    return { ...preview, locations: there(world, preview.locations) };
  },
  compareRetention: async (rule) => about<Comparison>('compareRetention', rule),
  applyRetention: async () => {
    const { done, entry } = recorded<{ done: CleanUp; entry: ActivityEntry }>('applyRetention');
    world.backups = world.backups.filter((b) => !done.removed.some((one) => one.id === b.id));
    log(entry);
    tell({ type: 'backups-changed' }, { type: 'activity-changed' });
    return done;
  },
});
