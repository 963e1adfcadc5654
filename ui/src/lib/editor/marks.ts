// What is wrong with the text, where the text editor marks it.
import type { CureAction, FieldSpan, NoticedProblem, FieldStep } from '../backend';
import { plain } from '../shared/prose';
import { capital } from '../shared/words';
import { pathKey } from './form';

export type Cure = { title: string; apply: () => void };
export type Mark = {
  from: number;
  to: number;
  line: number;
  path: FieldStep[];
  severity: 'error' | 'warning' | 'info';
  message: string;
  /** What is wrong, without what to try. */
  why: string;
  cures: readonly Cure[];
};

/** As a sentence among others. */
const sentence = (text: string | null): string =>
  text ? capital(text) + (/[.!?]$/.test(text) ? '' : '.') : '';

/** Problems for the text editor; `take` carries out a cure. */
export const marksOf = (problems: readonly NoticedProblem[], take: (action: CureAction) => void): Mark[] =>
  problems.map(({ span, path, severity, message, hint, cures }) => ({
    from: span.from,
    to: span.to,
    line: span.line,
    path,
    severity,
    message: plain([message, hint].filter(Boolean).map(sentence).join(' ')),
    why: plain(message),
    cures: cures.map(({ title, action }) => ({ title: plain(title), apply: () => take(action) })),
  }));

/** The text with these parts replaced; all positions are those before. */
export const replaced = (
  text: string,
  edits: readonly { from: number; to: number; text: string }[],
): string =>
  [...edits]
    .sort((a, b) => b.from - a.from)
    .reduce((whole, one) => whole.slice(0, one.from) + one.text + whole.slice(one.to), text);

/** The innermost field around a caret. */
export function fieldAt(fields: readonly FieldSpan[], caret: number): string | null {
  const length = ({ entry }: FieldSpan) => entry.to - entry.from;
  const around = fields.filter(({ entry }) => entry.from <= caret && caret <= entry.to);
  const inner = around.reduce<FieldSpan | null>(
    (least, one) => (!least || length(one) <= length(least) ? one : least),
    null,
  );
  return inner ? pathKey(inner.path) : null;
}
