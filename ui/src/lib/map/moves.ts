// Where the arrow keys lead: along the steps, and up and down in a column.
import type { Chart } from './chart';
import type { Box } from './layout';

/** What the cursor remembers: the router whose way it follows. */
export type Cursor = { at: number; way: number | null };

const near = (boxes: Box[], at: number, others: number[]): number | undefined =>
  [...others].sort(
    (a, b) => Math.abs(boxes[a]!.y - boxes[at]!.y) - Math.abs(boxes[b]!.y - boxes[at]!.y) || a - b,
  )[0];

/** The way that a node is on: its own, the one it was reached by, or else none. */
export function wayOf({ steps }: Chart, at: number, before: number | null): number | null {
  const ways = new Set(
    steps.filter((step) => step.from === at || step.to === at).flatMap(({ ways }) => ways),
  );
  if (ways.has(at)) return at;
  if (before !== null && ways.has(before)) return before;
  return ways.size === 1 ? [...ways][0]! : null;
}

/** The node that a key leads to; null if it leads nowhere. */
export function movedTo(chart: Chart, boxes: Box[], key: string, { at, way }: Cursor): number | null {
  const { stations, steps } = chart;
  const column = stations
    .map((_, other) => other)
    .filter((other) => stations[other]!.column === stations[at]!.column)
    .sort((a, b) => boxes[a]!.y - boxes[b]!.y || a - b);
  const index = column.indexOf(at);
  const neighbours = (forwards: boolean): number[] => {
    const own = steps.filter((step) => (forwards ? step.from : step.to) === at && step.from !== step.to);
    const onWay = own.filter((step) => way !== null && step.ways.includes(way));
    return (onWay.length > 0 ? onWay : own).map((step) => (forwards ? step.to : step.from));
  };
  switch (key) {
    case 'ArrowRight':
      return near(boxes, at, neighbours(true)) ?? null;
    case 'ArrowLeft':
      return near(boxes, at, neighbours(false)) ?? null;
    case 'ArrowDown':
      return column[index + 1] ?? null;
    case 'ArrowUp':
      return column[index - 1] ?? null;
    case 'Home':
      return column[0] ?? null;
    case 'End':
      return column.at(-1) ?? null;
  }
  if (key.length !== 1 || key === ' ') return null;
  const after = [...column.slice(index + 1), ...column.slice(0, index)];
  return after.find((other) => stations[other]!.label.toLowerCase().startsWith(key.toLowerCase())) ?? null;
}
