import { describe, expect, it, vi } from 'vitest';
import { Load } from './load.svelte';
import { Selection } from './selection.svelte';
import { moved, rowsInSight, scrollFor } from './window-rows';

describe('a long list', () => {
  it('draws only what is in sight and a little more', () => {
    const { from, to } = rowsInSight(20_000, 46, 46 * 1000, 460);
    expect([from, to]).toEqual([994, 1016]);
  });
  it('never draws past its ends', () =>
    expect([rowsInSight(5, 46, 0, 460), rowsInSight(5, 46, 99_999, 460), rowsInSight(0, 46, 0, 460)]).toEqual(
      [
        { from: 0, to: 5 },
        { from: 0, to: 5 },
        { from: 0, to: 0 },
      ],
    ));
  it('scrolls just far enough', () => {
    expect(scrollFor(0, 46, 460, 460), 'up to the row').toBe(0);
    expect(scrollFor(20, 46, 0, 460), 'down until its end shows').toBe(21 * 46 - 460);
    expect(scrollFor(3, 46, 0, 460), 'not at all when it is in sight').toBeNull();
  });
  it('is walked with the keys and stops at both ends', () =>
    expect([
      moved('ArrowDown', 0, 3),
      moved('ArrowDown', 2, 3),
      moved('ArrowUp', 0, 3),
      moved('End', 0, 3),
      moved('PageUp', 30, 40),
      moved('x', 0, 3),
      moved('Home', 0, 0),
    ]).toEqual([1, 2, 0, 2, 20, null, null]));
});

describe('choosing rows', () => {
  const keys = ['a', 'b', 'c', 'd'];
  const key = (name: string, more = {}) => ({
    key: name,
    shiftKey: false,
    ctrlKey: false,
    metaKey: false,
    ...more,
  });

  it('moves with the arrows and chooses where it stands', () => {
    const s = new Selection(() => keys, true);
    expect([s.entry, s.press(key('ArrowDown'))], 'Tab leads to the first row').toEqual(['a', 'b']);
    expect(s.chosen).toEqual(['b']);
  });
  it('extends with Shift from where it began', () => {
    const s = new Selection(() => keys, true);
    s.pick('b');
    s.press(key('ArrowDown', { shiftKey: true }));
    s.press(key('ArrowDown', { shiftKey: true }));
    expect(s.chosen).toEqual(['b', 'c', 'd']);
    s.press(key('ArrowUp', { shiftKey: true }));
    expect(s.chosen, 'and back').toEqual(['b', 'c']);
  });
  it('adds and takes off with Space', () => {
    const s = new Selection(() => keys, true);
    s.pick('a');
    s.press(key('ArrowDown', { ctrlKey: true }));
    s.press(key(' '));
    expect(s.chosen).toEqual(['a', 'b']);
    s.press(key(' '));
    expect(s.chosen).toEqual(['a']);
  });
  it('keeps to one where only one makes sense', () => {
    const s = new Selection(() => keys, false);
    s.pick('a');
    s.pick('c', { range: true });
    expect(s.chosen).toEqual(['c']);
  });
  it('stands on the next row when its own goes away', () => {
    let now = keys;
    const s = new Selection(() => now, true);
    s.pick('b');
    now = ['a', 'c', 'd'];
    s.keepTo(keys, now);
    expect([s.chosen, s.entry], 'nothing gone stays chosen').toEqual([[], 'c']);
  });
});

describe('reading', () => {
  it('drops an answer that a later question overtook', async () => {
    const load = new Load<string>();
    let slow!: (v: string) => void;
    const first = load.read(() => new Promise((r) => (slow = r)));
    await load.read(() => Promise.resolve('new'));
    slow('old');
    await first;
    expect(load.value, 'the later answer stands').toBe('new');
  });
  it('keeps what is shown while it reads again, and its failure beside it', async () => {
    const load = new Load<string>();
    await load.read(() => Promise.resolve('shown'));
    await load.read(() => Promise.reject({ code: 'busy', message: 'Busy', hint: null, retry: true }));
    expect([load.value, load.failure?.code]).toEqual(['shown', 'busy']);
    await load.read(() => Promise.resolve('again'));
    expect(load.failure, 'a success clears it').toBeNull();
  });
  it('calls a wait slow only after a moment', async () => {
    const load = new Load<string>();
    const reading = load.read(() => new Promise((r) => setTimeout(() => r('x'), 220)));
    expect(load.slow, 'no flicker').toBe(false);
    await vi.advanceTimersByTimeAsync(180);
    expect(load.slow, 'then a skeleton').toBe(true);
    await vi.advanceTimersByTimeAsync(40);
    await reading;
    expect(load.slow).toBe(false);
  });
});
