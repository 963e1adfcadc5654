// The schedule of the fake: words and times of the usual ones, so that pictures and tests have something to show.
import type { Backend, Firing, ScheduleState } from '../connection';
import { presetOf } from '../../shared/presets';
import type { bench } from './bench';
import { now, stamp } from './clock';
import { entry } from './history';
import { failure, nothing, type World } from './world';

const HINT =
  'Write minute, hour, day of the month, month and day of the week, such as `0 2 * * *` for every day at 02:00';
const SHOWN = 5;

type Commands = Pick<Backend, 'schedule' | 'previewSchedule' | 'pauseBackups' | 'resumeBackups'>;

export function scheduleCommands(world: World, desk: ReturnType<typeof bench>): Commands {
  const state = (cron: string, automatic: boolean): ScheduleState => ({
    schedule: { cron, automatic },
    words: words(cron),
    next: automatic ? next(cron) : [],
    pause: world.paused,
  });
  const log = (sentence: string) => desk.log(entry('schedule', stamp(), sentence, 0.1));
  return {
    schedule: async () => state(world.settings.schedule.cron, world.settings.schedule.automatic),
    previewSchedule: async (cron) => {
      check(cron);
      return { ...state(cron, true), schedule: { cron, automatic: world.settings.schedule.automatic } };
    },
    pauseBackups: async (length) => {
      const until = length === 'resumed' ? null : new Date(length === 'hour' ? now() + 3_600_000 : morning());
      world.paused = { until: until?.toISOString() ?? null };
      log('Backups paused');
      return nothing(desk.setting({}));
    },
    resumeBackups: async () => {
      world.paused = null;
      log('Backups resumed');
      return nothing(desk.setting({}));
    },
  };
}

export function check(cron: string): void {
  const count = cron.trim().split(/\s+/).filter(Boolean).length;
  if (count !== 5)
    throw failure('invalid-input', `\`${cron}\` has ${count} of the five fields of a schedule`, HINT);
}

const morning = (): number => {
  const day = new Date(now());
  return new Date(day.getFullYear(), day.getMonth(), day.getDate() + 1, 8).getTime();
};

function words(cron: string): string {
  const { often, time } = presetOf(cron);
  if (often === 'hour') return 'Every hour';
  if (often === 'day') return `Every day at ${time}`;
  if (often === 'week') return `Every Sunday at ${time}`;
  return often === 'month' ? `On the first day of every month at ${time}` : 'As the five fields say';
}

function next(cron: string): Firing[] {
  const { often, time } = presetOf(cron);
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  const from = new Date(now());
  const found: Firing[] = [];
  for (let step = 0; found.length < SHOWN && step < 200; step += 1) {
    const at =
      often === 'hour'
        ? new Date(from.getFullYear(), from.getMonth(), from.getDate(), from.getHours() + step)
        : new Date(from.getFullYear(), from.getMonth(), from.getDate() + step, hour, minute);
    const fits = often === 'week' ? at.getDay() === 0 : often === 'month' ? at.getDate() === 1 : true;
    if (fits && at > from) found.push({ at: at.toISOString(), clock_change: null });
  }
  return found;
}
