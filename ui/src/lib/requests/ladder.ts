// The routers that were looked at for a request: those worth a line of their own, and the rest by what they miss.
import type { RouteAnswer, RouteCandidate, RouteMiss } from '../backend';

/** Lines for routers that do not match, beside those that do. */
const NEAR = 3;
/** So few others are shown at once: a line that hides three is longer than they are. */
const FEW = 3;

/** Who misses by these was never meant: the rest is what a person may have got wrong. */
const FAR: ReadonlySet<RouteMiss> = new Set<RouteMiss>(['host', 'server-name', 'entry-point', 'protocol']);

export type Fold = { miss: RouteMiss; count: number };
export type Ladder = { rungs: RouteCandidate[]; folds: Fold[]; folded: number };

/** Routers that match, then the next best that miss by little; the others are counted by what they miss. */
export function ladder({ candidates }: Pick<RouteAnswer, 'candidates'>): Ladder {
  const matching = candidates.filter((one) => one.matches);
  const missing = candidates.filter((one) => !one.matches);
  if (missing.length <= FEW) return { rungs: candidates, folds: [], folded: 0 };
  // Where nobody answers, a router that Traefik does not build may be the one that was meant.
  const isNear = ({ miss }: RouteCandidate) =>
    miss !== null && !FAR.has(miss) && (miss !== 'not-built' || matching.length === 0);
  const near = missing.filter(isNear).slice(0, NEAR);
  const rest = missing.filter((one) => !near.includes(one));
  const counts = new Map<RouteMiss, number>();
  for (const { miss } of rest) if (miss) counts.set(miss, (counts.get(miss) ?? 0) + 1);
  const folds = [...counts].map(([miss, count]) => ({ miss, count })).sort((a, b) => b.count - a.count);
  return { rungs: [...matching, ...near], folds, folded: rest.length };
}
