import type { Backup, DeletionPreview } from '../backend';
import { ago, clockTime, daysBetween, fullDate } from '../shared/time';
import { t } from './messages';

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
  return daysBetween(at, now) === 0 ? t.todayAt(clockTime(at)) : ago(at, now);
};

/** The words of the dialog that deletes backups; nothing else decides what it says. */
export function deletionWords(preview: DeletionPreview, now: Date): DeletionWords {
  const { backups, remaining, newest_remaining, last_checked, last_in, pinned } = preview;
  const one = backups.length === 1 ? backups[0]! : null;
  const title = one ? t.deleteOneTitle(fullDate(new Date(one.created_at))) : t.deleteTitle(backups.length);
  const locations = [
    ...new Set(
      backups.flatMap((b) => b.locations.map((l) => (l.name === 'This computer' ? t.thisComputer : l.name))),
    ),
  ];
  const text = t.removedFrom(one !== null, locations);
  if (pinned.length > 0)
    return {
      title: one ? t.thisBackupIsPinned : t.theseArePinned(pinned.length),
      text: t.pinnedText(text),
      remains: '',
      refused: true,
      grave: false,
    };
  const others =
    remaining === 0 || !newest_remaining
      ? t.noOtherBackupsRemain
      : remaining === 1
        ? t.oneRemains(newest(newest_remaining, now))
        : t.othersRemain(remaining, newest(newest_remaining, now));
  const only = one ? t.thisYourOnlyVerifiedBackup : t.theseAreYourOnlyVerified;
  const there = last_in === 'This computer' ? t.thisComputer : last_in;
  const remains = last_checked ? only : there ? t.noneRemainsOn(there) : others;
  return { title, text, remains, refused: false, grave: last_checked || there !== null };
}
