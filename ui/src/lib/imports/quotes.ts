// The line of the file that a finding is about, and what must not be seen in it.
import type { ImportReview, Problem } from '../backend';

export type Quote = { line: number; text: string };

/** The engine cuts lines here. What is cut in the middle of a secret can't be found and masked any more. */
const CUT = 200;

/** The line a finding is about; null when there is none, or when it can't be shown without showing a secret. */
export function quoteOf(
  problem: Pick<Problem, 'file' | 'line'>,
  file: string,
  review: Pick<ImportReview, 'excerpts' | 'rejected'>,
  secrets: string[],
): Quote | null {
  const name = problem.file ?? file;
  const found = review.excerpts.find((e) => e.line === problem.line && e.file === name);
  if (!found || found.text.trim() === '') return null;
  const unsure = secrets.length > 0 || review.rejected.length > 0;
  if ([...found.text].length >= CUT && unsure) return null;
  return { line: found.line, text: found.text };
}

/** Secrets as they are, and as JSON, YAML and TOML write them down between quotes. */
export const asWritten = (secrets: string[]): string[] => [
  ...new Set(secrets.flatMap((s) => [s, JSON.stringify(s).slice(1, -1), s.replaceAll("'", "''")])),
];
