import type { Backup, Preview, Rule } from '../backend';
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

/** In a few words, for a row of the list: until when, where the rule counts days, else why. */
export function keptFor(
  keeping: Preview | null,
  rule: Rule | null,
  { id, created_at, pinned }: Pick<Backup, 'id' | 'created_at' | 'pinned'>,
  now: Date,
): string {
  const found = standing(keeping, id);
  if (!found) return '';
  if (!found.stays) return t.goesNext;
  if (pinned) return t.pinnedKept;
  if (rule?.kind !== 'days') return found.text;
  const until = new Date(created_at);
  until.setDate(until.getDate() + rule.days);
  return until > now ? t.keptUntil(shortDate(until, now)) : found.text;
}

export type Foot = { facts: string[]; known: boolean; going: number };

/** 30 backups · 12 MB · oldest 3 May; and how many the next clean-up removes. */
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
  return { facts, known: keeping !== null, going };
}
