// The text editor. Only this module and those beside it that it imports know CodeMirror: they are loaded on first use.
import { closeBrackets, closeBracketsKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, indentWithTab, redo, undo } from '@codemirror/commands';
import { yaml } from '@codemirror/lang-yaml';
import {
  bracketMatching,
  codeFolding,
  foldGutter,
  foldKeymap,
  indentUnit,
  syntaxHighlighting,
} from '@codemirror/language';
import { lintGutter, nextDiagnostic, previousDiagnostic, setDiagnostics } from '@codemirror/lint';
import { search, searchKeymap } from '@codemirror/search';
import { Annotation, EditorSelection, EditorState, StateEffect, StateField } from '@codemirror/state';
import {
  Decoration,
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  highlightTrailingWhitespace,
  keymap,
  lineNumbers,
} from '@codemirror/view';
import { help, type Asks } from './help';
import type { Mark } from './marks';
import { secretMasks, setSecrets } from './secrets';
import { highlighting, theme } from './theme';

/** What the text tells the rest of the editor. */
export type Heard = {
  /** A person changed the text. */
  changed: (text: string) => void;
  /** The caret moved. */
  moved: (at: number) => void;
};

export type Code = {
  text: () => string;
  /** Puts other lines in, as one step that can be undone; the caret stays in its line. */
  replace: (text: string) => void;
  /** Another component: nothing to undo. */
  restart: (text: string) => void;
  mark: (marks: readonly Mark[]) => void;
  /** Lines that cannot be read. */
  strike: (lines: readonly number[]) => void;
  hide: (secrets: readonly string[]) => void;
  /** Lines that belong to the field with the focus. */
  tint: (range: { from: number; to: number } | null) => void;
  goTo: (at: number) => void;
  nextProblem: () => void;
  previousProblem: () => void;
  /** Takes the first cure at the caret; false if there is none. */
  cure: () => boolean;
  undo: () => void;
  redo: () => void;
  focus: () => void;
  destroy: () => void;
};

const own = Annotation.define<boolean>();
const setTint = StateEffect.define<{ from: number; to: number } | null>();
const setBad = StateEffect.define<readonly number[]>();

const lineOf = (name: string) => Decoration.line({ class: name });
const coloured = StateField.define({
  create: () => Decoration.none,
  update(set, change) {
    set = set.map(change.changes);
    for (const effect of change.effects) {
      if (!effect.is(setTint) && !effect.is(setBad)) continue;
      const name = effect.is(setTint) ? 'tint' : 'bad';
      const { doc } = change.state;
      const lines = effect.is(setBad)
        ? effect.value
        : effect.value
          ? between(doc.lineAt(effect.value.from).number, doc.lineAt(effect.value.to).number)
          : [];
      set = set.update({
        filter: (_from, _to, one) => one.spec.class !== name,
        add: lines.filter((n) => n >= 1 && n <= doc.lines).map((n) => lineOf(name).range(doc.line(n).from)),
        sort: true,
      });
    }
    return set;
  },
  provide: (field) => EditorView.decorations.from(field),
});

const between = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, i) => from + i);

/** The smallest change that makes one text of another, so that caret and undo stay where they are. */
export function difference(before: string, after: string): { from: number; to: number; insert: string } {
  let from = 0;
  const least = Math.min(before.length, after.length);
  while (from < least && before[from] === after[from]) from += 1;
  let end = 0;
  while (end < least - from && before.at(-1 - end) === after.at(-1 - end)) end += 1;
  return { from, to: before.length - end, insert: after.slice(from, after.length - end) };
}

/** Draws the text editor into an element. */
export function openCode(
  parent: HTMLElement,
  text: string,
  { label, heard, asks }: { label: string; heard: Heard; asks: Asks },
): Code {
  let marks: readonly Mark[] = [];
  const cureAt = (view: EditorView): boolean => {
    const { head } = view.state.selection.main;
    const line = view.state.doc.lineAt(head);
    const here =
      marks.find((one) => one.from <= head && head <= one.to && one.cures.length > 0) ??
      marks.find((one) => one.from <= line.to && one.to >= line.from && one.cures.length > 0);
    here?.cures[0]!.apply();
    return here !== undefined;
  };
  const extensions = [
    lineNumbers(),
    highlightActiveLineGutter(),
    lintGutter(),
    codeFolding(),
    foldGutter({ openText: '⌄', closedText: '›' }),
    history(),
    drawSelection(),
    indentUnit.of('  '),
    EditorState.tabSize.of(2),
    bracketMatching(),
    closeBrackets(),
    highlightActiveLine(),
    highlightTrailingWhitespace(),
    EditorView.lineWrapping,
    yaml(),
    syntaxHighlighting(highlighting),
    theme,
    search(),
    secretMasks,
    help(asks),
    coloured,
    keymap.of([
      { key: 'F8', run: nextDiagnostic, shift: previousDiagnostic, preventDefault: true },
      { key: 'Alt-Enter', run: cureAt, preventDefault: true },
      indentWithTab,
      ...closeBracketsKeymap,
      ...defaultKeymap,
      ...historyKeymap,
      ...searchKeymap,
      ...foldKeymap,
    ]),
    EditorView.contentAttributes.of({ 'aria-label': label, spellcheck: 'false', 'data-testid': 'yaml' }),
    EditorView.updateListener.of((update) => {
      if (update.docChanged && !update.transactions.some((one) => one.annotation(own)))
        heard.changed(update.state.doc.toString());
      if (update.selectionSet && update.view.hasFocus) heard.moved(update.state.selection.main.head);
    }),
  ];
  const view = new EditorView({ parent, state: EditorState.create({ doc: text, extensions }) });
  const textOf = () => view.state.doc.toString();
  return {
    text: textOf,
    replace: (wanted) => {
      if (wanted === textOf()) return;
      view.dispatch({ changes: difference(textOf(), wanted), annotations: own.of(true) });
    },
    restart: (wanted) => view.setState(EditorState.create({ doc: wanted, extensions })),
    mark: (found) => {
      marks = found;
      const { length } = view.state.doc;
      const within = (at: number) => Math.max(0, Math.min(at, length));
      view.dispatch(
        setDiagnostics(
          view.state,
          found.map((one) => ({
            from: within(one.from),
            to: within(Math.max(one.to, one.from)),
            severity: one.severity,
            message: one.message,
            actions: one.cures.map((cure) => ({ name: cure.title, apply: () => cure.apply() })),
          })),
        ),
      );
    },
    strike: (lines) => view.dispatch({ effects: setBad.of(lines) }),
    hide: (secrets) => view.dispatch({ effects: setSecrets.of(secrets) }),
    tint: (range) => view.dispatch({ effects: setTint.of(range) }),
    goTo: (at) => {
      const where = Math.min(at, view.state.doc.length);
      view.dispatch({ selection: EditorSelection.cursor(where), scrollIntoView: true });
      view.focus();
    },
    nextProblem: () => void (view.focus(), nextDiagnostic(view)),
    previousProblem: () => void (view.focus(), previousDiagnostic(view)),
    cure: () => cureAt(view),
    undo: () => void undo(view),
    redo: () => void redo(view),
    focus: () => view.focus(),
    destroy: () => view.destroy(),
  };
}
