// The map as a list: a row for each router, and one for each thing that no router leads to.
import type { MapColumn } from '../backend';
import { columns, type Chart, type Station, type Step } from './chart';
import { orderOf } from './light';

export type Row = { key: string; cells: Partial<Record<MapColumn, Station[]>> };

/** In the order in which a request reaches them; what is before the first keeps its number. */
function reached(own: Step[], first: number): Map<number, number> {
  const rank = new Map([[first, 0]]);
  const left = [first];
  for (let at = left.shift(); at !== undefined; at = left.shift())
    for (const { from, to } of own) {
      if (from !== at || rank.has(to)) continue;
      rank.set(to, rank.size);
      left.push(to);
    }
  return rank;
}

export function rowsOf(chart: Chart): Row[] {
  const { stations, steps } = chart;
  const byWay = new Map<number, number[]>();
  steps.forEach(({ ways }, at) => {
    for (const way of ways.length > 0 ? ways : [-1]) byWay.set(way, [...(byWay.get(way) ?? []), at]);
  });
  const used = new Set(steps.filter(({ ways }) => ways.length > 0).flatMap(({ from, to }) => [from, to]));
  const entered = new Set(steps.filter(({ from, to }) => from !== to).map(({ to }) => to));
  const isRouter = (at: number) => stations[at]!.column === 'router' && stations[at]!.state !== 'missing';
  const all = stations.map((_, at) => at);
  const loose = all.filter((at) => !isRouter(at) && !used.has(at) && !entered.has(at));
  return [...all.filter(isRouter), ...loose].map((at) => {
    const own = byWay.get(isRouter(at) ? at : -1) ?? [];
    const rank = reached(
      own.map((step) => steps[step]!),
      at,
    );
    const here = isRouter(at)
      ? new Set([at, ...own.flatMap((step) => [steps[step]!.from, steps[step]!.to])])
      : new Set(rank.keys());
    const order = orderOf(chart, { stations: here, steps: new Set(own), ways: isRouter(at) ? [at] : [] });
    const turn = (one: number) => order.get(one) ?? rank.get(one) ?? all.length;
    const sorted = [...here].sort((a, b) => turn(a) - turn(b) || a - b).map((one) => stations[one]!);
    const cells = Object.fromEntries(
      columns.map((column) => [column, sorted.filter((one) => one.column === column)]),
    );
    return { key: stations[at]!.id, cells };
  });
}
