import type { Difference, FileSummary } from '../backend';
import { t } from './messages';

/** What happened to a component on one side. */
export const changeWord = (change: Difference['in_files']): string => (change ? t.changes[change] : t.same);

/** The sign of what happens to a component. */
export const signs: Record<NonNullable<Difference['in_files']>, string> = {
  added: '+',
  changed: '~',
  reworded: '~',
  removed: '−',
};

export const isConflict = (one: Difference): boolean => one.in_files !== null && one.in_profile !== null;

/** What Traefik ignores in a file, by the file that counts instead. */
export function ignoredIn({ hidden }: FileSummary): string[] {
  const byFile = new Map<string, string[]>();
  for (const { name, by } of hidden) byFile.set(by, [...(byFile.get(by) ?? []), name]);
  return [...byFile].map(([by, names]) => t.ignored(names, by));
}

/** What following files would do to a profile, in one sentence. */
export function summary(differences: readonly Difference[]): string {
  const of = (...kinds: (string | null)[]) =>
    differences.filter((one) => kinds.includes(one.in_files)).length;
  const [added, changed, removed] = [of('added'), of('changed', 'reworded'), of('removed')];
  if (changed + removed > 0) return t.replaces(changed, removed);
  return added > 0 ? t.addsOnly(added) : t.nothingChanges;
}
