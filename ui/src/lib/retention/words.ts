import type { Line, LocationPreview } from '../backend';

/** Backups that would go, each once, wherever they lie. */
export const goingIds = (locations: LocationPreview[]): string[] => [
  ...new Set(locations.flatMap((p) => p.backups.filter((b) => b.remove).map((b) => b.id))),
];

export const goingIn = (locations: LocationPreview[]): number => goingIds(locations).length;

/** The reason, where all have the same one; null where they differ, or there is a single line. */
export function onlyReason(lines: Pick<Line, 'reasons'>[]): string | null {
  const [first, ...rest] = lines.map((line) => line.reasons.join(' · '));
  return first !== undefined && rest.length > 0 && rest.every((one) => one === first) ? first : null;
}
