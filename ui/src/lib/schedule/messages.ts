import { list } from '../shared/words';

/** What the window says about schedule. */
export const t = {
  testARestore: 'Test a restore',
  newestBackupInEachLocation:
    'The newest backup in each location is restored into a scratch database and compared. Your configuration is not touched',
  everyWeek: 'Every week',
  every30Days: 'Every 30 days',
  never: 'Never',
  backUp10MinutesAfter: 'Back up 10 minutes after changes',
  startsWhenNothingHasChanged:
    'Starts when nothing has changed for 10 minutes, or after an hour at the latest',
  skipWhenNothingHasChanged: 'Skip when nothing has changed',
  newestBackupReadBackVerified: 'The newest backup is read back and verified instead',
  waitWhenBatteryBelow20: 'Wait when the battery is below 20%',
  backupStartsAsSoonAs: 'The backup starts as soon as the charger is connected',
  waitWhenNetworkMetered: 'Wait when the network is metered',
  backupKeptOnThisComputer:
    'The backup is kept on this computer and sent to S3 once another network is available',
  nextRuns: 'Next runs',
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
