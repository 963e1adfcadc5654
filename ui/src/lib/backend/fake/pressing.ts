// Presses what a scene wants pressed, once it is there.
import { hours } from '../../shared/time';
import type { Page, Presses } from './moment-scenes';

/** A button by its words, or whatever a selector names. */
export function pressable(what: string): HTMLElement | undefined {
  if (what.startsWith('[')) return document.querySelector<HTMLElement>(what) ?? undefined;
  // A dialog lies over the screen, so its buttons come first.
  const within = document.querySelector('[role=dialog]') ?? document;
  return [...within.querySelectorAll<HTMLElement>('button, [role=option], [role=menuitem]')].find((one) =>
    one.textContent!.trim().startsWith(what),
  );
}

function press(element: HTMLElement): void {
  element.focus();
  if (element.getAttribute('aria-haspopup') !== 'menu') return element.click();
  // Menus open by a key, and stay open without a mouse that could leave them.
  element.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowDown', bubbles: true, cancelable: true }));
}

/** Gives the focus to what a scene names, with its ring. */
export async function focusOn(what: string, rest: (ms: number) => Promise<void>): Promise<void> {
  const wanted = () => document.querySelector<HTMLElement>(what);
  for (let tries = 0; tries < 60 && !wanted(); tries++) await rest(50);
  // A screen that arrives takes the focus.
  await rest(250);
  wanted()?.focus({ focusVisible: true } as FocusOptions);
}

export async function pressAll(presses: Presses, rest: (ms: number) => Promise<void>): Promise<void> {
  for (const what of presses) {
    for (let tries = 0; tries < 60 && !pressable(what); tries++) await rest(50);
    const found = pressable(what);
    // A screen that arrives takes the focus, which would close what was opened before.
    await rest(250);
    if (found) press(found);
    await rest(50);
  }
}

export function setPage({ dir, text, twelve }: Page): void {
  if (dir) document.documentElement.dir = dir;
  if (twelve) hours.twelve = true;
  // Recalled once the scene is set.
  if (text) localStorage.setItem('text-size', String(text));
  else localStorage.removeItem('text-size');
}
