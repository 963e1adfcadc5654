import { describe, expect, it } from 'vitest';
import type { Backup, Line, Rule } from '../backend';
import { limits, numberOf, numbers, sameRule, sentence } from './rules';
import { inWords, legendOf, tally, together, zones } from './timeline';
import { goingIds, onlyReason } from './words';

const now = new Date(2026, 10, 12, 14, 5);
const some: Rule = { kind: 'keep-some' };
const custom = (days: number, daily: number, weekly: number, monthly: number): Rule => ({
  kind: 'custom',
  days,
  daily,
  weekly,
  monthly,
});
const line = (id: string, daysAgo: number, remove = false): Line => ({
  id,
  created_at: new Date(2026, 10, 12 - daysAgo, 2).toISOString(),
  remove,
  reasons: [],
});

describe('a rule in words', () => {
  it.each<[Rule, string]>([
    [{ kind: 'days', days: 30 }, 'Every backup is kept for 30 days, then removed.'],
    [{ kind: 'days', days: 1 }, 'Every backup is kept for 1 day, then removed.'],
    [
      some,
      'Every backup is kept for 2 days; after that, the newest of each day for 14 days, each week for 8 weeks and each month for 6 months.',
    ],
    [custom(5, 0, 1, 0), 'Every backup is kept for 5 days; after that, the newest of each week for 1 week.'],
    [custom(5, 0, 0, 0), 'Every backup is kept for 5 days, then removed.'],
    [{ kind: 'keep-all' }, 'Every backup is kept until you delete it.'],
  ])('%o', (rule, words) => expect(sentence(rule)).toBe(words));

  it('names only the numbers it has', () =>
    expect([numbers(some), numbers(custom(1, 7, 0, 0))]).toEqual([
      'all for 2 days · 14 daily · 8 weekly · 6 monthly',
      'all for 1 day · 7 daily',
    ]));

  it('is the same only with the same numbers', () => {
    expect(sameRule(custom(2, 14, 8, 6), custom(2, 14, 8, 6))).toBe(true);
    expect(sameRule({ kind: 'days', days: 30 }, { kind: 'days', days: 31 })).toBe(false);
    expect(sameRule(some, custom(2, 14, 8, 6)), 'a name is part of a rule').toBe(false);
    expect(limits({ kind: 'keep-all' }), 'keeping all has no numbers').toBeNull();
  });
});

describe('a typed number', () => {
  it.each<[string, 0 | 1, number | RegExp]>([
    ['30', 1, 30],
    [' 7 ', 1, 7],
    ['36500', 1, 36_500],
    ['36501', 1, /At most 36,500/],
    ['0', 1, /At least 1/],
    ['0', 0, 0],
    ['', 0, /Enter a number/],
    ['1.5', 1, /whole/],
    ['-3', 1, /whole/],
    ['1e3', 1, /whole/],
  ])('“%s”, at least %d', (text, least, expected) => {
    const found = numberOf(text, least);
    if (expected instanceof RegExp) expect(found).toMatch(expected);
    else expect(found).toBe(expected);
  });
});

describe('the time line', () => {
  it('divides backups by the spans of the rule and leaves out empty ones', () => {
    const found = zones(
      [line('a', 0), line('b', 2), line('c', 3, true), line('d', 200, true)],
      [],
      some,
      now,
    );
    expect(found.map((z) => [z.name, z.stay, z.go])).toEqual([
      ['2 days, all', 2, 0],
      ['to 14 days', 0, 1],
      ['older', 0, 1],
    ]);
  });

  it('has no span that an earlier one covers', () =>
    expect(
      zones([line('a', 0), line('b', 25), line('c', 80)], [], custom(30, 7, 4, 3), now).map((z) => z.name),
      'seven days and four weeks lie within thirty days',
    ).toEqual(['30 days, all', 'to 3 months']));

  it('gives each kind its shape', () => {
    const backups = [
      { id: 'pin', pinned: true, trigger: 'manual' },
      { id: 'point', pinned: false, trigger: 'before-restore' },
    ] as Backup[];
    const found = zones(
      [line('pin', 0), line('point', 0), line('x', 0), line('y', 1, true)],
      backups,
      some,
      now,
    );
    expect(found[0]!.dots.map((d) => d.look)).toEqual(['pin', 'point', 'kept', 'goes']);
    expect(legendOf(found).map((l) => l.words)).toEqual([
      'kept',
      'pinned',
      'restore point',
      'would be removed',
    ]);
    expect(found[0]!.dots[3]!.title).toBe('11 Nov 2026, 02:00: would be removed');
  });

  it('draws few marks for many backups, and hides none that stays', () => {
    const many = Array.from({ length: 900 }, (_, i) => line(String(i), Math.floor(i / 9), i % 90 !== 0));
    const dots = zones(many, [], { kind: 'days', days: 1000 }, now).flatMap((z) => z.dots);
    expect(together(900)).toBe(13);
    expect(dots.length, 'a picture, no wall').toBeLessThan(100);
    expect(dots.filter((d) => d.look === 'kept')).toHaveLength(10);
  });

  it('is a sentence for those who do not see it', () =>
    expect(inWords(zones([line('a', 0), line('b', 3, true)], [], some, now))).toBe(
      'Newest first. 2 days, all: 1 kept. to 14 days: 0 kept, 1 would be removed.',
    ));

  it.each([
    [28, 2, '28 kept (12 MB), 2 would be removed now'],
    [28, 0, 'All 28 kept (12 MB), none would be removed now'],
    [1, 0, '1 kept (12 MB), none would be removed now'],
  ])('counts %d and %d', (kept, removed, words) => expect(tally({ kept, removed }, 12_000_000)).toBe(words));

  it('counts a backup once that goes in two locations', () => {
    const location = (location: string) => ({
      location,
      kept: 0,
      removed: 1,
      backups: [line('a', 40, true)],
    });
    expect(goingIds([location('This computer'), location('S3')])).toEqual(['a']);
  });
});

describe('the reason of what goes', () => {
  const lines = (...reasons: string[][]) => reasons.map((one) => ({ reasons: one }));
  it.each([
    [lines(['older than 2 days'], ['older than 2 days']), 'older than 2 days'],
    [lines(['older than 2 days'], ['restore point']), null],
    [lines(['older than 2 days']), null],
    [lines(), null],
  ])('is said once where it is the same for all', (given, said) => expect(onlyReason(given)).toBe(said));
});
