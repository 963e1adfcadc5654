import { describe, expect, it } from 'vitest';
import type { ComponentRow, Kind } from '../../backend';
import { componentItem, item, type Group } from './items';
import { search } from './search';

const row = (kind: Kind, name: string, summary: string): ComponentRow => ({
  kind,
  name,
  summary,
  enabled: true,
  checked: true,
  type_name: null,
  braces: 'text',
  used_by_routers: null,
  status: 'enabled',
  problems: [],
});
const component = (kind: Kind, name: string, summary = '') =>
  componentItem(row(kind, name, summary), () => {});
const other = (group: Group, title: string) =>
  item({ id: title, group, icon: 'now', title, detail: '', run: () => {} });

const items = [
  item({
    id: 'screen/overview',
    group: 'go',
    icon: 'overview',
    title: 'Overview',
    detail: 'Screen',
    run: () => {},
  }),
  component('http-router', 'telegraf', 't.example.com → telegraf'),
  component('http-router', 'grafana', 'g.example.com → grafana'),
  component('http-service', 'grafana', '192.0.2.31:3000'),
  component('http-middleware', 'secure-headers', 'headers'),
  component('tcp-router', 'database', 'db.example.com → database'),
  other('actions', 'Back up now'),
  other('backups', 'Backup from 12 Nov 2026, 11:02'),
  other('settings', 'Storage: folder and S3'),
];
const told = (text: string, recent: string[] = []) =>
  search(items, text, recent).map(
    ({ group, hits }) => `${group}: ${hits.map((h) => h.item.title).join(', ')}`,
  );

describe('what is found', () => {
  it.each([
    ['graf', ['go: grafana, grafana, telegraf']],
    ['grafana service', ['go: grafana']],
    ['back', ['actions: Back up now', 'backups: Backup from 12 Nov 2026, 11:02']],
    ['12 nov', ['backups: Backup from 12 Nov 2026, 11:02']],
    ['S3', ['settings: Storage: folder and S3']],
    ['>back', ['actions: Back up now']],
    ['@g.ex', ['go: grafana']],
    ['@database', []],
    ['192.0.2.31', ['go: grafana']],
    ['xyzzy', []],
  ])('%s', (text, expected) => expect(told(text)).toEqual(expected));

  it('begins with what was used last, else with the screens', () => {
    expect(told('', ['component/http-service/grafana', 'gone', 'Back up now'])[0]).toBe(
      'recent: grafana, Back up now',
    );
    expect(told('')[0]).toBe('go: Overview');
  });

  it('answers at once among ten thousand components', () => {
    const many = Array.from({ length: 10_000 }, (_, i) =>
      component('http-router', `app-${i}-of-the-home-lab`, `app-${i}.example.com → app-${i}`),
    );
    search(many, 'warm up');
    // What the processor worked, not what the clock says: other programs may be busy too.
    const times = ['a', 'ap', 'app-99', 'hlab', 'zzz', '@app-5', 'of the lab 77'].map((text) => {
      const before = process.cpuUsage();
      search(many, text);
      return process.cpuUsage(before).user / 1000;
    });
    const said = times.map((ms) => ms.toFixed(1)).join(', ');
    expect(times.toSorted((a, b) => a - b)[3], `a key takes ${said} ms`).toBeLessThan(50);
  });
});
