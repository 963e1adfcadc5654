// Completion and explanations in the text: the engine knows them, the text editor shows them.
import {
  autocompletion,
  completionKeymap,
  snippet,
  type Completion,
  type CompletionContext,
  type CompletionResult,
} from '@codemirror/autocomplete';
import type { Extension } from '@codemirror/state';
import { hoverTooltip, keymap } from '@codemirror/view';
import type { CompletionOption, EditorCompletion, EditorHover } from '../backend';
import { spans } from '../shared/prose';

/** What the text editor asks about a position in the text; null where nobody answers. */
export type Asks = {
  complete: (text: string, at: number) => Promise<EditorCompletion | null>;
  explain: (text: string, at: number) => Promise<EditorHover | null>;
};

/** A sentence of the engine as elements, with its values set as code. */
function prose(text: string): HTMLElement {
  const paragraph = document.createElement('p');
  for (const one of spans(text)) {
    const part = document.createElement(one.code ? 'code' : 'span');
    part.textContent = one.text;
    paragraph.append(part);
  }
  return paragraph;
}

const optionOf = (one: CompletionOption): Completion => ({
  label: one.label,
  ...(one.detail !== null && { detail: one.detail }),
  ...(one.info !== null && { info: () => prose(one.info!) }),
  apply: one.is_snippet ? snippet(one.apply) : one.apply,
  section: one.section,
});

export function help({ complete, explain }: Asks): Extension {
  const source = async (context: CompletionContext): Promise<CompletionResult | null> => {
    const before = context.matchBefore(/[\w.@-]+|: ?|- /);
    if (!context.explicit && !before) return null;
    const found = await complete(context.state.doc.toString(), context.pos);
    if (!found || context.aborted || found.options.length === 0) return null;
    const { from, to, options, is_complete: isComplete } = found;
    return {
      from,
      to,
      options: options.map(optionOf),
      ...(isComplete && { validFor: /^[\w.@-]*$/ }),
    };
  };
  return [
    autocompletion({ override: [source], icons: false, maxRenderedOptions: 60 }),
    keymap.of(completionKeymap),
    hoverTooltip(async (view, at) => {
      const found = await explain(view.state.doc.toString(), at);
      if (!found) return null;
      return {
        pos: found.from,
        end: found.to,
        above: true,
        create: () => {
          const dom = document.createElement('div');
          dom.className = 'cm-hover';
          const title = document.createElement('b');
          title.className = 'title';
          title.textContent = found.title;
          dom.append(title, prose(found.text));
          return { dom };
        },
      };
    }),
  ];
}
