import { render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import Root from '../Root.svelte';
import type { Backend } from '../lib/backend';
import { fakeBackend } from '../lib/backend/fake';
import { now } from '../lib/backend/fake/clock';
import { sceneWorld } from '../lib/backend/fake/scenes';
import type { World } from '../lib/backend/fake/world';

export { screen, waitFor, within };

/** The whole window with the engine that lives in memory; it answers at once. */
export async function open(
  scene: string | null,
  change: (backend: Backend, world: World) => void = () => {},
) {
  const { world, opening } = sceneWorld(scene);
  world.pause = 0;
  const backend = fakeBackend(world);
  change(backend, world);
  // Without a layout every menu counts as out of sight; it can be pressed all the same.
  const user = userEvent.setup({ pointerEventsCheck: 0 });
  const view = render(Root, { props: { connection: { backend, opening, theme: null, now } } });
  await settle();
  return { world, backend, user, ...view };
}

/** Until what was asked for has been answered and drawn. */
export const settle = (ms = 40): Promise<void> => new Promise((done) => setTimeout(done, ms));

/** Presses a key on whatever has the focus, as a person would. */
export const heading = () => screen.getByRole('heading', { level: 1 });
export const toast = () => screen.findByTestId('toast');
export const dialog = () => screen.findByRole('dialog');
