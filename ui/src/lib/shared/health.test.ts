import { describe, expect, it } from 'vitest';
import type { LocationStatus } from '../backend';
import { health } from './health';

const now = new Date(2026, 10, 12, 14, 5);
const at = (hour: number, minute: number) => new Date(2026, 10, 12, hour, minute).toISOString();
const one = (more: Partial<LocationStatus> = {}): LocationStatus => ({
  kind: 's3',
  name: 'Cellar',
  path: 'backups at minio.home',
  free: null,
  ok: true,
  problem: null,
  failure: null,
  kept: 34,
  bytes: 14_000_000,
  waiting: 0,
  next_try: null,
  newest_verified: at(11, 2),
  asked_at: at(13, 59),
  ...more,
});

describe('the health of a location', () => {
  it.each<[Partial<LocationStatus>, string, string | null, string]>([
    [{}, 'works', null, '34 backups, 14 MB · verified 3 h ago'],
    [
      { kind: 'folder', free: 41_000_000_000, asked_at: null },
      'works',
      null,
      '34 backups, 14 MB · verified 3 h ago',
    ],
    [{ kept: 0, newest_verified: null, asked_at: null }, 'unknown', null, 'not contacted yet'],
    [
      { waiting: 2, problem: 'Nothing answers', next_try: at(14, 13) },
      'behind',
      'Nothing answers, next try today 14:13',
      '34 backups, 14 MB',
    ],
    [{ waiting: 1 }, 'behind', '1 backup waiting to be sent', '34 backups, 14 MB'],
    [{ ok: false, problem: 'The disk is full' }, 'broken', 'The disk is full', '34 backups, 14 MB'],
    [{ ok: false, kept: 0, newest_verified: null }, 'broken', 'It cannot be reached', ''],
  ])('%o is %s', (more, state, problem, facts) => {
    const found = health(one(more), now);
    expect(found.free).toBe(more.free ? '41 GB free' : null);
    expect([found.state, found.problem, found.facts.join(' · ')]).toEqual([state, problem, facts]);
  });
});
