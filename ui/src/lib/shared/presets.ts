import { common, t } from './messages';

/** The schedules a person can choose by a word; everything else is cron. */
export type Often = 'hour' | 'day' | 'week' | 'month' | 'cron';

export type Preset = { often: Often; time: string };

export const choices: { value: Often; label: string }[] = [
  { value: 'hour', label: t.everyHour },
  { value: 'day', label: t.everyDay },
  { value: 'week', label: t.everySunday },
  { value: 'month', label: t.everyMonth },
  { value: 'cron', label: common.cronExpression },
];

/** Have these a time of the day? */
export const hasTime = (often: Often): boolean => often === 'day' || often === 'week' || often === 'month';

const STANDARD = '02:00';

/** The word for a cron, where there is one. */
export function presetOf(cron: string): Preset {
  const fields = cron.trim().split(/\s+/);
  if (cron.trim() === '@hourly' || fields.join(' ') === '0 * * * *') return { often: 'hour', time: STANDARD };
  const [minute = '', hour = '', day, month, weekday] = fields;
  const isTime = /^\d{1,2}$/.test(minute) && /^\d{1,2}$/.test(hour);
  if (!isTime || month !== '*') return { often: 'cron', time: STANDARD };
  const time = `${hour.padStart(2, '0')}:${minute.padStart(2, '0')}`;
  if (day === '*' && weekday === '*') return { often: 'day', time };
  if (day === '*' && /^(0|7|SUN)$/i.test(weekday ?? '')) return { often: 'week', time };
  if (day === '1' && weekday === '*') return { often: 'month', time };
  return { often: 'cron', time };
}

/** The cron of a word; null for a time that is none, and for cron itself. */
export function cronOf({ often, time }: Preset): string | null {
  if (often === 'hour') return '0 * * * *';
  const found = /^(\d{1,2}):(\d{2})$/.exec(time);
  if (!found || often === 'cron') return null;
  const at = `${Number(found[2])} ${Number(found[1])}`;
  if (often === 'day') return `${at} * * *`;
  return often === 'week' ? `${at} * * 0` : `${at} 1 * *`;
}
