import type { Opening } from '../backend';
import type { Question, Screen, Show, Task } from '../backend/opening';

export type { Question, RestoreSource, Screen, Show, Task } from '../backend/opening';

type Spot = { screen: Screen; show: Show };

/** Where the person is: a screen, perhaps a task over it, perhaps a question over that. */
export class Navigation {
  spot = $state.raw<Spot>({ screen: 'overview', show: {} });
  task = $state.raw<Task | null>(null);
  question = $state.raw<Question | null>(null);
  #before: Spot[] = [];

  constructor(opening: Opening | null = null) {
    if (opening?.screen) this.spot = { screen: opening.screen, show: opening.show ?? {} };
    this.task = opening?.task ?? null;
    this.question = opening?.question ?? null;
  }

  get screen(): Screen {
    return this.spot.screen;
  }

  go = (screen: Screen, show: Show = {}): void => {
    if (screen !== this.spot.screen) this.#before = [...this.#before.slice(-19), this.spot];
    this.spot = { screen, show };
  };

  back = (): void => {
    const last = this.#before.pop();
    if (last) this.spot = last;
  };

  ask = (question: Question): void => {
    this.question = question;
  };

  answer = (): void => {
    this.question = null;
  };

  begin = (task: Task): void => {
    this.question = null;
    this.task = task;
  };

  finish = (): void => {
    this.task = null;
  };
}
