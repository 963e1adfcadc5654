import { beforeEach, describe, expect, it } from 'vitest';
import { Views } from '../lib/editor/views.svelte';

describe('which halves of the editor are shown', () => {
  beforeEach(() => localStorage.clear());

  const at = (rem: number): Views => {
    const views = new Views();
    views.measure(rem * 16);
    return views;
  };

  it('shows both where there is room, and one where there is not', () => {
    for (const [rem, shown, all] of [
      [60, 'both', ['form', 'both', 'yaml']],
      [48, 'both', ['form', 'both', 'yaml']],
      [47, 'form', ['form', 'yaml']],
      [20, 'form', ['form', 'yaml']],
    ] as const) {
      const views = at(rem);
      expect(views.shown, `at ${rem} rem`).toBe(shown);
      expect(views.all, `at ${rem} rem`).toEqual(all);
    }
  });

  it('comes back to what was chosen when there is room again', () => {
    const views = at(30);
    expect(views.shown).toBe('form');
    views.measure(60 * 16);
    expect(views.shown, 'nobody chose the form').toBe('both');
  });

  it('remembers what was chosen', () => {
    at(60).choose('yaml');
    expect(at(60).shown).toBe('yaml');
    at(60).toggle();
    expect(at(60).shown).toBe('form');
  });
});
