// The order of nodes in each column, so that few steps cross: the barycentre method, both ways, a few times.

/** A node or, where a step passes a column, the point at which it does. */
export type Item = { column: number; left: number[]; right: number[]; same: number[] };

/** How many pairs of steps between two columns cross. */
export function crossings(pairs: [number, number][], size: number): number {
  pairs.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const tree = new Array<number>(size + 1).fill(0);
  let found = 0;
  pairs.forEach(([, to], seen) => {
    let before = 0;
    for (let at = to + 1; at > 0; at -= at & -at) before += tree[at]!;
    found += seen - before;
    for (let at = to + 1; at <= size; at += at & -at) tree[at]! += 1;
  });
  return found;
}

const SWEEPS = 8;

/** Sorts the columns; `columns` holds positions of items, in an order to begin with. */
export function ordered(items: Item[], columns: number[][]): number[][] {
  let order = columns.map((column) => [...column]);
  let best = order;
  let least = Infinity;
  const rank = new Array<number>(items.length).fill(0);
  const number = (column: number[]) => column.forEach((item, at) => (rank[item] = at));
  order.forEach(number);
  for (let sweep = 0; sweep < SWEEPS && least > 0; sweep++) {
    const forwards = sweep % 2 === 0;
    order = order.map((column) => column);
    const turns = forwards ? order.keys() : [...order.keys()].reverse();
    for (const at of turns) {
      order[at] = sorted(items, order[at]!, rank, forwards ? 'left' : 'right');
      number(order[at]!);
    }
    const all = total(items, order, rank);
    if (all < least) [least, best] = [all, order.map((column) => [...column])];
  }
  return best;
}

function total(items: Item[], order: number[][], rank: number[]): number {
  return order.reduce((sum, column, at) => {
    const pairs = column.flatMap((item) =>
      items[item]!.right.map((to): [number, number] => [rank[item]!, rank[to]!]),
    );
    return sum + crossings(pairs, order[at + 1]?.length ?? 0);
  }, 0);
}

/** A column by the middle of its neighbours on one side; what has none stays beside what leads to it, or where it is. */
function sorted(items: Item[], column: number[], rank: number[], side: 'left' | 'right'): number[] {
  const middle = new Map<number, number>();
  for (const item of column) {
    const others = items[item]![side];
    if (others.length > 0) middle.set(item, others.reduce((sum, one) => sum + rank[one]!, 0) / others.length);
  }
  // Inside a column: behind what leads to it.
  for (let turn = 0; turn < 8; turn++)
    for (const item of column) {
      const before = items[item]!.same.filter((one) => middle.has(one));
      if (middle.has(item) || before.length === 0) continue;
      middle.set(item, Math.max(...before.map((one) => middle.get(one)!)) + 0.001 * (turn + 1));
    }
  let last = -1;
  const value = new Map<number, number>();
  for (const item of column) {
    const { left, right, same } = items[item]!;
    // What nothing leads to stands below the rest.
    const isAlone = left.length + right.length + same.length === 0;
    last = middle.get(item) ?? last;
    value.set(item, isAlone ? Infinity : last);
  }
  return [...column].sort((a, b) => compare(value.get(a)!, value.get(b)!) || rank[a]! - rank[b]!);
}

const compare = (a: number, b: number): number => (a === b ? 0 : a < b ? -1 : 1);
