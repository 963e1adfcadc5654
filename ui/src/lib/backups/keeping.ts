import type { Backup, Preview } from '../backend';
import { shortDate } from '../shared/time';
import { size } from '../shared/words';
import { t } from './messages';

/** Why a backup stays, or that it goes and why. It stays as long as one location keeps it. */
export function standing(
  keeping: Preview | null,
  id: string,
): { stays: boolean; head: string; text: string } | null {
  const found = (keeping?.locations ?? []).flatMap(({ location, backups }) =>
    backups.filter((line) => line.id === id).map((line) => ({ ...line, location })),
  );
  if (found.length === 0) return null;
  const stays = found.filter((line) => !line.remove);
  const words = (lines: typeof found) =>
    [...new Set(lines.flatMap((l) => l.reasons))].join(' · ') +
    (lines.length < found.length ? ` (${lines.map((l) => l.location).join(', ')})` : '');
  return stays.length
    ? { stays: true, head: t.keptBecause, text: words(stays) }
    : { stays: false, head: t.toBeRemoved, text: t.atNextCleanUp(words(found)) };
}

/** In a few words, for a row of the list. */
export function staysBecause(keeping: Preview | null, id: string): string {
  const found = standing(keeping, id);
  if (!found) return '';
  return found.stays ? found.text : t.removedAtNextCleanUp;
}

export type Foot = { facts: string[]; next: string; going: number };

/** 30 kept · 12 MB · oldest 3 May · next clean-up after the next backup (2 would go) */
export function foot(
  backups: Pick<Backup, 'created_at' | 'size'>[],
  keeping: Preview | null,
  now: Date,
): Foot {
  const oldest = backups.map((b) => b.created_at).sort()[0];
  const facts = [
    t.keptCount(backups.length),
    size(backups.reduce((n, b) => n + b.size, 0)),
    oldest ? t.oldest(shortDate(new Date(oldest), now)) : '',
  ].filter(Boolean);
  const lines = (keeping?.locations ?? []).flatMap((l) => l.backups);
  const going = new Set(lines.filter((l) => l.remove).map((l) => l.id)).size;
  return { facts, next: keeping ? t.nextCleanUpAfterNext : '', going };
}
