import { describe, expect, it } from 'vitest';
import type { VerdictKind } from '../backend';
import { canPause, cures } from './cures';
import { daySentence, legend, lookOf } from './days';

const now = new Date(2026, 10, 12, 14, 5);
const day = (date: string, ok: number, failed: number, late = 0) => ({ date, ok, late, failed });

describe('the verdict’s cures', () => {
  it.each<[VerdictKind, boolean, boolean, string[]]>([
    ['safe', true, false, ['back-up', 'restore']],
    ['never', false, false, ['back-up']],
    ['not-backed-up', true, false, ['back-up', 'restore']],
    ['failed', true, true, ['choose-folder', 'try-again', 'details']],
    ['failed', true, false, ['try-again', 'details']],
    ['overdue', true, false, ['back-up', 'restore']],
    ['waiting', true, true, ['choose-folder', 'try-again']],
    ['one-location-missing', true, false, ['try-again', 'restore']],
    ['paused', true, false, ['resume', 'back-up', 'restore']],
    ['off', true, false, ['back-up', 'restore', 'schedule']],
    ['running', true, false, ['details']],
  ])('%s, backups %s, location broken %s', (kind, has, broken, expected) =>
    expect(cures({ kind }, has, broken)).toEqual(expected),
  );
});

describe('holding backups back', () => {
  it.each<[VerdictKind, string | null, boolean]>([
    ['safe', '2026-11-13T02:00:00Z', true],
    ['safe', null, false],
    ['paused', null, false],
    ['failed', '2026-11-13T02:00:00Z', false],
  ])('%s, next %s: %s', (kind, next_due, expected) => expect(canPause({ kind, next_due })).toBe(expected));
});

describe('the days', () => {
  it('have a shape each', () =>
    expect(
      [
        day('2026-11-01', 2, 0),
        day('2026-11-01', 0, 1),
        day('2026-11-01', 1, 1),
        day('2026-11-01', 0, 0),
        day('2026-11-01', 2, 0, 1),
        day('2026-11-01', 1, 1, 1),
      ].map(lookOf),
    ).toEqual(['ok', 'failed', 'both', 'none', 'late', 'both']));
  it('are sentences for those who listen', () =>
    expect(
      [
        day('2026-11-12', 2, 0),
        day('2026-11-10', 1, 1),
        day('2026-11-09', 0, 0),
        day('2026-11-08', 2, 0, 1),
      ].map((d) => daySentence(d, now)),
    ).toEqual([
      '12 Nov: 2 backups',
      '10 Nov: 1 backup, 1 failed',
      '9 Nov: no backup',
      '8 Nov: 2 backups, 1 late',
    ]));
  it('are counted, naming only what there is', () =>
    expect(
      legend([day('2026-11-11', 1, 0), day('2026-11-12', 3, 0), day('2026-11-10', 0, 0)]).map((l) => l.text),
    ).toEqual(['2 with a backup', '1 without']));
});
