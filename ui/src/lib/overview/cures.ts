import type { Verdict } from '../backend';

/** What the verdict card offers. Every state that needs somebody names what to do about it. */
export type Cure = 'back-up' | 'try-again' | 'restore' | 'choose-folder' | 'details' | 'resume' | 'schedule';

/** Where backups come by themselves and all is well they can be held back; elsewhere a cure stands there. */
export const canPause = (verdict: Pick<Verdict, 'kind' | 'next_due'>): boolean =>
  verdict.kind === 'safe' && verdict.next_due !== null;

export function cures(verdict: Pick<Verdict, 'kind'>, hasBackups: boolean, locationBroken: boolean): Cure[] {
  switch (verdict.kind) {
    case 'running':
      return ['details'];
    case 'failed':
      return locationBroken ? ['choose-folder', 'try-again', 'details'] : ['try-again', 'details'];
    case 'waiting':
    case 'one-location-missing':
      return locationBroken ? ['choose-folder', 'try-again'] : ['try-again', 'restore'];
    case 'paused':
      return hasBackups ? ['resume', 'back-up', 'restore'] : ['resume', 'back-up'];
    case 'off':
      return hasBackups ? ['back-up', 'restore', 'schedule'] : ['back-up', 'schedule'];
    default:
      return hasBackups ? ['back-up', 'restore'] : ['back-up'];
  }
}
