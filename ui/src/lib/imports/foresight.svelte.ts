import type { ComponentOutlook, Decision, ForeseenImport, ImportItem } from '../backend';
import type { Session } from '../shared/session.svelte';
import { keyOf } from './decisions';

/** So long after the last decision it is worked out. */
const PAUSE = 200;

export type Told = Pick<ComponentOutlook, 'problems' | 'reasons'> & {
  status: ComponentOutlook['status'] | null;
};

/** What would become of a profile with an import. */
export class Foresight {
  #value = $state.raw<ForeseenImport | null>(null);
  failed = $state(false);
  readonly #brought = $derived(new Map((this.#value?.brought ?? []).map((one) => [keyOf(one), one])));
  readonly expectations = $derived(this.#value?.expectations ?? []);
  /** What the import brings and Traefik would not build. */
  readonly disabled = $derived((this.#value?.brought ?? []).filter((one) => one.status === 'disabled'));
  /** What works now, and would not after the import. */
  readonly broken = $derived(this.#value?.broken ?? []);

  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  /** What there is to tell of a component: with what Traefik would make of it, once that is worked out. */
  told = (item: Pick<ImportItem, 'kind' | 'name' | 'problems'>): Told =>
    this.#brought.get(keyOf(item)) ?? { status: null, problems: item.problems, reasons: [] };

  /** Works out, after a pause, what an import with these decisions would do; gives what stops it. */
  ask(id: string, wanted: Decision[]): () => void {
    let isOver = false;
    const take = (value: ForeseenImport | null) => {
      if (!isOver) [this.#value, this.failed] = [value, value === null];
    };
    const work = () =>
      this.#session.backend.foreseeImport(id, wanted).then(take, () => {
        take(null);
      });
    const timer = setTimeout(() => void work(), PAUSE);
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }
}
