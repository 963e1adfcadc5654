// The only door to the engine. Everything else in the window imports types and the connection from here.
import { commands, events } from './bindings';
import type { Connection } from './connection';
import type { Screen } from './opening';

export type * from './connection';
export type { Opening } from './opening';
export { RULE_NUMBERS } from './bindings';

/** The real engine, or in a build with `--mode fake` one that lives in memory. */
export async function connect(): Promise<Connection> {
  if (import.meta.env.MODE === 'fake') {
    const { connectFake } = await import('./fake');
    return connectFake(new URLSearchParams(location.search));
  }
  const onEvent: Connection['backend']['onEvent'] = (listen) =>
    events.engineEvent.listen(({ payload }) => listen(payload));
  // Set by the shell where something outside of the window led here.
  const screen = (globalThis as { mantraeOpening?: Screen | null }).mantraeOpening;
  return {
    backend: { ...commands, onEvent },
    opening: screen ? { screen } : null,
    theme: null,
    now: Date.now,
  };
}
