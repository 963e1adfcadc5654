import { describe, expect, it } from 'vitest';
import type { RouteMap } from '../backend';
import { recorded } from '../backend/fake/samples';
import { chartOf, type Chart } from './chart';
import { layoutOf } from './layout';
import { lightOf, orderOf, stopsOf } from './light';
import { movedTo, wayOf } from './moves';
import { rowsOf } from './rows';
import { spoken } from './words';

const query = { protocol: 'http', filter: '', only_problems: false, within: null };
const chart = chartOf(recorded<RouteMap>('routeMap', 'All ways', query));
const city = chartOf(recorded<RouteMap>('routeMap', 'Big city', query));

const at = (id: string, { stations }: Chart = chart): number => {
  const found = stations.findIndex((one) => one.id === id);
  if (found < 0) throw new Error(`no ${id}`);
  return found;
};
const lit = (id: string) => [...lightOf(chart, at(id)).stations].map((one) => chart.stations[one]!.id);
const stops = (id: string) => stopsOf(chart, lightOf(chart, at(id))).map(({ text }) => text);

describe('the lit way', () => {
  it('of a router is its own, although it shares nodes with others', () => {
    const own = lit('router/shop');
    expect(own).toContain('middleware/limit');
    expect(own, 'from its service').toContain('server/http://192.0.2.12:8080');
    expect(own, 'what others reach through the same middleware').not.toContain('service/shop-api');
    expect(own).not.toContain('router/team');
  });

  it('of a shared node is that of all its routers', () => {
    const shared = lit('middleware/limit');
    for (const id of ['router/shop', 'router/shop-api', 'service/shop', 'service/shop-api'])
      expect(shared).toContain(id);
    expect(shared, 'not what only lies beside it').not.toContain('router/old-shop');
  });

  it('of a server goes back only through what leads to it', () => {
    const green = lit('server/http://192.0.2.12:8080');
    expect(green).toContain('service/shop-green');
    expect(green).not.toContain('service/shop-blue');
  });

  it('of a child has the middlewares of its parent', () => {
    expect(lit('router/team-wiki')).toEqual(
      expect.arrayContaining(['router/team', 'middleware/compress', 'service/wiki']),
    );
  });

  it('of what no router leads to stays by itself', () => {
    expect(lit('service/unused').sort()).toEqual(['server/http://192.0.2.60:80', 'service/unused']);
  });

  it('of a folded node is its group', () => {
    const some = [...lightOf(city, 2).stations].map((one) => city.stations[one]!);
    expect(new Set(some.filter(({ group }) => group).map(({ group }) => group!.first)).size).toBe(1);
  });

  it.each([
    [
      'router/shop-api',
      ['websecure', 'shop.example.com', 'shop-api', 'limit', 'login', '3 services', '3 servers'],
    ],
    ['router/nowhere', ['websecure', '^.+\\.example\\.net$', 'nowhere', 'no service']],
    ['middleware/limit', ['websecure', '2 hosts', '2 routers', '5 middlewares', '5 services', '4 servers']],
  ])('of %s in words', (id, expected) => expect(stops(id)).toEqual(expected));

  it('numbers the middlewares in the order of a request', () => {
    const light = lightOf(chart, at('router/shop'));
    const order = [...orderOf(chart, light)].map(([one, n]) => [chart.stations[one]!.label, n]);
    expect(order).toEqual([
      ['edge', 1],
      ['secure-headers', 2],
      ['compress', 3],
      ['limit', 4],
    ]);
    expect(
      orderOf(chart, lightOf(chart, at('middleware/limit'))).size,
      'several ways have no one order',
    ).toBe(0);
  });
});

describe('arrow keys', () => {
  const { boxes } = layoutOf(chart, 1200);
  function walk(from: string, keys: string[]): string {
    let one = at(from);
    let way = wayOf(chart, one, null);
    for (const key of keys) {
      const to = movedTo(chart, boxes, key, { at: one, way });
      if (to === null) continue;
      one = to;
      way = wayOf(chart, one, way);
    }
    return chart.stations[one]!.id;
  }
  const right = (n: number) => new Array<string>(n).fill('ArrowRight');

  it.each([
    ['router/shop', right(4), 'middleware/limit'],
    ['router/shop', right(5), 'service/shop'],
    ['router/shop-api', right(1), 'middleware/limit'],
    ['router/shop-api', right(2), 'middleware/login@docker'],
    ['router/shop-api', right(3), 'service/shop-api'],
    ['router/shop-api', [...right(3), 'ArrowLeft', 'ArrowLeft', 'ArrowLeft'], 'router/shop-api'],
    ['router/dashboard', ['ArrowLeft', 'ArrowLeft'], 'entry-point/websecure'],
    ['router/dashboard', ['ArrowLeft', 'ArrowLeft', 'ArrowLeft'], 'entry-point/websecure'],
    ['router/dashboard', ['t'], 'router/team'],
    ['router/dashboard', ['x'], 'router/dashboard'],
  ])('from %s by %j to %s', (from, keys, to) => expect(walk(from, keys)).toBe(to));

  it('go up and down a column, and to its ends', () => {
    const column = chart.stations
      .map((_, one) => one)
      .filter((one) => chart.stations[one]!.column === 'router');
    const sorted = column.sort((a, b) => boxes[a]!.y - boxes[b]!.y).map((one) => chart.stations[one]!.id);
    expect(walk(sorted[3]!, ['ArrowDown'])).toBe(sorted[4]);
    expect(walk(sorted[3]!, ['ArrowUp'])).toBe(sorted[2]);
    expect(walk(sorted[3]!, ['End'])).toBe(sorted.at(-1));
    expect(walk(sorted[3]!, ['Home'])).toBe(sorted[0]);
  });

  it('reach every node', () => {
    const seen = new Set([0]);
    const left = [0];
    for (let one = left.pop(); one !== undefined; one = left.pop())
      for (const key of ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown']) {
        const to = movedTo(chart, boxes, key, { at: one, way: null });
        if (to === null || seen.has(to)) continue;
        seen.add(to);
        left.push(to);
      }
    expect(chart.stations.filter((_, one) => !seen.has(one)).map(({ id }) => id)).toEqual([]);
  });
});

describe('the list', () => {
  const rows = rowsOf(chart).map(({ cells }) =>
    Object.values(cells)
      .map((cell) => cell.map(({ name }) => name).join(' '))
      .join(' | '),
  );

  it('has a row for each router, in the order of a request', () => {
    expect(rows).toContain(
      'websecure | shop.example.com www.example.com | shop | edge secure-headers compress limit | shop shop-blue shop-green | http://192.0.2.10:8080 http://192.0.2.11:8080 http://192.0.2.12:8080',
    );
    expect(rows).toContain('web | any host | anything |  | acme | ');
  });

  it('names everything that is on the map', () => {
    const named = new Set(
      rowsOf(chart).flatMap(({ cells }) =>
        Object.values(cells)
          .flat()
          .map(({ id }) => id),
      ),
    );
    expect(chart.stations.map(({ id }) => id).filter((id) => !named.has(id))).toEqual([]);
  });
});

describe('names aloud', () => {
  it.each([
    ['router/shop', 'Router shop, from shop.example.com and www.example.com, to edge, also uses modern'],
    ['middleware/login@docker', 'Middleware login, @docker, from limit, to shop-api'],
    ['middleware/auth', 'Middleware auth, missing, from team-chat, to chat'],
    ['router/old-shop', 'Router old-shop, off, from old.example.com, to shop-blue'],
    ['host/', 'Host any host, from web, to anything'],
  ])('%s', (id, expected) => expect(spoken(chart, at(id), undefined)).toBe(expected));
});
