import type { Verdict } from '../backend';

/** What the verdict card offers. Every state that needs somebody names what to do about it. */
export type Cure =
  | 'back-up'
  | 'try-again'
  | 'restore'
  | 'choose-folder'
  | 'locations'
  | 'details'
  | 'resume'
  | 'turn-on'
  | 'schedule'
  | 'stop';

export type Around = {
  hasBackups: boolean;
  locationBroken: boolean;
  /** The environment decides whether backups are automatic. */
  scheduleLocked?: boolean;
};

/** Where backups come by themselves and all is well they can be held back; elsewhere a cure stands there. */
export const canPause = (verdict: Pick<Verdict, 'kind' | 'next_due'>): boolean =>
  verdict.kind === 'safe' && verdict.next_due !== null;

export function cures(
  verdict: Pick<Verdict, 'kind'>,
  { hasBackups, locationBroken, scheduleLocked = false }: Around,
): Cure[] {
  switch (verdict.kind) {
    case 'running':
      return ['stop', 'details'];
    case 'failed':
      return locationBroken ? ['choose-folder', 'try-again', 'details'] : ['try-again', 'details'];
    case 'one-location-missing':
      return ['try-again', 'locations', 'restore'];
    case 'waiting':
      return locationBroken ? ['choose-folder', 'try-again'] : ['try-again', 'restore'];
    case 'paused':
      return hasBackups ? ['resume', 'back-up', 'restore'] : ['resume', 'back-up'];
    case 'off':
      return [
        ...(scheduleLocked ? (['back-up', 'schedule'] as const) : (['turn-on', 'back-up'] as const)),
        ...(hasBackups ? (['restore'] as const) : []),
      ];
    default:
      return hasBackups ? ['back-up', 'restore'] : ['back-up'];
  }
}
