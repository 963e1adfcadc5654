import type { PauseFor } from '../backend';

/** For how long backups can be held back, as buttons and menus name it. */
export const pauseLengths: { value: PauseFor; label: string }[] = [
  { value: 'hour', label: 'For 1 hour' },
  { value: 'tomorrow', label: 'Until tomorrow 08:00' },
  { value: 'resumed', label: 'Until I resume' },
];
