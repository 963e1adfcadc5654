import type { LocationPreview } from '../backend';

/** Backups that would go, each once, wherever they lie. */
export const goingIds = (places: LocationPreview[]): string[] => [
  ...new Set(places.flatMap((p) => p.backups.filter((b) => b.remove).map((b) => b.id))),
];

export const goingIn = (places: LocationPreview[]): number => goingIds(places).length;
