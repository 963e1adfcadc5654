import { describe, expect, it } from 'vitest';
import type { Preview } from '../backend';
import { foot, keptFor, standing } from './keeping';

const now = new Date(2026, 10, 12, 14, 5);
const location = (location: string, remove: boolean, ...reasons: string[]): Preview['locations'][number] => ({
  location,
  kept: remove ? 0 : 1,
  removed: remove ? 1 : 0,
  backups: [{ id: 'a', created_at: '2026-05-03T07:15:00Z', remove, reasons }],
});
const preview = (...locations: Preview['locations']): Preview => ({ rule: 'Keep some', locations });

describe('why a backup stays', () => {
  it('names all reasons', () =>
    expect(
      standing(preview(location('This computer', false, 'newest verified here', 'daily 1 of 14')), 'a'),
    ).toEqual({
      stays: true,
      head: 'Kept because',
      text: 'newest verified here · daily 1 of 14',
    }));
  it('or that it goes, and when', () =>
    expect(
      standing(preview(location('This computer', true, 'older than 30 days (rule: 30 days)')), 'a'),
    ).toEqual({
      stays: false,
      head: 'To be removed',
      text: 'at the next clean-up: older than 30 days (rule: 30 days)',
    }));
  it('names the location where only one keeps it', () =>
    expect(
      standing(preview(location('This computer', true, 'older'), location('S3', false, 'pinned')), 'a')!.text,
    ).toBe('pinned (S3)'));
  it('is short in a row of the list', () => {
    const made = { id: 'a', created_at: '2026-11-09T01:00:00Z', pinned: false };
    const days = { kind: 'days', days: 30 } as const;
    const kept = preview(location('This computer', false, 'younger than 30 days'));
    expect(keptFor(kept, days, made, now)).toBe('until 9 Dec');
    expect(keptFor(kept, days, { ...made, pinned: true }, now), 'a pin has no end').toBe('pinned');
    expect(keptFor(kept, { kind: 'keep-some' }, made, now), 'no days to count').toBe('younger than 30 days');
    const old = { ...made, created_at: '2026-05-03T07:15:00Z' };
    expect(keptFor(kept, days, old, now), 'kept for another reason').toBe('younger than 30 days');
    const going = preview(location('This computer', true, 'older'));
    expect(keptFor(going, days, made, now)).toBe('goes at the next clean-up');
    expect(keptFor(null, days, made, now)).toBe('');
  });
  it('is unknown without an answer', () => {
    expect(standing(null, 'a')).toBeNull();
    expect(standing(preview(), 'a')).toBeNull();
  });
});

describe('the foot of the list', () => {
  const backups = [
    { created_at: '2026-11-12T10:00:00Z', size: 6_000_000 },
    { created_at: '2026-05-03T07:15:00Z', size: 6_000_000 },
  ];
  it('sums up what there is and what would go', () =>
    expect(
      foot(backups, preview(location('This computer', true, 'older'), location('S3', true, 'older')), now),
    ).toEqual({
      facts: ['2 backups', '12 MB', 'oldest 3 May'],
      known: true,
      going: 1,
    }));
  it('leaves out what is not known', () =>
    expect(foot(backups, null, now)).toMatchObject({ known: false, going: 0 }));
});
