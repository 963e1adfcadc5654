import { describe, expect, it } from 'vitest';
import type { ActivityEntry, Step } from '../backend';
import { progress } from './progress';

const step = (state: Step['state']): Step => ({ name: state, state, message: null });
const run = (...states: Step['state'][]) =>
  ({ kind: 'backup', outcome: 'running', steps: states.map(step) }) as ActivityEntry;
const past = (kind: ActivityEntry['kind'], ms: number, outcome: ActivityEntry['outcome'] = 'ok') =>
  ({
    kind,
    outcome,
    started_at: new Date(0).toISOString(),
    finished_at: new Date(ms).toISOString(),
  }) as ActivityEntry;

describe('progress', () => {
  it.each([
    [run('now', 'next'), { step: 1, of: 2, percent: 0 }],
    [run('done', 'now', 'next', 'next', 'next'), { step: 2, of: 5, percent: 20 }],
    [run('done', 'done'), { step: 2, of: 2, percent: 100 }],
    [run(), { step: 0, of: 0, percent: 0 }],
  ])('%o', (entry, expected) => expect(progress(entry, [])).toEqual({ ...expected, usual: null }));

  it('knows how long such a run usually takes', () => {
    const usual = (...entries: ActivityEntry[]) => progress(run('now'), entries).usual;
    expect(usual(past('backup', 9000), past('backup', 4000), past('backup', 5000))).toBe(5000);
    expect(usual(past('restore', 9000)), 'another kind of run').toBeNull();
    expect(usual(past('backup', 60_000, 'failed')), 'one that did not end well').toBeNull();
    expect(usual(past('backup', 300)), 'nobody waits for that').toBeNull();
  });
});
