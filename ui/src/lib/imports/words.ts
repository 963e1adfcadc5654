import type { ImportItem, ImportOutcome, ImportReview } from '../backend';
import type { Tally } from './decisions';
import { common } from '../shared/messages';
import type { Act } from '../shared/messages.svelte';
import { t } from './messages';

/** dynamic/sites/wiki.yaml → sites/wiki.yaml where all files lie in one folder. */
export function shortened(files: string[]): (file: string) => string {
  const head = /^[^/\\]+[/\\]/.exec(files[0] ?? '')?.[0] ?? '';
  const shared = head !== '' && files.every((f) => f.startsWith(head));
  return (file) => (shared ? file.slice(head.length) : file);
}

/** Where a component stands: its file where there are several, and its line where it comes from a text. */
export function positionOf(item: Pick<ImportItem, 'file' | 'line'>, several: boolean): string {
  if (item.line === 0) return several ? item.file : t.fromTheDatabase;
  return t.position(several ? item.file : null, item.line);
}

/** 1 of 3 files cannot be imported */
export function refusedTitle({ files, refused }: Pick<ImportReview, 'files' | 'refused'>): string {
  const total = files.length + refused.length;
  return t.refusedTitle(refused.length, total);
}

/** What an import did, with what it did not do. */
export function doneText(done: Pick<ImportOutcome, 'added' | 'changed' | 'left_out' | 'refused'>): string {
  const left = done.left_out.length > 0 ? t.leftOutCount(done.left_out.length) : '';
  const files = done.refused.length > 0 ? t.filesNotImported(done.refused.length) : '';
  return t.importedText(done.added.length, done.changed.length, left, files);
}

/** What was imported, with the ways on. */
export const doneNotice = (done: ImportOutcome, backup: { text: string; acts: Act[] }, undo: () => void) => ({
  tone: 'safe' as const,
  title: t.imported(done.added.length + done.changed.length),
  text: `${doneText(done)}${backup.text}`,
  acts: [...backup.acts, { label: common.undo, icon: 'undo' as const, run: undo }],
});

/** What changes with another target, and which decisions were made for the old one only. */
export function comparedText(profile: string, { adds, replaces }: Tally, dropped: number): string {
  const told = t.comparedWith(profile, adds, replaces);
  if (dropped === 0) return told;
  return t.decisionsDropped(told, dropped);
}

/** The comparison is with what was: it was made anew, or has to be. */
export const changedMeanwhile = (compared: boolean) => ({
  tone: 'waiting' as const,
  title: t.yourConfigurationChangedInMeantime,
  text: compared ? t.thisComparisonWithYourCurrent : t.cancelOpenFileAgain,
  acts: [],
});
