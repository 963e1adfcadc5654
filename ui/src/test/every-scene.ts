import axe from 'axe-core';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import '../components/editor/parts';
import '../components/map/MapPane.svelte';
import '../lib/editor/code';
import { scenes } from '../lib/backend/fake/scenes';
import { open, screen, settle } from './window';

// Every screen in every state: drawn without a complaint, and usable without eyes or mouse.

const complaints: unknown[][] = [];
beforeEach(() => {
  complaints.length = 0;
  vi.spyOn(console, 'error').mockImplementation((...words) => void complaints.push(words));
  vi.spyOn(console, 'warn').mockImplementation((...words) => void complaints.push(words));
});
afterEach(() => vi.restoreAllMocks());

async function faults(): Promise<string[]> {
  vi.useRealTimers();
  // Colours are measured in the design, and a page without styles has none to measure.
  const { violations } = await axe.run(document.body, {
    // What is well is not written down node by node, and there are no style sheets to load.
    resultTypes: ['violations'],
    preload: false,
    iframes: false,
    rules: { 'color-contrast': { enabled: false }, region: { enabled: false } },
  });
  return violations.map(
    (v) =>
      `${v.id}: ${v.help}\n    ${v.nodes
        .slice(0, 3)
        .map((n) => n.html.slice(0, 200))
        .join('\n    ')}`,
  );
}

/** Checks one half of the scenes: two files can be tested at the same time. */
export function checkScenes(half: 0 | 1): void {
  const names = scenes.map((one) => one.name).filter((_, i) => i % 2 === half);
  it.each(names)('%s', async (name) => {
    await open(name, (_, world) => {
      // Twenty thousand rows are for the eye; here some hundreds tell the same.
      for (const p of world.profiles) p.items = p.items.slice(0, 700);
      world.backups = world.backups.slice(0, 16);
      world.activity = world.activity.slice(0, 16);
    });
    if (
      ![
        'starting',
        'overview-loading',
        'configuration-loading',
        'backups-loading',
        'settings-retention-loading',
        'import-loading',
        'map-loading',
      ].includes(name)
    ) {
      // Lists in files of their own take as long as they take.
      for (let tries = 0; tries < 100 && screen.queryByText('Reading…'); tries++) await settle();
      expect(screen.queryByText('Reading…'), 'nothing is still being read').toBeNull();
    }
    expect(complaints, 'no complaint on the console').toEqual([]);
    const found = await faults();
    expect(found, found.join('\n')).toEqual([]);
    expect(document.body.textContent, 'no object leaks into a sentence').not.toMatch(
      /\[object|undefined|NaN/,
    );
  });
}
