import type { Profile } from '../backend';
import { t } from './messages';

/** What is wrong with a profile's name, in words; null when nothing is. */
export function nameProblem(name: string, others: Pick<Profile, 'name'>[]): string | null {
  const wanted = name.trim();
  if (wanted === '') return t.profileNeedsName;
  if (wanted.length > 100) return t.nameLongerThan100Characters;
  if (others.some((p) => p.name.toLowerCase() === wanted.toLowerCase())) return t.exists(wanted);
  return null;
}
