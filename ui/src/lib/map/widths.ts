// How wide words are: measured by letter, because SVG can neither wrap nor shorten them.
import type { Station } from './chart';

/** What stands left and right of the label. */
const PADDING = 20;
const MARK = 20;

const letter = (one: string): number => {
  if (/[ijl.,:;|'!]/.test(one)) return 3.4;
  if (/[ftr()\-/ ]/.test(one)) return 4.6;
  if (/[mwMW@%…–]/.test(one)) return 10.4;
  return /[A-Z]/.test(one) ? 8.2 : /[\x20-\x7e]/.test(one) ? 6.9 : 8.2;
};

const text = (words: string): number => [...words].reduce((sum, one) => sum + letter(one), 0);
/** Each letter of the fixed face. */
const FIXED = 6.45;

const extra = ({ detail, provider, state }: Station): number =>
  (detail ? 5 + text(detail) : 0) +
  (provider ? 16 + text(`@${provider}`) * 0.86 : 0) +
  (state === 'fine' || state === 'elsewhere' ? 0 : MARK);

const plain = ({ column, label, group }: Station): number =>
  column === 'server' && !group ? [...label].length * FIXED : text(label);

/** How wide a station would like to be. */
export const widthOf = (one: Station): number =>
  Math.ceil(PADDING + plain(one) + extra(one) + (one.column === 'middleware' ? MARK : 0));

/** The label as far as it fits. */
export function shortened(one: Station, width: number): string {
  const room = width - PADDING - extra(one) - (one.column === 'middleware' ? MARK : 0);
  if (plain(one) <= room + 1) return one.label;
  const letters = [...one.label];
  const cost = (some: string) => (one.column === 'server' && !one.group ? FIXED : letter(some));
  let left = room - cost('…');
  let end = 0;
  while (end < letters.length && left >= cost(letters[end]!)) left -= cost(letters[end++]!);
  return `${letters.slice(0, end).join('')}…`;
}

/** Widths cut down to a common most until they fit, none below `least`. */
export function fitted(wanted: number[], room: number, least: number): number[] {
  const sum = (most: number) => wanted.reduce((all, one) => all + Math.min(one, most), 0);
  let [low, high] = [least, Math.max(...wanted, least)];
  if (sum(high) <= room) return wanted;
  for (let turn = 0; turn < 20; turn++) {
    const middle = (low + high) / 2;
    if (sum(middle) <= room) low = middle;
    else high = middle;
  }
  return wanted.map((one) => Math.floor(Math.min(one, low)));
}
