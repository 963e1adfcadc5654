// Which nodes and steps lie on the ways through a node, and the names of a way in words.
import type { MapColumn } from '../backend';
import { columns, type Chart, type Step } from './chart';
import { t } from './messages';

export type Light = {
  stations: ReadonlySet<number>;
  /** Positions of steps. */
  steps: ReadonlySet<number>;
  /** Routers or groups whose ways are lit. */
  ways: readonly number[];
};

type Indexed = { step: Step; at: number };

/** Everything that is reached from a node along some steps, forwards and backwards. */
function along(some: Indexed[], from: number): Indexed[] {
  const found = new Set<Indexed>();
  for (const [own, other] of [
    ['from', 'to'],
    ['to', 'from'],
  ] as const) {
    const seen = new Set([from]);
    const left = [from];
    for (let node = left.pop(); node !== undefined; node = left.pop())
      for (const one of some) {
        if (one.step[own] !== node) continue;
        found.add(one);
        if (!seen.has(one.step[other])) left.push(one.step[other]);
        seen.add(one.step[other]);
      }
  }
  return [...found];
}

/** Lights every way through a node. */
export function lightOf({ stations, steps }: Chart, node: number): Light {
  const byWay = new Map<number, Indexed[]>();
  steps.forEach((step, at) => {
    // What no router leads to has a way of its own.
    for (const way of step.ways.length > 0 ? step.ways : [-1])
      byWay.set(way, [...(byWay.get(way) ?? []), { step, at }]);
  });
  const isFolded = stations.some(({ group }) => group);
  const lit = new Set<number>();
  const ways: number[] = [];
  for (const [way, some] of byWay) {
    if (!some.some(({ step }) => step.from === node || step.to === node)) continue;
    if (way >= 0) ways.push(way);
    const isOwn = way === node || (isFolded && stations[node]!.group !== null);
    for (const { at } of isOwn ? some : along(some, node)) lit.add(at);
  }
  const reached = new Set([node]);
  for (const at of lit) reached.add(steps[at]!.from).add(steps[at]!.to);
  return { stations: reached, steps: lit, ways };
}

/** The order of middlewares on the way of a single router, from 1. */
export function orderOf({ stations, steps }: Chart, { steps: lit, ways }: Light): Map<number, number> {
  const order = new Map<number, number>();
  if (ways.length !== 1) return order;
  const own = [...lit].map((at) => steps[at]!);
  const isMiddleware = (at: number) => stations[at]!.column === 'middleware';
  const from = (node: number) => own.filter((step) => step.from === node && isMiddleware(step.to));
  const left = from(ways[0]!).map(({ to }) => to);
  for (let node = left.shift(); node !== undefined; node = left.shift()) {
    if (order.has(node)) continue;
    order.set(node, order.size + 1);
    left.push(...from(node).map(({ to }) => to));
  }
  return order;
}

/** The stops of what is lit, column by column: a name, or how many there are. */
export function stopsOf(
  chart: Chart,
  light: Light,
): { column: MapColumn; text: string; isRouter: boolean }[] {
  const order = orderOf(chart, light);
  return columns.flatMap((column) => {
    const here = [...light.stations].filter((at) => chart.stations[at]!.column === column);
    const names = here
      .sort((a, b) => (order.get(a) ?? a) - (order.get(b) ?? b))
      .map((at) => chart.stations[at]!.label);
    if (names.length === 0) return [];
    const isRouter = column === 'router' && names.length === 1;
    if (column === 'middleware' && order.size === names.length)
      return names.map((text) => ({ column, text, isRouter: false }));
    return [{ column, text: names.length === 1 ? names[0]! : t.several(names.length, column), isRouter }];
  });
}
