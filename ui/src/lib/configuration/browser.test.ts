import { describe, expect, it } from 'vitest';
import { fakeBackend } from '../backend/fake';
import { sceneWorld } from '../backend/fake/scenes';
import { Session } from '../shared/session.svelte';
import { Browser, matching } from './browser.svelte';

async function browser(scene: string | null = null) {
  const { world } = sceneWorld(scene);
  world.pause = 0;
  const session = new Session({ backend: fakeBackend(world), opening: null });
  await session.refresh();
  const found = new Browser(session);
  await found.read();
  return { world, session, browser: found };
}

describe('the configuration screen', () => {
  it('lists one kind and counts the others', async () => {
    const { browser: b } = await browser();
    expect(b.shown).toHaveLength(14);
    expect(
      b.tabs.map((t) => `${t.label} ${t.count}`),
      'transports wait for the first of them',
    ).toEqual(['Routers 14', 'Services 11', 'Middlewares 9']);
  });

  it('finds by name, host and service, and says where else', async () => {
    const { browser: b } = await browser();
    b.filter = 'g.example';
    expect(b.shown.map((r) => r.name)).toEqual(['grafana']);
    b.filter = 'redirect';
    expect(b.shown).toEqual([]);
    expect(b.elsewhere, 'hits in other kinds are offered').toEqual([{ kind: 'http-middleware', hits: 3 }]);
  });

  it('shows only problems when asked', async () => {
    const { browser: b } = await browser();
    b.problemsOnly = true;
    expect(b.shown.map((r) => r.name)).toEqual(['api', 'grafana', 'old', 'prometheus']);
  });

  it('goes to the first kind of a protocol that has something', async () => {
    const { browser: b } = await browser();
    b.goProtocol('tls');
    expect([b.kind, b.shown.length]).toEqual(['tls-options', 2]);
  });

  it('deletes, moves on to the next row, and takes it back', async () => {
    const { browser: b, session, world } = await browser();
    b.select('old');
    await b.readDetail();
    await b.remove();
    expect(b.selected, 'the next row takes its place').toBe('paperless');
    expect(session.messages.toast?.text).toBe('Router “old” deleted');
    expect(world.profiles[0]!.items.some((i) => i.name === 'old')).toBe(false);
    await session.undo(world.activity[0]!.id);
    expect(
      world.profiles[0]!.items.some((i) => i.name === 'old'),
      'Undo puts it back',
    ).toBe(true);
  });

  it('closes what is no longer there', async () => {
    const { browser: b } = await browser();
    b.select('gone', true);
    await b.readDetail();
    expect([b.selected, b.open]).toEqual([null, false]);
  });

  it('filters twenty thousand components without a pause', () => {
    const rows = Array.from({ length: 20_000 }, (_, i) => ({
      row: { name: `app-${i}` } as never,
      hay: `app-${i}\napp-${i}.example.com`,
    }));
    const begin = performance.now();
    expect(matching(rows, 'app-1999 example')).toHaveLength(11);
    expect(performance.now() - begin, 'milliseconds').toBeLessThan(100);
  });
});
