import { moved } from './window-rows';

/** Which rows of a table are chosen, and on which one the keyboard stands. */
export class Selection {
  chosen = $state.raw<string[]>([]);
  cursor = $state<string | null>(null);
  #anchor: string | null = null;
  readonly #keys: () => string[];
  readonly #several: boolean;

  constructor(keys: () => string[], several: boolean) {
    this.#keys = keys;
    this.#several = several;
  }

  has = (key: string): boolean => this.chosen.includes(key);

  /** The row that Tab leads to: where the person was, else the first one. */
  get entry(): string | null {
    const keys = this.#keys();
    return this.cursor && keys.includes(this.cursor) ? this.cursor : (keys[0] ?? null);
  }

  pick(key: string, how: { range?: boolean; add?: boolean } = {}): void {
    const keys = this.#keys();
    this.cursor = key;
    if (this.#several && how.range && this.#anchor && keys.includes(this.#anchor)) {
      const [a, b] = [keys.indexOf(this.#anchor), keys.indexOf(key)].sort((x, y) => x - y);
      this.chosen = keys.slice(a, b! + 1);
      return;
    }
    if (this.#several && how.add)
      this.chosen = this.has(key) ? this.chosen.filter((k) => k !== key) : [...this.chosen, key];
    else this.chosen = [key];
    this.#anchor = key;
  }

  clear(): void {
    this.chosen = [];
    this.#anchor = null;
  }

  /** Gives the key to move the focus to, or null when the key means nothing here. */
  press(e: Pick<KeyboardEvent, 'key' | 'shiftKey' | 'ctrlKey' | 'metaKey'>): string | null {
    const keys = this.#keys();
    const at = keys.indexOf(this.entry ?? '');
    if (e.key === ' ' && this.entry) {
      this.pick(this.entry, { add: true });
      return this.entry;
    }
    if (e.key === 'a' && (e.ctrlKey || e.metaKey) && this.#several) {
      this.chosen = keys;
      return this.entry;
    }
    const to = moved(e.key, at, keys.length);
    if (to === null) return null;
    const key = keys[to]!;
    if (e.shiftKey) this.pick(key, { range: true });
    else if (e.ctrlKey || e.metaKey) this.cursor = key;
    else this.pick(key);
    return key;
  }

  /** Rows went away: what is gone is no longer chosen, and the cursor stays near where it was. */
  keepTo(before: string[], now: string[]): void {
    if (this.chosen.some((k) => !now.includes(k))) this.chosen = this.chosen.filter((k) => now.includes(k));
    if (this.cursor && !now.includes(this.cursor)) {
      const at = before.indexOf(this.cursor);
      this.cursor = before.slice(at).find((k) => now.includes(k)) ?? now.at(-1) ?? null;
    }
  }
}
