import { render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { vi } from 'vitest';
import Root from '../Root.svelte';
// Loaded when they are needed; here they are there from the beginning.
import '../../../CHANGELOG.md?raw';
import '../lib/shell/licences.json?raw';
import '../views/later';
import '../views/RecoveryView.svelte';
import type { Backend } from '../lib/backend';
import { fakeBackend } from '../lib/backend/fake';
import { now } from '../lib/backend/fake/clock';
import { pressable } from '../lib/backend/fake/pressing';
import { hours } from '../lib/shared/time';
import { sceneWorld } from '../lib/backend/fake/scenes';
import type { World } from '../lib/backend/fake/world';

export { screen, waitFor, within };

/** The whole window with the engine that lives in memory; it answers at once. */
export async function open(
  scene: string | null,
  change: (backend: Backend, world: World) => void = () => {},
) {
  const { world, opening, presses, page } = sceneWorld(scene);
  if (page.twelve) hours.twelve = true;
  world.pause = 0;
  const backend = fakeBackend(world);
  change(backend, world);
  // Without a layout every menu counts as out of sight; it can be pressed all the same.
  const user = userEvent.setup({ pointerEventsCheck: 0, advanceTimers: vi.advanceTimersByTimeAsync });
  const view = render(Root, { props: { connection: { backend, opening, theme: null, now } } });
  await settle();
  for (const what of presses) {
    for (let tries = 0; tries < 20 && !pressable(what); tries++) await settle(100);
    const found = pressable(what);
    if (!found) throw new Error(`nothing to press: ${what}`);
    await user.click(found);
    await settle();
  }
  return { world, backend, user, ...view };
}

/** Every promise that can be kept without the clock is kept. */
const turn = (): Promise<void> => new Promise((done) => setImmediate(done));

/** Turns the clock on until what was asked for has been answered and drawn; nobody waits for it. */
export async function settle(ms = 40): Promise<void> {
  for (let step = 0; step < 4; step++) {
    await turn();
    await vi.advanceTimersByTimeAsync(ms / 4);
  }
  await turn();
}

/** Presses a key on whatever has the focus, as a person would. */
export const heading = () => screen.getByRole('heading', { level: 1 });
export const toast = () => screen.findByTestId('toast');
export const dialog = () => screen.findByRole('dialog');

/** A router without its service counts as an error, as whatever the engine finds so wrong that it stays out. */
export const oneIsWrong = (backend: Backend): void => {
  const prepare = backend.prepareImport;
  backend.prepareImport = async (...given) => {
    const review = await prepare(...given);
    for (const problem of review.items.flatMap((item) => item.problems))
      if (problem.code === 'DANGLING-SERVICE') problem.severity = 'error';
    return review;
  };
};
