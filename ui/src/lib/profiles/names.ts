import type { Profile } from '../backend';
import { quoted } from '../shared/words';

/** What is wrong with a profile's name, in words; null when nothing is. */
export function nameProblem(name: string, others: Pick<Profile, 'name'>[]): string | null {
  const wanted = name.trim();
  if (wanted === '') return 'A profile needs a name';
  if (wanted.length > 100) return 'The name is longer than 100 characters';
  if (others.some((p) => p.name.toLowerCase() === wanted.toLowerCase()))
    return `There is a profile ${quoted(wanted)} already`;
  return null;
}
