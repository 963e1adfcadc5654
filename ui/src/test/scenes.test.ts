import { describe, expect, it } from 'vitest';
import { scenes } from '../lib/backend/fake/scenes';
import { checkScenes } from './every-scene';

describe('scenes', () => {
  it('have a name each', () => expect(new Set(scenes.map((s) => s.name)).size).toBe(scenes.length));
  checkScenes(0);
});
