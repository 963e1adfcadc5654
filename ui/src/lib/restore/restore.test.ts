import { describe, expect, it } from 'vitest';
import type { RestorePlan } from '../backend';
import { choosable, doneText, phrases, restoreText, restoreTitle } from './words';

const now = new Date(2026, 10, 12, 14, 5);
const plan: RestorePlan = {
  id: 'p',
  source: 'backup',
  file: '/x/b.zip',
  backup: 'b',
  created_at: new Date(2026, 10, 9, 2).toISOString(),
  trigger: 'schedule',
  note: '',
  profiles: [
    {
      name: 'Home lab',
      change: 'stays',
      counts: [
        { kind: 'http-router', added: 2, changed: 0, removed: 0 },
        { kind: 'http-service', added: 0, changed: 0, removed: 1 },
        { kind: 'http-middleware', added: 0, changed: 3, removed: 0 },
      ],
    },
    { name: 'Staging', change: 'same', counts: [] },
  ],
  added: 2,
  changed: 3,
  removed: 1,
  changes: [],
  has_settings: true,
  warnings: [],
};

describe('the words of restoring', () => {
  it('ask with the backup named', () =>
    expect(restoreTitle(plan)).toBe('Restore the backup from 9 Nov 2026, 02:00?'));
  it('say what it means', () =>
    expect(restoreText(plan, now)).toBe('Your configuration goes back to how it was 3 days ago.'));
  it('name the file it comes from', () =>
    expect(restoreText({ ...plan, source: 'file' }, now)).toContain('File: b.zip'));
  it('say when there is nothing to do', () =>
    expect(
      restoreText({ ...plan, added: 0, changed: 0, removed: 0, profiles: [plan.profiles[1]!] }, now),
    ).toBe('Your configuration already matches the backup from 9 Nov 2026, 02:00.'));
  it('count added, removed, changed, in that order', () =>
    expect(phrases(plan.profiles[0]!).map((p) => p.text)).toEqual([
      '2 routers added',
      '1 service removed',
      '3 middlewares changed',
    ]));
  it('offer only profiles that would change', () => expect(choosable(plan)).toEqual(['Home lab']));
  it('sum up afterwards', () =>
    expect([
      doneText({ added: 2, changed: 3, removed: 1 }),
      doneText({ added: 0, changed: 0, removed: 0 }),
    ]).toEqual(['2 restored, 1 removed, 3 changed back', 'Nothing had to change']));
});
