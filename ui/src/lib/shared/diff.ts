import { diffArrays, diffWordsWithSpace } from 'diff';

/** A run of text inside a line; `marked` is what differs from the other side. */
export type Piece = { text: string; marked: boolean };
export type Side = { line: number; pieces: Piece[] };
export type DiffRow = {
  kind: 'same' | 'changed' | 'added' | 'removed';
  left: Side | null;
  right: Side | null;
};

const lines = (text: string): string[] =>
  text === '' ? [] : text.replace(/\r\n/g, '\n').replace(/\n$/, '').split('\n');
const plain = (line: number, text: string): Side => ({ line, pieces: [{ text, marked: false }] });

/** Which words of two lines differ. Lines with nothing in common get no marks: all of it differs. */
function marks(before: string, after: string): { left: Piece[]; right: Piece[] } {
  const parts = diffWordsWithSpace(before, after);
  const common = parts.some((p) => !p.added && !p.removed && p.value.trim() !== '');
  const side = (skip: 'added' | 'removed') =>
    parts.filter((p) => !p[skip]).map((p) => ({ text: p.value, marked: common && (p.added || p.removed) }));
  return { left: side('added'), right: side('removed') };
}

/** Two texts side by side: equal lines face each other, changed lines too, the rest faces a gap. */
export function diffRows(before: string, after: string): DiffRow[] {
  const rows: DiffRow[] = [];
  let left = 1;
  let right = 1;
  let gone: string[] = [];

  const flush = (come: string[]) => {
    for (let i = 0; i < Math.max(gone.length, come.length); i++) {
      const was = gone[i];
      const is = come[i];
      if (was !== undefined && is !== undefined) {
        const m = marks(was, is);
        rows.push({
          kind: 'changed',
          left: { line: left++, pieces: m.left },
          right: { line: right++, pieces: m.right },
        });
      } else if (was !== undefined) rows.push({ kind: 'removed', left: plain(left++, was), right: null });
      else if (is !== undefined) rows.push({ kind: 'added', left: null, right: plain(right++, is) });
    }
    gone = [];
  };

  for (const part of diffArrays(lines(before), lines(after))) {
    if (part.removed) gone = part.value;
    else if (part.added) flush(part.value);
    else {
      flush([]);
      for (const text of part.value)
        rows.push({ kind: 'same', left: plain(left++, text), right: plain(right++, text) });
    }
  }
  flush([]);
  return rows;
}

/** How many lines differ, as the badge says it. */
export const changedLines = (rows: DiffRow[]): number => rows.filter((r) => r.kind !== 'same').length;
