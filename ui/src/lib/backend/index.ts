// The only door to the engine. Everything else in the window imports types and the connection from here.
import type { Backend } from './contract';
import type { Opening, Screen } from './opening';

export type * from './contract';
export type { Opening } from './opening';

export type Connection = {
  backend: Backend;
  /** What to show first, where a picture is wanted; the real window starts at the overview. */
  opening: Opening | null;
  /** The moment it is; the fake lives in a fixed week. */
  now: () => number;
};

/** The real engine, or in a build with `--mode fake` one that lives in memory. */
export async function connect(): Promise<Connection> {
  if (import.meta.env.MODE === 'fake') {
    const { connectFake } = await import('./fake');
    return connectFake(new URLSearchParams(location.search));
  }
  const { tauri } = await import('./tauri');
  // Set by the shell where something outside of the window led here.
  const screen = (globalThis as { mantraeOpening?: Screen | null }).mantraeOpening;
  return { backend: tauri, opening: screen ? { screen } : null, now: Date.now };
}
