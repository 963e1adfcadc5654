// The screens that know when backups are made.
import type { Opening } from '../opening';
import type { Verdict } from '../connection';
import { at } from './clock';
import { recorded } from './samples';
import type { World } from './world';

type Add = (name: string, opening: Opening, prepare?: (world: World) => void) => unknown;

const section: Opening = { screen: 'settings', show: { section: 'schedule' } };

export function scheduleScenes(scene: Add): void {
  scene('settings-schedule', section);
  scene('settings-schedule-paused', section, (w) => {
    w.paused = { until: at(13, 11, 8) };
    w.verdict = recorded<Verdict>('verdict', 'paused');
  });
  scene('settings-schedule-off', section, (w) => {
    w.settings.schedule = { cron: '30 9-17 * * 1-5', automatic: false };
  });
  scene('settings-schedule-locked', section, (w) => {
    w.settings.locked.push('schedule', 'automatic');
  });
}
