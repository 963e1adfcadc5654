import { describe, expect, it } from 'vitest';
import type { Rule } from '../connection';
import { fakeBackend } from '../fake';
import { sceneWorld } from './scenes';

const world = () => {
  const { world } = sceneWorld('backups');
  world.pause = 0;
  return { world, backend: fakeBackend(world) };
};
const lines = async (rule: Rule | null) =>
  (await world().backend.previewRetention(rule)).locations[0]!.backups;

describe('the rule of the fake', () => {
  it('keeps everything of thirty days, newest first', async () => {
    const found = await lines(null);
    expect(found.filter((l) => l.remove).map((l) => l.reasons)).toEqual([
      ['restore point, older than 30 days (rule: 30 days)'],
    ]);
    expect(found[0]!.reasons[0]).toBe('newest verified here');
  });

  it('never lets go of the newest checked one, of pins and of fresh restore points', async () => {
    const kept = (await lines({ kind: 'days', days: 1 })).filter((l) => !l.remove).map((l) => l.id);
    expect(kept).toEqual(expect.arrayContaining(['backup-0001', 'backup-0002', 'backup-0004']));
  });

  it('keeps one of each day, week and month', async () => {
    const locations = (await lines({ kind: 'keep-some' })).flatMap((l) => l.reasons);
    for (const slot of ['daily 1 of 14', 'daily 14 of 14', 'weekly 5 of 8', 'monthly 2 of 6'])
      expect(locations).toContain(slot);
  });

  it('removes nothing under keep all', async () =>
    expect((await lines({ kind: 'keep-all' })).some((l) => l.remove)).toBe(false));

  it('says what a new rule removes and the old one does not', async () => {
    const { backend } = world();
    const more = await backend.compareRetention({ kind: 'keep-some' });
    expect(more.sentence).toBe(`The new rule deletes ${more.backups} backups after the next backup`);
    expect((await backend.compareRetention({ kind: 'keep-all' })).sentence).toBeNull();
  });

  it('cleans up after a backup and writes down what went', async () => {
    const { world: w, backend } = world();
    await backend.backUpNow('');
    expect(w.backups.some((b) => b.id === 'backup-0034')).toBe(false);
    expect(w.activity[0]!.sentence).toBe('1 old backup cleaned up');
    expect(w.activity[0]!.detail).toContain('restore point, older than 30 days');
  });
});
