import { size } from '../shared/words';

/** What the window says about overview. */
export const t = {
  last30Days: 'Last 30 days',
  keptSoFar: (n: number, bytes: number, oldest: string) =>
    `${n} kept, ${size(bytes)}${oldest && ` · oldest ${oldest}`}`,
  works: 'works',
  writable: 'writable',
  failed: 'failed',
  without: 'without',
  noBackup: 'no backup',
  dayIs: (day: string, what: string) => `${day}: ${what}`,
  doesNotWork: 'does not work',
  waitingToBeSent: (n: number) => `${n} waiting to be sent`,
  notContactedYet: 'not contacted yet',
  kept: (n: number, bytes: number) => `${n} kept, ${size(bytes)}`,
  free: (bytes: number) => `${size(bytes)} free`,
  andMore: (n: number) => `and ${n} more`,
  recentActivity: 'Recent activity',
  showAll: 'Show all',
  undoOf: (what: string) => `Undo: ${what}`,
  stateOfYourBackups: 'State of your backups',
  pause: 'Pause',
  nextBackup: 'Next backup',
  schedule: 'Schedule…',
  lateCount: (n: number) => `${n} late`,
  failedCount: (n: number) => `${n} failed`,
  withABackup: 'with a backup',
  caughtUpLater: 'caught up later',
  failedThenCaughtUp: 'failed, then caught up',
  welcome: 'Welcome',
};
