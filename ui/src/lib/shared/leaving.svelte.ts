import { t } from './messages';

/** A part of a screen whose changes hold only once they are saved. */
export type Draft = {
  /** What was changed, as the start of a sentence. */
  what: string;
  dirty: () => boolean;
  /** True once it is saved. A part that asks or refuses says so itself. */
  save: () => Promise<boolean>;
  discard: () => void;
};

/** Stands before every way out of a screen: with unsaved changes the person is asked to save, discard or stay. */
export class Leaving {
  #draft = $state.raw<Draft | null>(null);
  #next: () => void = () => {};
  readonly #ask: () => void;

  constructor(ask: () => void) {
    this.#ask = ask;
  }

  /** What the question is about. */
  get what(): string {
    return this.#draft?.what ?? t.thisScreen;
  }

  /** Watches over a draft until the returned function is called. */
  watch = (draft: Draft): (() => void) => {
    this.#draft = draft;
    return () => {
      if (this.#draft === draft) this.#draft = null;
    };
  };

  /** Goes on at once, or after the person has saved or discarded. */
  first = (next: () => void): void => {
    if (!this.#draft?.dirty()) return next();
    this.#next = next;
    this.#ask();
  };

  /** Saves and stays. */
  save = async (): Promise<boolean> => (await this.#draft?.save()) ?? false;

  saveAndGo = async (): Promise<void> => {
    const next = this.#next;
    if (await this.save()) next();
  };

  discardAndGo = (): void => {
    this.#draft?.discard();
    this.#next();
  };
}
