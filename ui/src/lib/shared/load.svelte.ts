import type { Failure } from '../backend';
import { asFailure } from './failure';

/** Something that is being read: its value, its failure, and whether the wait is long enough to show. */
export class Load<T> {
  value = $state.raw<T | null>(null);
  failure = $state.raw<Failure | null>(null);
  /** True once reading has taken 150 ms and there is nothing to show yet. */
  slow = $state(false);
  #turn = 0;

  /** Reads; an answer that was overtaken by a later question is dropped. What is shown stays until the new answer. */
  async read(ask: () => Promise<T>): Promise<void> {
    const turn = ++this.#turn;
    const timer = setTimeout(() => {
      if (turn === this.#turn) this.slow = this.value === null;
    }, 150);
    try {
      const value = await ask();
      if (turn !== this.#turn) return;
      this.value = value;
      this.failure = null;
    } catch (thrown) {
      if (turn !== this.#turn) return;
      this.failure = asFailure(thrown);
    } finally {
      clearTimeout(timer);
      if (turn === this.#turn) this.slow = false;
    }
  }

  /** Forgets what was read, as when another object is looked at. */
  clear(): void {
    this.#turn += 1;
    this.value = null;
    this.failure = null;
    this.slow = false;
  }
}
