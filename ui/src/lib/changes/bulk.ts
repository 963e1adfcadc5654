import type { BulkEdit, Kind } from '../backend';

/** What can be chosen to be done to several components. */
export type BulkKind = BulkEdit['edit'];

/** What a person enters for it; not all of it belongs to each. */
export type Entered = { name: string; with: string; at: 'first' | 'last'; find: string };

const ofRouters: BulkKind[] = [
  'add-middleware',
  'remove-middleware',
  'replace-middleware',
  'entry-points',
  'resolver',
  'tls-options',
  'priority',
  'replace-text',
];
const of: Partial<Record<Kind, BulkKind[]>> = {
  'http-router': ofRouters,
  'tcp-router': ofRouters,
  'udp-router': ['entry-points'],
  'http-service': ['replace-text'],
  'tcp-service': ['replace-text'],
  'udp-service': ['replace-text'],
};

/** What can be done to components of these kinds, the usual first. */
export const possible = (kinds: readonly Kind[]): BulkKind[] => [
  ...new Set(kinds.flatMap((kind) => of[kind] ?? [])),
  'turn-on',
  'turn-off',
  'delete',
];

/** The edit that is meant; null while something is missing. */
export function bulkEdit(edit: BulkKind, { name, with: other, at, find }: Entered): BulkEdit | null {
  const [one, two] = [name.trim(), other.trim()];
  switch (edit) {
    case 'add-middleware':
      return one === '' ? null : { edit, name: one, at: { position: at } };
    case 'remove-middleware':
      return one === '' ? null : { edit, name: one };
    case 'replace-middleware':
      return one === '' || two === '' ? null : { edit, name: one, with: two };
    case 'entry-points':
      return {
        edit,
        names: one
          .split(',')
          .map((part) => part.trim())
          .filter(Boolean),
      };
    case 'resolver':
    case 'tls-options':
      return { edit, name: one || null };
    case 'priority': {
      if (one === '') return { edit, priority: null };
      return /^-?\d+$/.test(one) ? { edit, priority: Number(one) } : null;
    }
    case 'replace-text':
      return find === '' ? null : { edit, find, with: other };
    default:
      return { edit };
  }
}
