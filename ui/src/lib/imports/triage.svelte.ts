import { SvelteSet } from 'svelte/reactivity';
import type { ImportItem, Kind } from '../backend';
import { keyOf } from './decisions';

type One = Pick<ImportItem, 'kind' | 'name' | 'change'>;

/** What of an import was looked at or decided, and what comes next. */
export class Triage<T extends One> {
  readonly seen = new SvelteSet<string>();
  readonly #items: () => T[];

  constructor(items: () => T[]) {
    this.#items = items;
  }

  /** How many there are to look at: those that differ. */
  get all(): number {
    return this.#items().filter((i) => i.change !== 'same').length;
  }

  mark = (...items: T[]): void => {
    for (const item of items) if (item.change !== 'same') this.seen.add(keyOf(item));
  };

  /** The next component that differs, in the order of the list; null at its ends. */
  next(order: Kind[], selected: string | null, by: 1 | -1): T | null {
    const items = order.flatMap((kind) => this.#items().filter((i) => i.kind === kind));
    const from = items.findIndex((i) => keyOf(i) === selected);
    const start = from < 0 && by < 0 ? items.length : from;
    for (let at = start + by; at >= 0 && at < items.length; at += by)
      if (items[at]!.change !== 'same') return items[at]!;
    return null;
  }
}
