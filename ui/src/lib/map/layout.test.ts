import { describe, expect, it } from 'vitest';
import type { RouteMap } from '../backend';
import { all } from '../backend/fake/samples';
import { chartOf, type Chart, type Station, type Step } from './chart';
import { layoutOf, type Box } from './layout';
import { crossings } from './order';
import { spread } from './spread';
import { fitted, shortened, widthOf } from './widths';

const recordedMaps = all<RouteMap>('routeMap').filter(({ answer }) => answer.nodes.length > 0);

/** What stands over something else. */
function overlaps(boxes: Box[]): string[] {
  return boxes.flatMap((a, i) =>
    boxes
      .slice(i + 1)
      .filter(
        (b) => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height,
      )
      .map((b) => `${JSON.stringify(a)} and ${JSON.stringify(b)}`),
  );
}

const station = (column: Station['column'], label: string): Station => ({
  id: `${column}/${label}`,
  column,
  label,
  name: label,
  detail: null,
  provider: null,
  state: 'fine',
  problem: null,
  component: null,
  group: null,
  also: [],
});

/** A hundred routers that share middlewares and services without any order. */
function tangled(): Chart {
  const columns = ['entry-point', 'host', 'router', 'middleware', 'service', 'server'] as const;
  const sizes = [3, 60, 100, 20, 60, 57];
  const stations = columns.flatMap((column, at) =>
    Array.from({ length: sizes[at]! }, (_, n) => station(column, `${column}-${n}`)),
  );
  const first = sizes.map((_, at) => sizes.slice(0, at).reduce((sum, one) => sum + one, 0));
  const steps: Step[] = [];
  for (let n = 0; n < 100; n++) {
    const pick = (column: number, seed: number) => first[column]! + ((n * seed + 7) % sizes[column]!);
    const [entry, host, router, service, server] = [
      pick(0, 5),
      pick(1, 13),
      first[2]! + n,
      pick(4, 31),
      pick(5, 17),
    ];
    const way = [entry, host, router, ...(n % 3 === 0 ? [] : [pick(3, 11)]), service, server];
    way.slice(1).forEach((to, at) => steps.push({ from: way[at]!, to, ways: [router] }));
  }
  return { stations, steps, by: null };
}

describe('the layout of a map', () => {
  it.each(recordedMaps.map(({ args, answer }) => [JSON.stringify(args), answer] as const))(
    'of %s',
    (_, map) => {
      const chart = chartOf(map);
      for (const room of [480, 960, 2000]) {
        const layout = layoutOf(chart, room);
        expect(overlaps(layout.boxes), 'nothing stands over anything').toEqual([]);
        expect(layoutOf(chart, room), 'the same every time').toEqual(layout);
        for (const { x, y, width, height } of layout.boxes) {
          expect(Math.min(x, y)).toBeGreaterThanOrEqual(0);
          expect(x + width).toBeLessThanOrEqual(layout.width);
          expect(y + height).toBeLessThanOrEqual(layout.height);
        }
        expect(layout.paths.join(''), 'every step has a path').not.toMatch(/NaN|undefined/);
        expect(layout.paths).toHaveLength(chart.steps.length);
      }
      expect(layoutOf(chart, 1200).width, 'it fits where there is room').toBeLessThanOrEqual(1200);
    },
  );

  it('of three hundred nodes takes no time, and has fewer crossings than as they came', () => {
    const chart = tangled();
    expect(chart.stations).toHaveLength(300);
    const begin = performance.now();
    const { boxes } = layoutOf(chart, 1200);
    expect(performance.now() - begin, 'milliseconds').toBeLessThan(250);
    expect(overlaps(boxes)).toEqual([]);
    const between = (height: (at: number) => number) =>
      ['host', 'router'].reduce((sum, column) => {
        const rank = new Map(
          chart.stations
            .map((_, at) => at)
            .sort((a, b) => height(a) - height(b))
            .map((at, n) => [at, n]),
        );
        const some = chart.steps.filter(({ to }) => chart.stations[to]!.column === column);
        return (
          sum +
          crossings(
            some.map(({ from, to }) => [rank.get(from)!, rank.get(to)!]),
            rank.size,
          )
        );
      }, 0);
    expect(between((at) => boxes[at]!.y)).toBeLessThan(between((at) => at) / 2);
  });

  it.each([
    [[], [], []],
    [[5], [], [5]],
    [[0, 100], [10], [0, 100]],
    [[50, 50], [10], [45, 55]],
    [
      [30, 0, 0],
      [10, 10],
      [0, 10, 20],
    ],
    [
      [0, 0, 100, 100],
      [20, 20, 20],
      [-10, 10, 90, 110],
    ],
  ])('spreads %j by %j to %j', (wanted, apart, expected) => {
    expect(spread(wanted, apart)).toEqual(expected);
  });

  it.each([
    [
      [
        [0, 0],
        [1, 1],
      ],
      0,
    ],
    [
      [
        [0, 1],
        [1, 0],
      ],
      1,
    ],
    [
      [
        [0, 2],
        [1, 1],
        [2, 0],
      ],
      3,
    ],
    [
      [
        [0, 0],
        [0, 1],
        [1, 0],
      ],
      1,
    ],
  ] as [[number, number][], number][])('counts the crossings of %j: %i', (pairs, expected) => {
    expect(crossings(pairs, 3)).toBe(expected);
  });
});

describe('words on a map', () => {
  it('are cut where they do not fit, never in the middle of a letter', () => {
    const long = station('router', 'a-name-that-is-much-too-long 🙂🙂🙂🙂');
    expect(shortened(long, widthOf(long))).toBe(long.label);
    expect(shortened(long, 96)).toMatch(/^a-name.*…$/);
    const smileys = station('router', '🙂'.repeat(40));
    expect(shortened(smileys, 96)).toMatch(/^(🙂)+…$/u);
  });

  it.each([
    [[100, 100], 300, [100, 100]],
    [[100, 300], 300, [100, 200]],
    [[300, 300], 300, [150, 150]],
    [[300, 300], 100, [96, 96]],
  ])('columns %j in %i become %j', (wanted, room, expected) => {
    const found = fitted(wanted, room, 96);
    found.forEach((one, at) => expect(Math.abs(one - expected[at]!)).toBeLessThanOrEqual(1));
  });
});
