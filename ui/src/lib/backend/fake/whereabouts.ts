// What the overview says of days and of locations elsewhere, so that it agrees with the backups that are there.
import type { Day, LocationStatus, S3Location, SftpLocation } from '../connection';
import { at } from './clock';
import type { World } from './world';

const localDate = (moment: string): string => {
  const day = new Date(moment);
  const two = (n: number) => String(n).padStart(2, '0');
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
};

/** The recorded days, up to the newest backup of this world; after it only what failed since. */
export function daysOf(world: World, days: Day[]): Day[] {
  const newest = world.backups.length ? localDate(world.backups[0]!.created_at) : '';
  const failed = (date: string) =>
    world.activity.filter(
      (e) => e.kind === 'backup' && e.outcome === 'failed' && localDate(e.started_at) === date,
    ).length;
  return days.map((day) => {
    if (day.date > newest) return { ...day, ok: 0, late: 0, failed: failed(day.date) };
    return { ...day, failed: Math.max(day.failed, failed(day.date)) };
  });
}

/** The locations reached over a network that are on. */
const remote = ({ settings: { locations } }: World): (S3Location | SftpLocation)[] =>
  [...locations.s3, ...locations.sftp].filter((one) => one.enabled);

const path = (location: S3Location | SftpLocation): string =>
  'bucket' in location
    ? `${location.bucket} at ${new URL(location.endpoint).host}`
    : `${location.host}:${location.path}`;

/** Those that have all backups, or all but the newest. */
export const allElsewhere = (world: World): LocationStatus[] =>
  remote(world).map((one) => elsewhere(world, one));

function elsewhere(world: World, location: S3Location | SftpLocation): LocationStatus {
  const { behind, backups } = world;
  const there = behind ? backups.slice(1) : backups;
  return {
    kind: 'bucket' in location ? 's3' : 'sftp',
    name: location.name,
    path: path(location),
    free: null,
    ok: true,
    problem: behind?.problem ?? null,
    failure: null,
    kept: there.length,
    bytes: there.reduce((n, one) => n + one.size, 0),
    waiting: behind ? 1 : 0,
    next_try: behind?.next_try ?? null,
    newest_verified: there[0]?.created_at ?? null,
    asked_at: at(12, 11, 13, 59),
  };
}

/** The backups are in the other locations too. */
export function sentElsewhere(world: World): void {
  const names = remote(world).map((one) => one.name);
  for (const [i, one] of world.backups.entries()) {
    const like = one.locations[0]!;
    const waiting =
      world.behind && i === 0
        ? {
            next_try: world.behind.next_try,
            problem: {
              code: 'storage' as const,
              message: world.behind.problem,
              hint: null,
              retry: true,
            },
          }
        : null;
    one.locations = [
      like,
      ...names.map((name) => ({
        ...like,
        name,
        problem: null,
        problem_kind: null,
        waiting,
        verified_at: waiting ? null : one.created_at,
      })),
    ];
  }
}

/** What was made after that moment never was. */
export function only(world: World, until: string): void {
  world.backups = world.backups.filter((one) => one.created_at <= until);
  world.activity = world.activity.filter((one) => one.started_at <= until);
}
