import { describe, expect, it } from 'vitest';
import type { Backup, BackupLocation, DeletionPreview } from '../backend';
import { deletionWords } from './deletion';
import { checkOf, olderGood, originOf, verificationsOf, spanOf, whenInRow } from './words';

const now = new Date(2026, 10, 12, 14, 5);
const backup = (day: number, hour: number, more: Partial<Backup> = {}): Backup => {
  const created_at = new Date(2026, 10, day, hour, hour === 11 ? 2 : 0).toISOString();
  return {
    id: `${day}-${hour}`,
    file: '',
    created_at,
    trigger: 'schedule',
    note: '',
    size: 1,
    pinned: false,
    encrypted: false,
    key_id: null,
    components: 1,
    instance: '',
    own: true,
    locations: [
      {
        name: 'This computer',
        verified_at: created_at,
        verification: 'complete',
        problem: null,
        problem_kind: null,
        waiting: null,
      },
    ],
    ...more,
  };
};
const preview = (more: Partial<DeletionPreview> = {}): DeletionPreview => ({
  backups: [backup(9, 2)],
  remaining: 29,
  newest_remaining: backup(12, 11),
  last_checked: false,
  last_in: null,
  pinned: [],
  ...more,
});

describe('the words of deleting', () => {
  it('one of many', () =>
    expect(deletionWords(preview(), now)).toEqual({
      title: 'Delete the backup from 9 Nov 2026, 02:00?',
      text: 'It is removed from this computer. This cannot be undone.',
      remains: '29 other backups remain; the newest is from today, 11:02.',
      refused: false,
      grave: false,
    }));

  it('from two locations', () => {
    const two = backup(9, 2, {
      locations: [
        {
          name: 'This computer',
          verified_at: null,
          verification: null,
          problem: null,
          problem_kind: null,
          waiting: null,
        },
        {
          name: 'S3 (bucket backups)',
          verified_at: null,
          verification: null,
          problem: null,
          problem_kind: null,
          waiting: null,
        },
      ],
    });
    expect(deletionWords(preview({ backups: [two] }), now).text).toBe(
      'It is removed from this computer and S3 (bucket backups). This cannot be undone.',
    );
  });

  it('several', () => {
    const words = deletionWords(preview({ backups: [9, 8, 7, 6].map((d) => backup(d, 2)) }), now);
    expect([words.title, words.text]).toEqual([
      'Delete 4 backups?',
      'They are removed from this computer. This cannot be undone.',
    ]);
  });

  it('the last checked one', () => {
    const words = deletionWords(preview({ last_checked: true }), now);
    expect([words.remains, words.grave]).toEqual(['This is your only verified backup.', true]);
    expect(
      deletionWords(preview({ last_checked: true, backups: [backup(9, 2), backup(8, 2)] }), now).remains,
    ).toBe('These are your only verified backups.');
  });

  it('a pinned one', () => {
    const words = deletionWords(preview({ pinned: ['9-2'] }), now);
    expect([words.title, words.refused], 'nothing is deleted here').toEqual(['This backup is pinned', true]);
    expect(
      deletionWords(preview({ backups: [backup(9, 2), backup(8, 2)], pinned: ['9-2'] }), now).title,
    ).toBe('One of them is pinned');
  });

  it('what remains', () => {
    expect(deletionWords(preview({ remaining: 1 }), now).remains).toBe(
      '1 other backup remains, from today, 11:02.',
    );
    expect(deletionWords(preview({ remaining: 0, newest_remaining: null }), now).remains).toBe(
      'No other backups remain.',
    );
    expect(deletionWords(preview({ newest_remaining: backup(10, 2) }), now).remains, 'an older day').toBe(
      '29 other backups remain; the newest is from 10 Nov, 02:00.',
    );
  });
});

describe('what a check found', () => {
  const location = (
    verified_at: string | null,
    problem: string | null,
    kind: BackupLocation['problem_kind'] = 'damaged',
  ) => ({
    name: 'x',
    verified_at,
    verification: verified_at ? ('complete' as const) : null,
    problem,
    problem_kind: problem === null ? null : kind,
    waiting: null,
  });
  it('counts as checked when one location read it back', () =>
    expect(
      checkOf({ locations: [location('2026-11-12T10:00:00Z', null), location(null, 'timeout')] }),
    ).toEqual({
      state: 'checked',
      at: '2026-11-12T10:00:00Z',
      problem: 'timeout',
    }));
  it('is damaged when no location holds it whole', () =>
    expect(checkOf({ locations: [location(null, 'checksum')] }).state).toBe('damaged'));
  it('does not count as checked where it was good once', () =>
    expect(checkOf({ locations: [location('2026-11-12T10:00:00Z', 'checksum')] }).state).toBe('damaged'));
  it('is changed until it is read again', () =>
    expect(checkOf({ locations: [location('2026-11-12T10:00:00Z', 'it is empty', 'changed')] })).toEqual({
      state: 'changed',
      at: null,
      problem: 'it is empty',
    }));
  it('is not yet checked without either', () =>
    expect(checkOf({ locations: [location(null, null)] }).state).toBe('unchecked'));
  it('leads to the next older good one', () => {
    const bad = backup(8, 2, { locations: [location(null, 'checksum')] });
    expect(
      olderGood([backup(12, 11), bad, backup(6, 2), backup(7, 2)], backup(9, 2).created_at)!.id,
      'the damaged one is passed over',
    ).toBe('7-2');
  });
});

describe('where a backup comes from', () => {
  it.each([
    [5, '0.1.0', 'lab', 'schema 5 · Mantrae 0.1.0 on lab'],
    [1, '', '', 'schema 1'],
    [0, '', 'lab', 'made on lab'],
    [0, '0.1.0', '', 'Mantrae 0.1.0'],
    [0, '', '', ''],
  ])('leaves out what it does not say: %s %s %s', (schema_version, app_version, instance_name, words) => {
    expect(originOf({ schema_version, app_version, instance_name })).toBe(words);
  });
});

describe('the heads of the list', () => {
  const now = new Date(2026, 10, 12, 14, 5);
  it.each([
    [new Date(2026, 10, 12, 11, 2), 'Today', '11:02'],
    [new Date(2026, 10, 11, 14, 20), 'Yesterday', '14:20'],
    [new Date(2026, 10, 10, 7, 40), 'This week', 'Tue 10 Nov, 07:40'],
    [new Date(2026, 10, 6, 2, 0), 'This week', 'Fri 6 Nov, 02:00'],
    [new Date(2026, 10, 5, 2, 0), 'Earlier in November', '5 Nov, 02:00'],
    [new Date(2026, 9, 13, 2, 0), 'October', '13 Oct, 02:00'],
    [new Date(2025, 11, 31, 2, 0), 'December 2025', '31 Dec 2025, 02:00'],
  ])('%o', (at, head, row) => expect([spanOf(at, now), whenInRow(at, now)]).toEqual([head, row]));
});

describe('a verification', () => {
  const at = new Date(2026, 10, 12, 11, 2).toISOString();
  const there = (more: object) => ({
    name: 'Cellar',
    verified_at: at,
    verification: 'complete' as const,
    problem: null,
    problem_kind: null,
    waiting: null,
    ...more,
  });
  it.each([
    [{}, ['Opened, 44 components counted, read back from Cellar · 12 Nov 2026, 11:02']],
    [
      { verification: 'bytes' as const },
      ['Read back unchanged from Cellar, not opened without its key · 12 Nov 2026, 11:02'],
    ],
    [{ verified_at: null, verification: null }, []],
    [{ problem: 'damaged' }, []],
  ])('%o', (more, expected) => expect(verificationsOf({ locations: [there(more)] }, 44)).toEqual(expected));
});
