// What a form shows of a component: which fields, with which values, and the edits it sends.
import type { ComponentForm, FieldEdit, FormField, FieldStep } from '../backend';

/** A path as one word, to compare. */
export const pathKey = (path: readonly FieldStep[]): string => JSON.stringify(path);

/** The value at a path; undefined where there is none. */
export function valueAt(value: unknown, path: readonly FieldStep[]): unknown {
  return path.reduce<unknown>(
    (at, step) =>
      typeof at === 'object' && at !== null ? (at as Record<FieldStep, unknown>)[step] : undefined,
    value,
  );
}

export const isSet = (value: unknown): boolean => value !== undefined && value !== null;

/** Which of several types a component has; null where none is chosen. */
export const typeOf = (form: ComponentForm, values: unknown): string | null =>
  form.types.find((type) => isSet(valueAt(values, [type]))) ?? null;

export type Shown = { first: FormField[]; more: FormField[] };

/** The fields of an object: those that are used, needed or common first, the others behind a button. */
export function sorted(fields: readonly FormField[], value: unknown): Shown {
  const isFirst = (one: FormField) => one.common || one.required || isSet(valueAt(value, [one.name]));
  const living = fields.filter((one) => one.deprecated === null || isSet(valueAt(value, [one.name])));
  return { first: living.filter(isFirst), more: living.filter((one) => !isFirst(one)) };
}

/** The names of what is set but not described: it can only be seen in the text. */
export function unshown(fields: readonly FormField[], value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.keys(value).filter((key) => !fields.some((one) => one.name === key));
}

export const set = (path: readonly FieldStep[], value: unknown): FieldEdit => ({
  edit: 'set',
  path: [...path],
  value,
});
export const unset = (path: readonly FieldStep[]): FieldEdit => ({ edit: 'unset', path: [...path] });
export const insert = (path: readonly FieldStep[], index: number, value: unknown): FieldEdit => ({
  edit: 'insert',
  path: [...path],
  index,
  value,
});
export const move = (path: readonly FieldStep[], from: number, to: number): FieldEdit => ({
  edit: 'move',
  path: [...path],
  from,
  to,
});

/** What was typed as what a field holds; null where it is no such thing. */
export function parsed(text: string, holds: string): unknown {
  const typed = text.trim();
  if (holds !== 'number') return text;
  return /^-?\d+$/.test(typed) ? Number(typed) : null;
}

/** A value as it stands in a field. */
export const written = (value: unknown): string =>
  !isSet(value) ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value);

/** Changes the type of a component: the fields of the old one go with it. */
export function retype(from: string | null, to: string): FieldEdit[] {
  return [...(from === null ? [] : [unset([from])]), set([to], {})];
}
