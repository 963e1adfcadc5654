import type { CheckedExpectation, SingleChange } from '../backend';
import type { Navigation, Question } from './navigation.svelte';

/** What is asked, and the word for doing it all the same. */
export type Asked = Pick<Extract<Question, { kind: 'broken-expectations' }>, 'title' | 'act'>;

/**
 * Makes a change to a component, and asks first if it breaks expectations: again, when it breaks others by then. Null if
 * somebody said no.
 */
export async function madeIfAgreed(
  nav: Navigation,
  asked: Asked,
  make: (agreed: CheckedExpectation[]) => Promise<SingleChange>,
): Promise<SingleChange | null> {
  let agreed: CheckedExpectation[] = [];
  for (;;) {
    const made = await make(agreed);
    if (made.breaks.length === 0) return made;
    if (!(await nav.consent({ kind: 'broken-expectations', ...asked, breaks: made.breaks }))) return null;
    agreed = made.breaks;
  }
}
