import { describe, expect, it } from 'vitest';
import '../components/editor/parts';
import '../components/map/MapPane.svelte';
import type { MapQuery } from '../lib/backend';
import { open, screen, settle, within } from './window';

const node = (name: string | RegExp) => screen.getByRole('button', { name });
const lit = () =>
  [...document.querySelectorAll('.node.lit')].map((one) => one.querySelector('text')!.textContent);
const focused = () => document.activeElement?.getAttribute('aria-label') ?? '';
const status = () => document.querySelector('.bar [role=status]')!.textContent;

async function press(user: Awaited<ReturnType<typeof open>>['user'], ...keys: string[]) {
  for (const key of keys) {
    await user.keyboard(key);
    await settle();
  }
}

describe('the map', () => {
  it('is one of two views of the configuration, and remembers nothing of the other', async () => {
    const { user } = await open('configuration');
    await user.click(screen.getByRole('radio', { name: 'Map' }));
    await settle();
    expect(screen.getByRole('group', { name: 'Map of HTTP routers' })).toBeTruthy();
    expect(screen.queryByRole('radio', { name: 'TLS' }), 'TLS has no ways').toBeNull();
    await user.click(screen.getByRole('radio', { name: 'List' }));
    await settle();
    expect(screen.getByTestId('components')).toBeTruthy();
  });

  it('is walked by arrow keys along one way, and Enter opens', async () => {
    const { user } = await open('map-ways');
    const first = document.querySelector<SVGElement>('[data-node][tabindex="0"]')!;
    expect(document.querySelectorAll('[data-node][tabindex="0"]'), 'one stop for the Tab key').toHaveLength(
      1,
    );
    first.focus();
    node(/^Router shop-api/).focus();
    await settle();
    await press(user, '{ArrowRight}');
    expect(focused()).toMatch(/^Middleware limit, step 1, from/);
    await press(user, '{ArrowRight}');
    expect(focused(), 'the way of shop-api, not that of shop').toMatch(/^Middleware login, @docker/);
    await press(user, '{ArrowRight}', '{ArrowRight}');
    expect(focused()).toMatch(/^(Service|Server)/);
    node(/^Router shop-api/).focus();
    await press(user, '{ArrowDown}', '{Home}', '{Enter}');
    await settle();
    expect(
      screen.getByRole('radio', { name: 'List', checked: true }),
      'the component opens as from the list',
    ).toBeTruthy();
  });

  it('lights a way by a press, says it in words, opens by the second, and lets go by Escape', async () => {
    const { user } = await open('map');
    await user.click(node(/^Router grafana/));
    await settle();
    expect(lit()).toEqual(expect.arrayContaining(['grafana.example.com', 'secure-headers', 'auth']));
    expect(lit()).not.toContain('nextcloud');
    const stops = within(screen.getByRole('list', { name: 'The way that is lit' })).getAllByRole('listitem');
    expect(stops.map((one) => one.textContent!.trim())).toEqual([
      'websecure',
      'grafana.example.com',
      'grafana',
      'secure-headers',
      'auth',
      'grafana',
      '10.0.0.14:3000',
    ]);
    node(/^Router grafana/).focus();
    await press(user, '{Escape}');
    expect(lit()).toEqual([]);
    await user.click(node(/^Router grafana/));
    await user.click(node(/^Router grafana/));
    await settle();
    expect(screen.getByRole('heading', { level: 2 }).textContent).toBe('grafana');
  });

  it('lights what the mouse is over, and goes back to what was chosen', async () => {
    const { user } = await open('map');
    await user.click(node(/^Router gitea/));
    await user.hover(node(/^Middleware auth/));
    expect(lit()).toContain('prometheus');
    await user.unhover(node(/^Middleware auth/));
    await user.hover(screen.getByLabelText('Filter the map'));
    await settle();
    expect(lit()).toEqual(expect.arrayContaining(['git.example.com', 'gitea']));
    expect(lit()).not.toContain('prometheus');
  });

  it('asks the engine for what the filter wants, once the typing pauses, and says what is hidden', async () => {
    const asked: MapQuery[] = [];
    const { user } = await open('map', (backend) => {
      const ask = backend.routeMap;
      backend.routeMap = (profile, query) => (asked.push(query), ask(profile, query));
    });
    expect(status()).toBe('16 routers');
    await user.type(screen.getByLabelText('Filter the map'), 'grafana');
    await settle(400);
    expect(asked.map(({ filter }) => filter)).toEqual(['', 'grafana']);
    expect(status()).toBe('1 router · 15 hidden by the filter');
    await user.clear(screen.getByLabelText('Filter the map'));
    await user.click(screen.getByRole('checkbox', { name: 'Only problems' }));
    await settle(400);
    expect(asked.at(-1)).toMatchObject({ filter: '', only_problems: true });
    expect(status()).toMatch(/hidden by the filter$/);
  });

  it('has everything in a table as well, whose names open', async () => {
    const { user } = await open('map-ways');
    await user.click(screen.getByRole('button', { name: 'Show as list' }));
    const table = screen.getByRole('table', { name: 'Ways of HTTP requests' });
    const heads = within(table)
      .getAllByRole('columnheader')
      .map((one) => one.textContent);
    expect(heads).toEqual(['Entry points', 'Hosts', 'Routers', 'Middlewares', 'Services', 'Servers']);
    expect(within(table).getAllByText('missing').length).toBeGreaterThan(0);
    await user.click(within(table).getAllByRole('button', { name: 'limit' })[0]!);
    await settle();
    expect(screen.getByRole('radio', { name: 'List', checked: true })).toBeTruthy();
  });

  it('folds what is too much, opens a part, and leads back', async () => {
    const asked: MapQuery[] = [];
    const { user, container } = await open('map-city', (backend) => {
      const ask = backend.routeMap;
      backend.routeMap = (profile, query) => (asked.push(query), ask(profile, query));
    });
    expect(status()).toBe('1,200 routers');
    expect(container.querySelector('svg[role=group]')!.querySelectorAll('*').length, 'elements').toBeLessThan(
      1200,
    );
    await user.click(node(/^Host street-00/));
    await settle();
    expect(asked.at(-1)!.within, 'only this part is asked for').not.toBeNull();
    expect(screen.getByRole('navigation', { name: 'Parts of the map' }).textContent).toContain('street-00');
    expect(node(/^Router house-0000/)).toBeTruthy();
    node(/^Router house-0000/).focus();
    await press(user, '{Escape}', '{Escape}');
    expect(status()).toBe('1,200 routers');
    expect(screen.queryByRole('navigation', { name: 'Parts of the map' })).toBeNull();
  });

  it('is printed as a table', async () => {
    await open('map-ways');
    window.dispatchEvent(new Event('beforeprint'));
    await settle();
    expect(screen.getByRole('table', { name: 'Ways of HTTP requests' })).toBeTruthy();
    window.dispatchEvent(new Event('afterprint'));
    await settle();
    expect(screen.queryByRole('table')).toBeNull();
  });
});
