/** A stretch of a sentence, and whether it is to be read letter by letter. */
export type Span = { text: string; code: boolean };

/** What the engine sets between backticks: a word of its own, not a part of a rule such as Host(`example.org`). */
const quoted = /(^|\s|\s\()`([^`]+)`(?=$|[\s.,;:!?)–])/g;

/** A sentence of the engine in stretches of prose and code. */
export function spans(sentence: string): Span[] {
  const found: Span[] = [];
  let from = 0;
  for (const match of sentence.matchAll(quoted)) {
    const before = sentence.slice(from, match.index) + match[1]!;
    if (before) found.push({ text: before, code: false });
    found.push({ text: match[2]!, code: true });
    from = match.index + match[0].length;
  }
  if (from < sentence.length) found.push({ text: sentence.slice(from), code: false });
  return found;
}

/** The same where only plain text can be shown. */
export const plain = (sentence: string): string =>
  spans(sentence)
    .map((one) => one.text)
    .join('');
