// What the window knows of the engine: the generated commands, which throw a `Failure`, and the generated events.
import type { commands, Event, Theme } from './bindings';
import type { Opening } from './opening';

export type * from './bindings';

/** Times are RFC 3339 in UTC, sizes bytes. A dialog that was cancelled gives null. */
export type Backend = typeof commands & {
  /** Gives a function that stops listening. */
  onEvent(listen: (event: Event) => void): Promise<() => void>;
};

export type Connection = {
  backend: Backend;
  /** What to show first, where a picture is wanted; the real window starts at the overview. */
  opening: Opening | null;
  /** The theme a picture is wanted in; null: as usual. */
  theme: Theme | null;
  /** The moment it is; the fake lives in a fixed week. */
  now: () => number;
};
