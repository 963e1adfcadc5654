import type { LocationPreview } from '../backend';

/** Backups that would go, each once, wherever they lie. */
export const goingIds = (locations: LocationPreview[]): string[] => [
  ...new Set(locations.flatMap((p) => p.backups.filter((b) => b.remove).map((b) => b.id))),
];

export const goingIn = (locations: LocationPreview[]): number => goingIds(locations).length;
