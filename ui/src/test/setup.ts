import { cleanup } from '@testing-library/svelte';
import { afterEach, beforeEach } from 'vitest';
import { hours } from '../lib/shared/time';

// What a browser has and jsdom lacks.
window.matchMedia ??= (query: string) =>
  ({
    matches: false,
    media: query,
    addEventListener: () => {},
    removeEventListener: () => {},
  }) as unknown as MediaQueryList;
globalThis.ResizeObserver ??= class {
  observe() {}
  unobserve() {}
  disconnect() {}
};
HTMLCanvasElement.prototype.getContext = (() => null) as typeof HTMLCanvasElement.prototype.getContext;
Element.prototype.scrollIntoView ??= () => {};
Element.prototype.animate ??= () => ({ cancel() {}, finished: Promise.resolve() }) as unknown as Animation;
globalThis.CSS ??= {} as typeof CSS;
CSS.escape ??= (text: string) => text.replace(/["\\]/g, '\\$&');

beforeEach(() => {
  hours.twelve = false;
  localStorage.clear();
});
afterEach(() => {
  cleanup();
  document.body.innerHTML = '';
});
