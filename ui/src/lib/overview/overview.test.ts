import { describe, expect, it } from 'vitest';
import type { LocationStatus, VerdictKind } from '../backend';
import { canPause, cures } from './cures';
import { daySentence, legend, lookOf } from './days';
import { protection } from './protection';
import { recently } from './recently';

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
    ['one-location-missing', true, true, ['try-again', 'locations', 'restore']],
    ['paused', true, false, ['resume', 'back-up', 'restore']],
    ['off', true, false, ['turn-on', 'back-up', 'restore']],
    ['off', false, false, ['turn-on', 'back-up']],
    ['running', true, false, ['stop', 'details']],
  ])('%s, backups %s, location broken %s', (kind, hasBackups, locationBroken, expected) =>
    expect(cures({ kind }, { hasBackups, locationBroken })).toEqual(expected),
  );

  it('does not offer to turn on what the environment turned off', () =>
    expect(cures({ kind: 'off' }, { hasBackups: true, locationBroken: false, scheduleLocked: true })).toEqual(
      ['back-up', 'schedule', 'restore'],
    ));
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
    ).toEqual(['2 backed up', '1 no backup']));
});

describe('the protection', () => {
  const one = (name: string, more: Partial<LocationStatus> = {}) =>
    ({ name, ok: true, waiting: 0, ...more }) as LocationStatus;
  const of = (more: Partial<Parameters<typeof protection>[0]> = {}) =>
    protection({
      verdict: { kind: 'safe', last_verified: '2026-11-12T10:02:00Z' },
      locations: [one('This computer'), one('Cellar')],
      encryption: { on: false, rehearsed_at: null },
      restoreTest: 'weekly',
      now,
      ...more,
    });
  const open = (more: Parameters<typeof of>[0] = {}) =>
    of(more)
      .filter((point) => !point.done)
      .map((point) => point.name);
  it.each<[string, Parameters<typeof of>[0], string[]]>([
    ['all is done', {}, []],
    [
      'nothing was ever backed up',
      { verdict: { kind: 'never', last_verified: null } },
      ['backed-up', 'verified'],
    ],
    ['one location', { locations: [one('This computer')] }, ['second']],
    ['the second cannot be reached', { locations: [one('A'), one('B', { ok: false })] }, ['second']],
    ['the second lacks backups', { locations: [one('A'), one('B', { waiting: 2 })] }, ['second']],
    ['no restore is tested', { restoreTest: 'off' }, ['way-back']],
    ['a key that was never tested', { encryption: { on: true, rehearsed_at: null } }, ['way-back']],
    [
      'a key tested long ago',
      { encryption: { on: true, rehearsed_at: '2026-08-01T10:00:00Z' } },
      ['way-back'],
    ],
    ['a key tested last month', { encryption: { on: true, rehearsed_at: '2026-10-12T10:00:00Z' } }, []],
  ])('%s', (_, more, expected) => expect(open(more)).toEqual(expected));

  it('remembers when the key was tested', () =>
    expect(of({ encryption: { on: true, rehearsed_at: '2026-10-12T10:00:00Z' } }).at(-1)!.label).toBe(
      'Key tested 12 Oct',
    ));
});

describe('a recent line', () => {
  const line = { kind: 'backup' as const, sentence: 'Scheduled backup failed', failure: null, detail: null };
  it.each([
    [
      {
        ...line,
        failure: { code: 'storage' as const, message: 'The disk is full', hint: null, retry: true },
      },
      { sentence: 'Scheduled backup failed: the disk is full', where: '' },
    ],
    [
      { ...line, sentence: 'Manual backup', detail: 'This computer, Cellar' },
      { sentence: 'Manual backup', where: 'This computer, Cellar' },
    ],
    [
      { ...line, kind: 'edit' as const, sentence: 'Switched off', detail: 'Home lab' },
      { sentence: 'Switched off', where: '' },
    ],
  ])('%o', (entry, expected) => expect(recently(entry)).toEqual(expected));
});
