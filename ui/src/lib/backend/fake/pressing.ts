// Presses what a scene wants pressed, once it is there.
import { hours } from '../../shared/time';
import { textSize } from '../../shared/theme.svelte';
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
  // Menus open when the mouse goes down.
  const how = { bubbles: true, cancelable: true, button: 0, pointerType: 'mouse' };
  element.dispatchEvent(new PointerEvent('pointerdown', how));
  element.dispatchEvent(new PointerEvent('pointerup', how));
  element.click();
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
  if (text) {
    localStorage.setItem('text-size', String(text));
    textSize.recall();
    localStorage.removeItem('text-size');
  }
}
