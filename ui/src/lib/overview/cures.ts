import type { Verdict } from '../backend';

/** What the verdict card offers. Every state that needs somebody names what to do about it. */
export type Cure = 'back-up' | 'try-again' | 'restore' | 'choose-folder' | 'details';

export function cures(verdict: Pick<Verdict, 'kind'>, hasBackups: boolean, placeBroken: boolean): Cure[] {
  switch (verdict.kind) {
    case 'running':
      return ['details'];
    case 'failed':
      return placeBroken ? ['choose-folder', 'try-again', 'details'] : ['try-again', 'details'];
    case 'waiting':
    case 'one-place-missing':
      return placeBroken ? ['choose-folder', 'try-again'] : ['try-again', 'restore'];
    default:
      return hasBackups ? ['back-up', 'restore'] : ['back-up'];
  }
}
