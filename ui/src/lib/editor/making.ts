import type { CureAction } from '../backend';
import type { Session } from '../shared/session.svelte';
import { t } from './messages';

type Missing = Exclude<CureAction, { do: 'replace' | 'choose' }>;

/** Begins the component that a field names and that is missing, and goes there. */
export const makeMissing = (session: Session, profile: string, action: Missing): Promise<boolean> =>
  session.attempt(t.couldNotBeChanged(action.name), async () => {
    const made = { profile, kind: action.component, name: action.name };
    const { lines } = await session.backend.createDraft(made);
    const type = action.type_name;
    if (type !== null)
      await session.backend.editDraft(made, lines, [{ edit: 'set', path: [type], value: {} }]);
    await session.readDrafts();
    session.nav.go('configuration', { kind: made.kind, name: made.name });
  });
