import type { Theme } from '../backend';

const KEY = 'theme';
const dark = () => window.matchMedia?.('(prefers-color-scheme: dark)');

/** Puts the chosen theme on the page; “system” follows the system while the window is open. */
class Appearance {
  #theme: Theme = 'system';

  /** Before the engine has answered: what the last window used, so nothing flashes. */
  recall(): void {
    const last = localStorage.getItem(KEY);
    this.use(last === 'light' || last === 'dark' ? last : 'system');
    dark()?.addEventListener('change', () => this.#apply());
  }

  use(theme: Theme): void {
    this.#theme = theme;
    localStorage.setItem(KEY, theme);
    this.#apply();
  }

  #apply(): void {
    const shown = this.#theme === 'system' ? (dark()?.matches ? 'dark' : 'light') : this.#theme;
    document.documentElement.dataset.theme = shown;
  }
}

export const appearance = new Appearance();

const SIZES = [75, 80, 90, 100, 110, 125, 150, 175, 200];
const SIZE_KEY = 'text-size';

/** Text size in percent: the root's font size, which every length of the design follows. */
class TextSize {
  percent = $state(100);

  recall(): void {
    const last = Number(localStorage.getItem(SIZE_KEY));
    this.#use(SIZES.includes(last) ? last : 100);
  }

  larger = () => this.#use(SIZES.find((s) => s > this.percent) ?? this.percent);
  smaller = () => this.#use(SIZES.findLast((s) => s < this.percent) ?? this.percent);
  normal = () => this.#use(100);

  #use(percent: number): void {
    this.percent = percent;
    localStorage.setItem(SIZE_KEY, String(percent));
    document.documentElement.style.fontSize = percent === 100 ? '' : `${(16 * percent) / 100}px`;
  }
}

export const textSize = new TextSize();

/** Is the window so narrow, for the size of its text, that list and component stand one after the other? */
export const isNarrow = (): boolean => window.innerWidth / ((16 * textSize.percent) / 100) < 53.75;
