import type { EncryptionState, LocationStatus, RestoreTest, Verdict } from '../backend';
import type { Screen, Show } from '../shared/navigation.svelte';
import { shortDate } from '../shared/time';
import { t } from './messages';

export type Point = {
  name: 'backed-up' | 'verified' | 'second' | 'way-back';
  label: string;
  title: string;
  done: boolean;
  to: { screen: Screen; section?: Show['section'] };
};

type Known = {
  verdict: Pick<Verdict, 'kind' | 'last_verified'> | null;
  locations: LocationStatus[];
  encryption: Pick<EncryptionState, 'on' | 'rehearsed_at'> | null;
  restoreTest: RestoreTest;
  now: Date;
};

/** After that long a key is tried out again. */
const TEST_DAYS = 60;
const DAY = 24 * 60 * 60 * 1000;

/** Four things that make a configuration come back: a backup, its verification, a second location, and a tested way back. */
export function protection({ verdict, locations, encryption, restoreTest, now }: Known): Point[] {
  const well = locations.filter((one) => one.ok && one.waiting === 0);
  const rehearsed = encryption?.rehearsed_at ? new Date(encryption.rehearsed_at) : null;
  const fresh = rehearsed !== null && now.getTime() - rehearsed.getTime() < TEST_DAYS * DAY;
  const wayBack = encryption?.on
    ? {
        label: rehearsed && fresh ? t.keyTestedOn(shortDate(rehearsed, now)) : t.recoveryKeyNotTested,
        title: t.keyKeptElsewhere,
        done: fresh,
        to: { screen: 'settings' as const, section: 'security' as const },
      }
    : {
        label: restoreTest === 'off' ? t.restoresNotTested : t.restoresTested,
        title: t.restoredIntoScratch,
        done: restoreTest !== 'off',
        to: { screen: 'settings' as const, section: 'schedule' as const },
      };
  const late = ['never', 'overdue', 'not-backed-up', 'failed'].includes(verdict?.kind ?? 'never');
  return [
    {
      name: 'backed-up',
      label: late ? t.notBackedUp : t.backedUp,
      title: t.everythingInABackup,
      done: !late,
      to: { screen: 'backups' },
    },
    {
      name: 'verified',
      label: verdict?.last_verified ? t.verified : t.notVerified,
      title: t.readBackAndOpened,
      done: !!verdict?.last_verified,
      to: { screen: 'backups' },
    },
    {
      name: 'second',
      label: locations.length > 1 ? t.secondLocation : t.noSecondLocation,
      title: t.aCopyElsewhere,
      done: well.length > 1,
      to: { screen: 'settings', section: 'storage' },
    },
    { name: 'way-back', ...wayBack },
  ];
}
