import { describe, expect, it } from 'vitest';
import { sceneWorld } from '../backend/fake/scenes';
import { fakeBackend } from '../backend/fake';
import { now } from '../backend/fake/clock';
import { report } from './report';

describe('a report to paste', () => {
  it('tells states and numbers, and no name, path, address or key', async () => {
    const { world } = sceneWorld('settings-storage-several');
    world.pause = 0;
    const backend = fakeBackend(world);
    const state = await backend.appState();
    const overview = await backend.overview('Home lab');
    const text = report(state, overview, new Date(now()));
    expect(text).toContain('Verdict: safe');
    expect(text).toMatch(/Configuration: 3 profiles, \d+ components/);
    expect(text).toContain('Locations: folder works; s3 works');
    for (const hidden of ['Home lab', state.data_dir, ...world.settings.locations.s3.map((one) => one.name)])
      expect(text).not.toContain(hidden);
    for (const { endpoint, bucket, access_key_id } of world.settings.locations.s3)
      for (const hidden of [endpoint, `${bucket} `, access_key_id]) expect(text).not.toContain(hidden);
  });
});
