import { list } from '../shared/words';

/** What the window says about schedule. */
export const t = {
  testARestore: 'Test restore',
  newestBackupInEachLocation:
    'Restores the newest backup of each location into a scratch database and compares it',
  everyWeek: 'Every week',
  every30Days: 'Every 30 days',
  never: 'Never',
  backUp10MinutesAfter: 'Also after changes',
  startsWhenNothingHasChanged: '10 minutes after the last edit, one hour at most',
  skipWhenNothingHasChanged: 'Skip if nothing changed',
  newestBackupReadBackVerified: 'Verifies the newest backup instead',
  waitWhenBatteryBelow20: 'Wait for power below 20%',
  backupStartsAsSoonAs: 'Runs once the charger is connected',
  waitWhenNetworkMetered: 'Wait for an unmetered network',
  backupKeptOnThisComputer: 'Backups stay on this computer until then',
  nextRuns: 'Next runs',
  paused: 'skipped: paused',
  noneRunsUntilResumed: 'No automatic backup runs until you resume.',
  noneRunsBefore: (when: string) => `No automatic backup runs before ${when}.`,
  noneAutomaticBackupsAreOff: 'None: automatic backups are off',
  clockGoesForwardBeforeThis: 'the clock goes forward before this',
  clockGoesBackBeforeThis: 'the clock goes back before this',
  pauseBackups: 'Pause backups',
  backupsArePaused: 'Backups are paused',
  youCanStillBackUp: 'You can still back up manually',
  untilYouResumeThem: 'Until you resume them',
  untilWhen: (when: string) => `Until ${when}`,
  backUpAutomatically: 'Back up automatically',
  howOften: 'How often',
  at: 'at',
  timeOfDay: 'Time of day',
  minuteHourDayMonthMonth: 'Minute, hour, day of month, month, day of week',
  setByEnvironment: (names: string[]) =>
    `Set by ${list(names)}. Change or unset the variable and restart Mantrae to choose here.`,
  ifBackupsAreMissedWhile:
    'If backups are missed while the computer is off or asleep, Mantrae makes one catch-up backup as soon as it runs again.',
  scheduleCouldNotBeSaved: 'The schedule could not be saved.',
};
