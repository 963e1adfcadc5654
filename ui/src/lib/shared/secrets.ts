import type { Piece } from './diff';

export type Segment = Piece & { secret: boolean };

/** The texts to look for: a secret of several lines hides line by line, since that is how it is shown. */
const needles = (secrets: string[]): string[] =>
  secrets
    .flatMap((s) => s.split('\n').map((part) => part.trim()))
    .filter((s) => s.length > 0)
    .sort((a, b) => b.length - a.length);

/** Cuts a line's pieces where a secret begins and ends. A secret stays whole even where words inside it differ. */
export function segments(pieces: Piece[], secrets: string[]): Segment[] {
  const text = pieces.map((p) => p.text).join('');
  const spans: { from: number; to: number }[] = [];
  for (const needle of needles(secrets)) {
    for (let at = text.indexOf(needle); at >= 0; at = text.indexOf(needle, at + needle.length)) {
      if (!spans.some((s) => at < s.to && at + needle.length > s.from))
        spans.push({ from: at, to: at + needle.length });
    }
  }
  if (spans.length === 0) return pieces.map((p) => ({ ...p, secret: false }));
  spans.sort((a, b) => a.from - b.from);

  const out: Segment[] = [];
  let at = 0;
  const open = (from: number, to: number) => {
    let start = 0;
    for (const piece of pieces) {
      const cut = piece.text.slice(Math.max(0, from - start), Math.max(0, to - start));
      if (cut) out.push({ text: cut, marked: piece.marked, secret: false });
      start += piece.text.length;
    }
  };
  for (const span of spans) {
    open(at, span.from);
    out.push({ text: text.slice(span.from, span.to), marked: false, secret: true });
    at = span.to;
  }
  open(at, text.length);
  return out;
}
