import type { ComponentRef, EditorCompletion, EditorHover } from '../backend';
import type { Session } from '../shared/session.svelte';

/** What a text editor asks while somebody writes. */
export type Asks = {
  /** What can be written at the caret. */
  complete: (text: string, at: number) => Promise<EditorCompletion | null>;
  /** What the words under the pointer mean. */
  explain: (text: string, at: number) => Promise<EditorHover | null>;
};

/** Asks the engine about the text of a component; without an answer the editor simply offers nothing. */
export function asksAbout({ backend }: Session, subject: () => ComponentRef | null): Asks {
  const ask = async <T>(asking: (component: ComponentRef) => Promise<T>): Promise<T | null> => {
    const component = subject();
    return component && asking(component).catch(() => null);
  };
  return {
    complete: (text, at) => ask((component) => backend.completeDraft(component, text, at)),
    explain: (text, at) => ask((component) => backend.hoverDraft(component, text, at)),
  };
}
