// Secrets in the text stand behind a button until somebody wants to see them.
import {
  RangeSetBuilder,
  StateEffect,
  StateField,
  type EditorState,
  type Extension,
} from '@codemirror/state';
import { Decoration, EditorView, WidgetType, type DecorationSet } from '@codemirror/view';
import { t } from './messages';

export const setSecrets = StateEffect.define<readonly string[]>();
const reveal = StateEffect.define<string>();

type Hidden = { secrets: readonly string[]; shown: readonly string[] };

class Mask extends WidgetType {
  readonly #text: string;

  constructor(text: string) {
    super();
    this.#text = text;
  }

  override eq = (other: Mask): boolean => other.#text === this.#text;

  override toDOM(view: EditorView): HTMLElement {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'cm-secret';
    button.textContent = '••••••';
    button.title = t.showSecret;
    button.setAttribute('aria-label', t.showSecret);
    button.onclick = () => view.dispatch({ effects: reveal.of(this.#text) });
    return button;
  }

  override ignoreEvent = (): boolean => true;
}

const hidden = StateField.define<Hidden>({
  create: () => ({ secrets: [], shown: [] }),
  update(value, change) {
    for (const effect of change.effects) {
      if (effect.is(setSecrets)) value = { ...value, secrets: effect.value };
      if (effect.is(reveal)) value = { ...value, shown: [...value.shown, effect.value] };
    }
    return value;
  },
});

/** Where the secrets are that nobody asked to see; what is being typed on stays visible. */
export function masks(state: EditorState): { from: number; to: number; text: string }[] {
  const { secrets, shown } = state.field(hidden);
  const text = state.doc.toString();
  const found: { from: number; to: number; text: string }[] = [];
  for (const secret of secrets.filter((one) => one.length > 0 && !shown.includes(one)))
    for (let at = text.indexOf(secret); at >= 0; at = text.indexOf(secret, at + secret.length))
      if (!secret.includes('\n')) found.push({ from: at, to: at + secret.length, text: secret });
  return found
    .sort((a, b) => a.from - b.from || b.to - a.to)
    .filter((one, i, all) => all.slice(0, i).every((before) => before.to <= one.from));
}

const drawn = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(_, { state }) {
    const set = new RangeSetBuilder<Decoration>();
    for (const { from, to, text } of masks(state))
      set.add(from, to, Decoration.replace({ widget: new Mask(text) }));
    return set.finish();
  },
  provide: (field) => [
    EditorView.decorations.from(field),
    EditorView.atomicRanges.of((view) => view.state.field(field)),
  ],
});

export const secretMasks: Extension = [hidden, drawn];
