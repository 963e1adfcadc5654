import type { PauseFor } from '../backend';
import { t } from './messages';

/** For how long backups can be held back, as buttons and menus name it. */
export const pauseLengths: { value: PauseFor; label: string }[] = [
  { value: 'hour', label: t.for1Hour },
  { value: 'tomorrow', label: t.untilTomorrow0800 },
  { value: 'resumed', label: t.untilIResume },
];
