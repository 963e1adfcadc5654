import type { Failure } from '../backend';
import { asFailure, inWords, treatment } from './failure';
import { common } from './messages';

export type Act = { label: string; run: () => void; icon?: 'undo' | 'cycle' | 'now' };
export type Toast = { id: number; text: string; act: Act | null };
export type Notice = { tone: 'safe' | 'waiting' | 'failed'; title: string; text: string; acts: Act[] };

const LASTS = 10_000;

/** What the window says by itself: a toast that passes, a notice that stays, a line for those who listen. */
export class Messages {
  toast = $state.raw<Toast | null>(null);
  notice = $state.raw<Notice | null>(null);
  /** Read out by screen readers, politely. */
  spoken = $state('');
  #next = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Something is done and can be taken back, or is worth a word. It passes after ten seconds. */
  say = (text: string, act: Act | null = null): void => {
    this.toast = { id: ++this.#next, text, act };
    this.speak(text);
    this.resume();
  };

  /** Nobody loses a toast they are looking at. */
  hold = (): void => clearTimeout(this.#timer);

  resume = (): void => {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.dismiss, LASTS);
  };

  dismiss = (): void => {
    clearTimeout(this.#timer);
    this.toast = null;
  };

  speak = (text: string): void => {
    this.spoken = text;
  };

  /** Stays at the top of the screen until closed. */
  post = (notice: Notice): void => {
    this.notice = notice;
    if (notice.tone !== 'failed') this.speak(`${notice.title} ${notice.text}`);
  };

  /** Something is done, and there is more to say of it. */
  warn = (title: string, warnings: string[]): void => {
    if (warnings.length > 0) this.post({ tone: 'waiting', title, text: `${warnings.join('. ')}.`, acts: [] });
  };

  clear = (): void => {
    this.notice = null;
  };

  /** A failure in words: what could not be done, why, and a way on. */
  fail = (what: string, thrown: unknown, again: (() => void) | null = null): Failure => {
    const failure = asFailure(thrown);
    const acts =
      again && (failure.retry || treatment(failure).cure === 'try-again')
        ? [{ label: common.tryAgain, run: again, icon: 'cycle' as const }]
        : [];
    this.post({ tone: treatment(failure).severity, title: what, text: inWords(failure), acts });
    return failure;
  };
}
