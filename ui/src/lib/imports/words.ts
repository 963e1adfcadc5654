import type { ImportItem, ImportOutcome, ImportReview } from '../backend';
import { count, quoted } from '../shared/words';
import type { Tally } from './decisions';

/** dynamic/sites/wiki.yaml → sites/wiki.yaml where all files lie in one folder. */
export function shortened(files: string[]): (file: string) => string {
  const head = /^[^/\\]+[/\\]/.exec(files[0] ?? '')?.[0] ?? '';
  const shared = head !== '' && files.every((f) => f.startsWith(head));
  return (file) => (shared ? file.slice(head.length) : file);
}

/** Where a component stands: its file where there are several, and its line where it comes from a text. */
export function positionOf(item: Pick<ImportItem, 'file' | 'line'>, several: boolean): string {
  if (item.line === 0) return several ? item.file : 'from the database';
  return `${several ? item.file : 'in the file'}, line ${item.line}`;
}

/** 1 of 3 files cannot be imported */
export function refusedTitle({ files, refused }: Pick<ImportReview, 'files' | 'refused'>): string {
  const total = files.length + refused.length;
  return `${refused.length.toLocaleString('en-GB')} of ${total.toLocaleString('en-GB')} files cannot be imported`;
}

/** What an import did, with what it did not do. */
export function doneText(done: Pick<ImportOutcome, 'added' | 'changed' | 'left_out' | 'refused'>): string {
  const left = done.left_out.length > 0 ? `, ${done.left_out.length} left out` : '';
  const files =
    done.refused.length > 0 ? ` ${count(done.refused.length, 'file')} could not be imported.` : '';
  return `${done.added.length} added, ${done.changed.length} replaced${left}.${files}`;
}

/** What changes with another target, and which decisions were made for the old one only. */
export function comparedText(profile: string, { adds, replaces }: Tally, dropped: number): string {
  const told = `Compared with ${quoted(profile)}: adds ${adds}, replaces ${replaces}`;
  if (dropped === 0) return told;
  return `${told}. ${count(dropped, 'decision')} did not fit there and ${dropped === 1 ? 'is' : 'are'} as suggested`;
}

/** The comparison is with what was: it was made anew, or has to be. */
export const changedMeanwhile = (compared: boolean) => ({
  tone: 'waiting' as const,
  title: 'Your configuration changed in the meantime.',
  text: compared ? 'This is the comparison with what you have now.' : 'Cancel, and open the file again.',
  acts: [],
});
