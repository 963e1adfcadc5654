// Where everything of a map stands. Lengths are CSS pixels at text size 100 %.
import type { MapColumn } from '../backend';
import { columns, type Chart, type Station } from './chart';
import { ordered, type Item } from './order';
import { spread } from './spread';
import { fitted, widthOf } from './widths';

export type Box = { x: number; y: number; width: number; height: number };
export type Head = { column: MapColumn; x: number; width: number };
export type Layout = {
  width: number;
  height: number;
  heads: Head[];
  /** Of each station, by its upper left corner. */
  boxes: Box[];
  /** Of each step, as path data. */
  paths: string[];
};

const TOP = 44;
const SIDE = 24;
const HEIGHT = 28;
const GAP = { nodes: 12, passing: 7 };
const FAR = 300;
const CHANNEL = { least: 30, most: 84 };

export function layoutOf(chart: Chart, room: number): Layout {
  const { stations, steps } = chart;
  const used = columns.filter((column) => stations.some((one) => one.column === column));
  const columnOf = stations.map(({ column }) => used.indexOf(column));
  const items: Item[] = stations.map((_, at) => ({ column: columnOf[at]!, left: [], right: [], same: [] }));
  const lists: number[][] = used.map((_, column) =>
    stations.map((_, at) => at).filter((at) => columnOf[at] === column),
  );
  // A step that passes a column does so between its nodes.
  const trails = steps.map(({ from, to }) => {
    const trail = [from];
    if (columnOf[from] === columnOf[to]) {
      if (from !== to) items[to]!.same.push(from);
      return [from, to];
    }
    for (let column = columnOf[from]! + 1; column < columnOf[to]!; column++) {
      const at = items.push({ column, left: [], right: [], same: [] }) - 1;
      lists[column]!.push(at);
      trail.push(at);
    }
    trail.push(to);
    trail.slice(1).forEach((at, before) => {
      items[trail[before]!]!.right.push(at);
      items[at]!.left.push(trail[before]!);
    });
    return trail;
  });
  const order = ordered(items, lists);
  const middles = settled(items, order, stations.length);
  const { xs, widths, width } = across(stations, used, room);
  const boxes = stations.map(({}, at): Box => {
    const column = columnOf[at]!;
    return { x: xs[column]!, y: middles[at]! - HEIGHT / 2, width: widths[column]!, height: HEIGHT };
  });
  const beside = new Set(
    order.flatMap((column) => column.slice(1).map((at, before) => `${column[before]} ${at}`)),
  );
  const edges = used.map((_, column) => ({ x: xs[column]!, end: xs[column]! + widths[column]! }));
  const paths = steps.map(({ from, to }, step) => {
    if (columnOf[from] !== columnOf[to])
      return across_(trails[step]!.map((at) => ({ y: middles[at]!, ...edges[items[at]!.column]! })));
    const isNext = beside.has(`${from} ${to}`) || beside.has(`${to} ${from}`);
    return within(boxes[from]!, boxes[to]!, isNext && from !== to);
  });
  const bottom = Math.max(TOP, ...middles.map((y) => y + HEIGHT / 2));
  return {
    width,
    height: Math.ceil(bottom + SIDE),
    heads: used.map((column, at) => ({ column, x: xs[at]!, width: widths[at]! })),
    boxes,
    paths,
  };
}

/** The middle of each item. The fullest column stands evenly; the others follow their neighbours, from it outwards. */
function settled(items: Item[], order: number[][], nodes: number): number[] {
  const isNode = (at: number) => at < nodes;
  const tall = (at: number) => (isNode(at) ? HEIGHT : 2);
  const apart = (a: number, b: number) =>
    (tall(a) + tall(b)) / 2 + (isNode(a) && isNode(b) ? GAP.nodes : GAP.passing);
  const distances = order.map((column) => column.slice(1).map((at, before) => apart(column[before]!, at)));
  const lengths = distances.map((some) => some.reduce((sum, one) => sum + one, 0));
  const fullest = lengths.indexOf(Math.max(...lengths, 0));
  const middles = new Array<number>(items.length).fill(0);
  const settle = (column: number, sides: ('left' | 'right')[]) => {
    const list = order[column] ?? [];
    let next = 0;
    const after = (want: number, index: number) => {
      next = want + (distances[column]![index] ?? 0);
      return want;
    };
    const wanted = list.map((at, index) => {
      const others = sides.flatMap((side) => items[at]![side].map((one) => ({ one, side })));
      if (others.length === 0) return after(next, index);
      // What many share pulls little.
      const pulls = others.map(({ one, side }) => 1 / items[one]![side === 'left' ? 'right' : 'left'].length);
      const sum = others.reduce((sum, { one }, index) => sum + middles[one]! * pulls[index]!, 0);
      const middle = sum / pulls.reduce((sum, pull) => sum + pull, 0);
      const first = Math.min(...others.map(({ one }) => middles[one]!));
      // An entry point of very many stands beside the first of them: the middle may be far out of sight.
      return after(column === 0 && middle - first > FAR ? first : middle, index);
    });
    spread(wanted, distances[column]!).forEach((y, index) => (middles[list[index]!] = y));
  };
  settle(fullest, []);
  for (let column = fullest + 1; column < order.length; column++) settle(column, ['left']);
  for (let column = fullest - 1; column >= 0; column--) settle(column, ['right']);
  // Once more with both sides, so that what lies between two full columns is straight.
  for (let column = 0; column < order.length; column++)
    if (column !== fullest) settle(column, ['left', 'right']);
  const top = Math.min(...middles.map((y, at) => y - tall(at) / 2), Infinity);
  return middles.map((y) => Math.round((y - top + TOP) * 10) / 10);
}

/** Columns as wide as their words, as far as there is room; what is left goes between them. */
function across(stations: Station[], used: MapColumn[], room: number) {
  const wanted = used.map((column) =>
    Math.max(
      96,
      ...stations
        .filter((one) => one.column === column)
        .map((one) => Math.min(one.group ? 300 : 240, widthOf(one))),
    ),
  );
  const channels = Math.max(used.length - 1, 0);
  const widths = fitted(wanted, room - 2 * SIDE - channels * CHANNEL.least, 128);
  const taken = widths.reduce((sum, one) => sum + one, 0);
  const free = channels > 0 ? (room - 2 * SIDE - taken) / channels : 0;
  const channel = Math.min(Math.max(free, CHANNEL.least), CHANNEL.most);
  let x = SIDE;
  const xs = widths.map((width) => {
    const here = x;
    x += width + channel;
    return here;
  });
  return { xs, widths, width: Math.ceil(x - channel + SIDE) };
}

type Point = { x: number; end: number; y: number };

/** From the right of one to the left of another, straight through the columns between. */
function across_([first, ...rest]: Point[]): string {
  let path = `M${first!.end} ${first!.y}`;
  let from = { x: first!.end, y: first!.y };
  rest.forEach((to, at) => {
    const half = (from.x + to.x) / 2;
    path += `C${half} ${from.y} ${half} ${to.y} ${to.x} ${to.y}`;
    if (at < rest.length - 1) path += ['H', to.end].join(' ');
    from = { x: to.end, y: to.y };
  });
  return path;
}

/** Between two nodes of a column: straight if nothing stands between them, else around on the right. */
function within(from: Box, to: Box, isNext: boolean): string {
  const down = to.y >= from.y;
  if (isNext) {
    const x = from.x + from.width / 2;
    return ['M', x, down ? from.y + HEIGHT : from.y, 'V', down ? to.y : to.y + HEIGHT].join(' ');
  }
  const x = from.x + from.width;
  const [a, b] = [from.y + HEIGHT / 2 + 5, to.y + HEIGHT / 2 - 5];
  return `M${x} ${a}C${x + 22} ${a} ${x + 22} ${b} ${x} ${b}`;
}
