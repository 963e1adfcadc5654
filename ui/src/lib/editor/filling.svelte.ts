import type { Choices, ComponentForm, FieldEdit, FormValue, Kind, FieldStep } from '../backend';
import type { Session } from '../shared/session.svelte';
import type { Editing } from './editing.svelte';
import { insert, isSet, move, parsed, pathKey, set, unset, valueAt } from './form';
import type { Mark } from './marks';
import { t } from './messages';

/** The form over a draft: its fields, what they can refer to, and what a person enters. */
export class Filling {
  form = $state.raw<ComponentForm | null>(null);
  choices = $state.raw<Choices>({ components: [], entry_points: [], resolvers: [] });
  /** What was typed into a field and is not a value of it, by path. */
  refused = $state.raw<Record<string, string>>({});
  readonly #session: Session;
  readonly editing: Editing;

  readonly values = $derived.by((): unknown => this.editing.draft?.values ?? {});
  /** The values are the last that could be read: they can be looked at, not changed. */
  readonly isLocked = $derived.by(() => this.editing.draft?.readable != null || this.editing.broken !== null);

  constructor(session: Session, editing: Editing) {
    this.#session = session;
    this.editing = editing;
  }

  /** Describes the form of a kind, and reads again what its fields can refer to. */
  async describe(kind: Kind, profile: string): Promise<void> {
    if (this.form?.kind !== kind) {
      const form = await this.#session.backend.componentForm(kind);
      this.form = form;
      this.refused = {};
    }
    this.choices = await this.#session.backend.draftChoices(profile);
  }

  at = (path: readonly FieldStep[]): unknown => valueAt(this.values, path);

  /** Problems of exactly this field, or of what is in it where that is no field of its own. */
  problems = (path: readonly FieldStep[], deep: boolean): Mark[] => {
    const key = pathKey(path);
    const within = `${key.slice(0, -1)},`;
    return this.editing.marks.filter(({ path: about }) => {
      const other = pathKey(about);
      return other === key || (deep && path.length > 0 && other.startsWith(within));
    });
  };

  send = (...edits: FieldEdit[]): void => {
    if (!this.isLocked) void this.editing.edit(edits);
  };

  /** What was typed becomes the value; nothing typed unsets the field. */
  enter = (path: readonly FieldStep[], text: string, holds: FormValue['holds']): void => {
    const key = pathKey(path);
    const { [key]: _, ...others } = this.refused;
    this.refused = others;
    if (text.trim() === '') {
      if (isSet(this.at(path))) this.send(unset(path));
      return;
    }
    const value = parsed(text, holds);
    if (value === null) this.refused = { ...others, [key]: t.wholeNumber };
    else if (value !== this.at(path)) this.send(set(path, value));
  };

  switch = (path: readonly FieldStep[], choice: string): void => {
    if (choice === '') {
      if (isSet(this.at(path))) this.send(unset(path));
    } else this.send(set(path, choice === 'true'));
  };

  add = (path: readonly FieldStep[], value: unknown): void => {
    const items = this.at(path);
    this.send(
      Array.isArray(items) && items.length > 0 ? insert(path, items.length, value) : set(path, [value]),
    );
  };

  /** The last item takes its list with it. */
  drop = (path: readonly FieldStep[], index: number): void => {
    const items = this.at(path);
    this.send(Array.isArray(items) && items.length > 1 ? unset([...path, index]) : unset(path));
  };

  shift = (path: readonly FieldStep[], index: number, by: 1 | -1): void => {
    const items = this.at(path);
    const to = index + by;
    if (Array.isArray(items) && to >= 0 && to < items.length) this.send(move(path, index, to));
  };

  /** What a field can be set to, with a word about each. */
  options = (value: FormValue): { value: string; label: string }[] => {
    const named = (names: readonly string[]) => names.map((name) => ({ value: name, label: '' }));
    if (value.holds === 'reference')
      return this.choices.components
        .filter((one) => one.kind === value.to)
        .map(({ name, summary }) => ({ value: name, label: summary }));
    if (value.holds === 'entry-point') return named(this.choices.entry_points);
    if (value.holds === 'resolver') return named(this.choices.resolvers);
    return value.holds === 'choice' ? named(value.values) : [];
  };
}
