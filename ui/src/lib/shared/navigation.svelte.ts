import type { Opening } from '../backend';
import type { Question, Screen, Show, Task } from '../backend/opening';
import { Leaving } from './leaving.svelte';

export type { Question, RestoreSource, Screen, Show, Task } from '../backend/opening';

type Spot = { screen: Screen; show: Show };

/** Where the person is: a screen, perhaps a task over it, perhaps a question over that. */
export class Navigation {
  spot = $state.raw<Spot>({ screen: 'overview', show: {} });
  task = $state.raw<Task | null>(null);
  question = $state.raw<Question | null>(null);
  /** Asked before anything leads away from what is not saved. */
  readonly leaving = new Leaving(() => this.ask({ kind: 'leave' }));
  #before: Spot[] = [];
  #said: ((yes: boolean) => void) | null = null;

  constructor(opening: Opening | null = null) {
    if (opening?.screen) this.spot = { screen: opening.screen, show: opening.show ?? {} };
    this.task = opening?.task ?? null;
    this.question = opening?.question ?? null;
  }

  get screen(): Screen {
    return this.spot.screen;
  }

  go = (screen: Screen, show: Show = {}): void => {
    if (screen === this.spot.screen && show.section === this.spot.show.section) this.spot = { screen, show };
    else this.leaving.first(() => this.#go(screen, show));
  };

  back = (): void =>
    this.leaving.first(() => {
      const last = this.#before.pop();
      if (last) this.spot = last;
    });

  /** Leads elsewhere without a question: what is not saved here waits in `kept` for the way back. */
  detour = (kept: Show, screen: Screen, show: Show = {}): void => {
    this.spot = { screen: this.spot.screen, show: kept };
    this.#go(screen, show);
  };

  ask = (question: Question): void => {
    this.#settle(false);
    this.question = question;
  };

  /** Asks and waits. Anything but a yes is a no. */
  consent = (question: Question): Promise<boolean> => {
    this.ask(question);
    return new Promise((said) => (this.#said = said));
  };

  answer = (yes = false): void => {
    this.question = null;
    this.#settle(yes);
  };

  begin = (task: Task): void =>
    this.leaving.first(() => {
      this.answer();
      this.task = task;
    });

  finish = (): void => {
    this.task = null;
  };

  #go(screen: Screen, show: Show): void {
    if (screen !== this.spot.screen) this.#before = [...this.#before.slice(-19), this.spot];
    this.spot = { screen, show };
  }

  #settle(yes: boolean): void {
    const said = this.#said;
    this.#said = null;
    said?.(yes);
  }
}
