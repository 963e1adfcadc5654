// The schedule of the fake: what the engine answered about some; about any other, what it answered about the usual one.
import type { Backend, ScheduleState } from '../connection';
import type { Bench } from './bench';
import { stamp } from './clock';
import { entry } from './history';
import { isRecorded, recorded } from './samples';
import { nothing, type World } from './world';

const USUAL = '0 2 * * *';

type Commands = Pick<Backend, 'schedule' | 'previewSchedule' | 'pauseBackups' | 'resumeBackups'>;

export function scheduleCommands(world: World, desk: Bench): Commands {
  const preview = (cron: string): ScheduleState => ({
    ...recorded<ScheduleState>('previewSchedule', isRecorded('previewSchedule', cron) ? cron : USUAL),
    schedule: { ...world.settings.schedule, cron },
    pause: world.paused,
  });
  const log = (sentence: string) => desk.log(entry('schedule', stamp(), sentence, 0.1));
  return {
    schedule: async () => {
      const { cron, automatic } = world.settings.schedule;
      return automatic ? preview(cron) : { ...preview(cron), next: [] };
    },
    previewSchedule: async (cron) => preview(cron),
    pauseBackups: async (length) => {
      world.paused = recorded<ScheduleState['pause']>('pauseBackups', length);
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

/** Throws what the engine answered, where it refused that schedule. */
export const check = (cron: string): void => {
  if (isRecorded('previewSchedule', cron)) recorded<ScheduleState>('previewSchedule', cron);
};
