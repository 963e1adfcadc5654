import type { Backup, DeletionPreview } from '../backend';
import { ago, clockTime, daysBetween, fullDate } from '../shared/time';
import { count, list } from '../shared/words';

export type DeletionWords = {
  title: string;
  text: string;
  /** What remains, or why this is grave. */
  remains: string;
  refused: boolean;
  grave: boolean;
};

const newest = (b: Backup, now: Date): string => {
  const at = new Date(b.created_at);
  return daysBetween(at, now) === 0 ? `today, ${clockTime(at)}` : ago(at, now);
};

/** The words of the dialog that deletes backups; nothing else decides what it says. */
export function deletionWords(preview: DeletionPreview, now: Date): DeletionWords {
  const { backups, remaining, newest_remaining, last_checked, last_in, pinned } = preview;
  const one = backups.length === 1 ? backups[0]! : null;
  const title = one
    ? `Delete the backup of ${fullDate(new Date(one.created_at))}?`
    : `Delete ${count(backups.length, 'backup')}?`;
  const it = one ? 'It is' : 'They are';
  if (pinned.length > 0) {
    const text = one
      ? 'It is pinned. Unpin it first.'
      : `${pinned.length === 1 ? 'One of them is' : `${pinned.length} of them are`} pinned. Unpin ${pinned.length === 1 ? 'it' : 'them'} first.`;
    return { title, text, remains: '', refused: true, grave: false };
  }
  const locations = [
    ...new Set(
      backups.flatMap((b) => b.locations.map((l) => (l.name === 'This computer' ? 'this computer' : l.name))),
    ),
  ];
  const text = `${it} removed from ${list(locations)}. This cannot be undone.`;
  const others =
    remaining === 0 || !newest_remaining
      ? 'No other backup remains.'
      : remaining === 1
        ? `1 other remains, from ${newest(newest_remaining, now)}.`
        : `${remaining} others remain; the newest is from ${newest(newest_remaining, now)}.`;
  const only = one ? 'This is your only checked backup.' : 'These are your only checked backups.';
  const there = last_in === 'This computer' ? 'this computer' : last_in;
  const remains = last_checked ? only : there ? `No other checked backup remains on ${there}.` : others;
  return { title, text, remains, refused: false, grave: last_checked || there !== null };
}
