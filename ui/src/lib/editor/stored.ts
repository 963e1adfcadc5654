import type { StoredAs, StoredUser } from '../backend';
import { list, quoted } from '../shared/words';
import { t } from './messages';

/** What is to be said about how passwords are stored, and whose password cures it. */
export type Told = { about: 'unknown' | 'realm' | 'mixed'; message: string; user: number };

type Numbered = StoredUser & { at: number };

/** The way in which most are stored: bcrypt where one is, as new ones will be. */
function usual(users: readonly StoredUser[]): StoredAs | null {
  const counts = new Map<StoredAs, number>();
  for (const { stored_as } of users) counts.set(stored_as, (counts.get(stored_as) ?? 0) + 1);
  if (counts.has('bcrypt')) return 'bcrypt';
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? null;
}

/** `realm`: the realm of a `digestAuth`; none for a `basicAuth`. */
export function toldOf(users: readonly StoredUser[], realm: string | null): Told[] {
  const all = users.map((one, at): Numbered => ({ ...one, at })).filter(({ name }) => name !== '');
  const told = all
    .filter((one) => one.stored_as === 'unknown')
    .map(({ name, at }): Told => ({ about: 'unknown', message: t.cannotBeChecked(quoted(name)), user: at }));
  const known = all.filter((one) => one.stored_as !== 'unknown');
  if (realm !== null) {
    const strange = known.filter((one) => one.realm !== null && one.realm !== realm);
    return told.concat(
      strange.map((one) => ({
        about: 'realm',
        message: t.otherRealm(quoted(one.name), quoted(one.realm!), quoted(realm)),
        user: one.at,
      })),
    );
  }
  const most = usual(known);
  const odd = known.filter((one) => one.stored_as !== most);
  if (most === null || odd.length === 0) return told;
  const ways = [...new Set(odd.map((one) => one.stored_as))].map((way) => {
    const names = odd.filter((one) => one.stored_as === way).map((one) => quoted(one.name));
    return t.uses(list(names), names.length, t.storedAs[way]);
  });
  return [...told, { about: 'mixed', message: t.mixed(ways.join(', '), t.storedAs[most]), user: odd[0]!.at }];
}
