import { describe, expect, it } from 'vitest';
import {
  ago,
  clockTime,
  dayHead,
  daysBetween,
  exact,
  fullDate,
  shortDate,
  span,
  took,
  upcoming,
} from './time';

const now = new Date(2026, 10, 12, 14, 5);
const at = (day: number, hour: number, minute = 0, second = 0) =>
  new Date(2026, 10, day, hour, minute, second);

describe('ago', () => {
  it.each([
    [at(12, 14, 4, 30), 'just now', 'under a minute'],
    [at(12, 14, 5, 20), 'just now', 'a clock that runs ahead is no reason for nonsense'],
    [at(12, 14, 4), '1 min ago', 'a whole minute'],
    [at(12, 13, 6), '59 min ago', 'under an hour: minutes'],
    [at(12, 13, 5), '1 h ago', 'a whole hour'],
    [at(11, 14, 6), '23 h ago', 'under a day: hours, even past midnight'],
    [at(11, 14, 5), 'yesterday 14:05', 'a whole day, and the date before'],
    [at(11, 0, 1), 'yesterday 00:01', 'the start of yesterday'],
    [at(10, 23, 59), '10 Nov, 23:59', 'the day before yesterday'],
    [new Date(2025, 11, 31, 8), '31 Dec 2025, 08:00', 'another year is named'],
  ])('%s is “%s”: %s', (then, words, why) => expect(ago(then, now), why).toBe(words));
});

describe('upcoming', () => {
  it.each([
    [at(12, 16), 'today 16:00', 'before the evening'],
    [at(12, 18), 'tonight 18:00', 'tonight begins at 18:00'],
    [at(13, 4, 59), 'tonight 04:59', 'and ends before 05:00 tomorrow'],
    [at(13, 5), 'tomorrow 05:00', 'from 05:00 it is tomorrow'],
    [at(14, 2), '14 Nov, 02:00', 'later days have a date'],
  ])('%s is “%s”: %s', (then, words, why) => expect(upcoming(then, now), why).toBe(words));
});

describe('the clock of the person', () => {
  it.each([
    [0, '12:05 am'],
    [9, '9:05 am'],
    [12, '12:05 pm'],
    [14, '2:05 pm'],
  ])('%i:05 reads %s on a 12-hour clock', (hour, words) =>
    expect(clockTime(at(12, hour, 5), true)).toBe(words),
  );
  it('has leading zeros on a 24-hour clock', () => expect(clockTime(at(12, 9, 5), false)).toBe('09:05'));
});

describe('days', () => {
  it('counts calendar days, not 24 hours', () =>
    expect(daysBetween(at(11, 23, 59), at(12, 0, 1)), 'two minutes, one day').toBe(1));
  it('is not confused by the end of summer time', () =>
    expect(
      daysBetween(new Date(2026, 9, 25, 0, 30), new Date(2026, 9, 26, 0, 30)),
      'that day has 25 hours',
    ).toBe(1));
  it('heads today, yesterday and other days', () =>
    expect([at(12, 1), at(11, 1), at(10, 1)].map((d) => dayHead(d, now))).toEqual([
      'Today',
      'Yesterday',
      'Tuesday, 10 Nov',
    ]));
  it('leaves this year out of a date', () => expect(shortDate(at(3, 1), now)).toBe('3 Nov'));
});

describe('sentences', () => {
  it('says how far back a backup lies', () =>
    expect([at(12, 14, 5), at(12, 13, 50), at(12, 11), at(11, 2), at(9, 2)].map((d) => span(d, now))).toEqual(
      ['a moment ago', '15 min ago', '3 h ago', 'yesterday', '3 days ago'],
    ));
  it('names a backup with its year', () => expect(fullDate(at(9, 2))).toBe('9 Nov 2026, 02:00'));
  it('keeps the whole local time with its zone behind every relative one', () => {
    expect(exact(at(9, 2)), 'the year').toContain('2026');
    expect(exact(at(9, 2)), 'the zone').toMatch(/GMT|CET|UTC/);
  });
  it('says how long something took, and nothing while it runs', () => {
    expect(took('2026-11-12T10:00:00Z', '2026-11-12T10:00:04.120Z')).toBe('4.1 s');
    expect(took('2026-11-12T10:00:00Z', '2026-11-12T10:14:00Z')).toBe('14 min');
    expect(took('2026-11-12T10:00:00Z', null)).toBe('');
  });
});
