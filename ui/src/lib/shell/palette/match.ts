// Finds what was meant by a few letters, fast enough for ten thousand names at every key.

/** From, up to but without. */
export type Range = [number, number];
export type Match = { score: number; ranges: Range[] };

/** Letters and digits of ASCII need no look into Unicode, which ten thousand names would feel. */
const isLetter = (code: number): boolean =>
  code < 128
    ? (code > 96 && code < 123) || (code > 47 && code < 58) || (code > 64 && code < 91)
    : /[\p{L}\p{N}]/u.test(String.fromCharCode(code));

const isStart = (text: string, at: number): boolean => at === 0 || !isLetter(text.charCodeAt(at - 1));

/** A word as it stands somewhere in the text: the nearer to a beginning, the better. */
function whole(word: string, text: string): Match | null {
  let at = text.indexOf(word);
  if (at < 0) return null;
  const first = at;
  while (at > 0 && !isStart(text, at)) {
    const next = text.indexOf(word, at + 1);
    if (next < 0) {
      at = first;
      break;
    }
    at = next;
  }
  const bonus = at === 0 ? 60 : isStart(text, at) ? 40 : 0;
  const full = word.length === text.length ? 40 : 0;
  return { score: 100 + bonus + full - Math.min(20, text.length / 8), ranges: [[at, at + word.length]] };
}

/** Its letters in order, the first at the start of a word: `hmas` is in `home-assistant`. */
function scattered(word: string, text: string): Match | null {
  // Most texts do not have all the letters: they are out before anything is weighed.
  for (let i = 0, from = 0; i < word.length; i++) {
    from = text.indexOf(word[i]!, from) + 1;
    if (from === 0) return null;
  }
  let at = text.indexOf(word[0]!);
  while (at >= 0 && !isStart(text, at)) at = text.indexOf(word[0]!, at + 1);
  if (at < 0) return null;
  const ranges: Range[] = [[at, at + 1]];
  let score = 40;
  for (const letter of word.slice(1)) {
    const last = ranges.at(-1)!;
    if (text[last[1]] === letter) {
      last[1] += 1;
      score += 3;
      continue;
    }
    const next = text.indexOf(letter, last[1]);
    if (next < 0) return null;
    score += isStart(text, next) ? 4 : -6;
    ranges.push([next, next + 1]);
  }
  return score > 0 ? { score, ranges } : null;
}

/** Both in small letters. One letter is only found as it stands. */
export const matchWord = (word: string, text: string): Match | null =>
  whole(word, text) ?? (word.length > 1 ? scattered(word, text) : null);

/** What is searched: a title, and what stands beside it, which counts for less. */
export type Text = { title: string; detail: string };
export type Found = { score: number; title: Range[]; detail: Range[] };

/** Every word must be found, in the title or beside it. */
export function find(words: string[], { title, detail }: Text): Found | null {
  const found: Found = { score: 0, title: [], detail: [] };
  for (const word of words) {
    const inTitle = matchWord(word, title);
    if (inTitle) {
      found.score += inTitle.score;
      found.title.push(...inTitle.ranges);
      continue;
    }
    const beside = whole(word, detail);
    if (!beside) return null;
    found.score += beside.score / 3;
    found.detail.push(...beside.ranges);
  }
  return found;
}

export type Piece = { text: string; hit: boolean };

/** The text in pieces, those that were found marked. */
export function pieces(text: string, ranges: Range[]): Piece[] {
  const cuts: Piece[] = [];
  let from = 0;
  for (const [start, end] of [...ranges].sort((a, b) => a[0] - b[0])) {
    if (start < from) continue;
    if (start > from) cuts.push({ text: text.slice(from, start), hit: false });
    cuts.push({ text: text.slice(start, end), hit: true });
    from = end;
  }
  if (from < text.length) cuts.push({ text: text.slice(from), hit: false });
  return cuts;
}
