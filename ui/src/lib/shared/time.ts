// Times in words. Every function takes the moment it speaks from, so nothing here reads a clock.
import { t } from './messages';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Does this person's system say 2:05 pm or 14:05? The engine tells, so that its sentences and ours have one clock. */
export const hours = {
  twelve: (globalThis as { mantraeClock?: { twelve: boolean } }).mantraeClock?.twelve ?? false,
};

/** 14:05, or 2:05 pm where the person's clock says so. */
export function clockTime(at: Date, twelve = hours.twelve): string {
  const minutes = String(at.getMinutes()).padStart(2, '0');
  if (!twelve) return `${String(at.getHours()).padStart(2, '0')}:${minutes}`;
  return `${at.getHours() % 12 || 12}:${minutes} ${at.getHours() < 12 ? 'am' : 'pm'}`;
}

/** Whole local days between the two moments' dates; 1 means `at` was yesterday. */
export function daysBetween(at: Date, now: Date): number {
  const midnight = (d: Date) => Date.UTC(d.getFullYear(), d.getMonth(), d.getDate());
  return Math.round((midnight(now) - midnight(at)) / (24 * HOUR));
}

/** 12 Nov, with the year when it is not this one. */
export function shortDate(at: Date, now: Date): string {
  const day = `${at.getDate()} ${t.months[at.getMonth()]}`;
  return at.getFullYear() === now.getFullYear() ? day : `${day} ${at.getFullYear()}`;
}

/** 12 Nov 2026, 14:05: for titles of dialogs, where the year must not be guessed. */
export const fullDate = (at: Date): string =>
  `${at.getDate()} ${t.months[at.getMonth()]} ${at.getFullYear()}, ${clockTime(at)}`;

/** just now · 5 min ago · 3 h ago · yesterday 14:05 · 12 Nov, 14:05 */
export function ago(at: Date, now: Date): string {
  const past = now.getTime() - at.getTime();
  if (past < MINUTE) return t.justNow;
  if (past < HOUR) return t.minutesAgo(Math.floor(past / MINUTE));
  if (past < 24 * HOUR) return t.hoursAgo(Math.floor(past / HOUR));
  if (daysBetween(at, now) === 1) return t.yesterdayAt(clockTime(at));
  return `${shortDate(at, now)}, ${clockTime(at)}`;
}

/** How far back a backup lies, for the sentence “how it was 3 days ago”. */
export function span(at: Date, now: Date): string {
  const past = Math.max(0, now.getTime() - at.getTime());
  if (past < MINUTE) return t.aMomentAgo;
  if (past < HOUR) return t.minutesAgo(Math.floor(past / MINUTE));
  if (past < 24 * HOUR) return t.hoursAgo(Math.floor(past / HOUR));
  const days = daysBetween(at, now);
  return days === 1 ? t.yesterdayWithin : t.daysAgo(days);
}

/** tonight 02:00 · today 16:00 · tomorrow 08:00 · 12 Nov, 14:05. Tonight is after 18:00 or before 05:00 tomorrow. */
export function upcoming(at: Date, now: Date): string {
  const days = -daysBetween(at, now);
  const time = clockTime(at);
  if (days === 0) return at.getHours() >= 18 ? t.tonightAt(time) : t.todayAt(time);
  if (days === 1) return at.getHours() < 5 ? t.tonightAt(time) : t.tomorrowAt(time);
  return `${shortDate(at, now)}, ${time}`;
}

/** in 12 h · in 5 min · in 3 days: how far ahead something lies. */
export function inAWhile(at: Date, now: Date): string {
  const ahead = Math.max(0, at.getTime() - now.getTime());
  if (ahead < HOUR) return t.inMinutes(Math.ceil(ahead / MINUTE));
  if (ahead < 48 * HOUR) return t.inHours(Math.round(ahead / HOUR));
  return t.inDays(Math.round(ahead / (24 * HOUR)));
}

/** Fri 13 Nov: a day of a list of days. */
export const weekday = (at: Date): string =>
  `${t.weekdays[at.getDay()]!.slice(0, 3)} ${at.getDate()} ${t.months[at.getMonth()]}`;

/** Today · Yesterday · Tuesday, 10 Nov: the heads of lists that are grouped by day. */
export function dayHead(at: Date, now: Date): string {
  const days = daysBetween(at, now);
  if (days === 0) return t.today;
  if (days === 1) return t.yesterday;
  return `${t.weekdays[at.getDay()]}, ${shortDate(at, now)}`;
}

/** Thursday 12 November 2026 at 14:05:09 CET: what stands behind every relative time. */
export const exact = (at: Date): string =>
  new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'long' }).format(at);

/** 4 s · 2 min: about how long something takes. */
export const lasting = (ms: number): string =>
  ms < MINUTE ? t.seconds(Math.max(1, Math.round(ms / 1000))) : t.minutes(Math.round(ms / MINUTE));

/** 0.2 s · 4.1 s · 14 min: how long something took. */
export function took(from: string, to: string | null): string {
  if (to === null) return '';
  const ms = Math.max(0, Date.parse(to) - Date.parse(from));
  if (ms < MINUTE) return `${(ms / 1000).toFixed(1)} s`;
  return `${Math.round(ms / MINUTE)} min`;
}
