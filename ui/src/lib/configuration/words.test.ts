import { describe, expect, it } from 'vitest';
import type { Problem } from '../backend';
import { about, shortWords } from './words';

const problem = (message: string): Problem => ({
  code: 'X',
  severity: 'error',
  message,
  hint: null,
  file: null,
  line: null,
  column: null,
  path: null,
});

describe('the words of a row', () => {
  it.each([
    [
      'disabled',
      'Traefik will load the file, but this router will not work: there is no service `app`',
      'Will not work: there is no service `app`',
    ],
    [
      'disabled',
      'Traefik will load the file, but this middleware will not work, and no router that uses it: it has no type',
      'Will not work: it has no type',
    ],
    [
      'enabled',
      'It has no server: every request is answered with 503',
      'It has no server: every request is answered with 503',
    ],
  ] as const)('%s: %s', (status, message, words) => {
    expect(shortWords({ status, problems: [problem(message)] })).toBe(words);
  });
});

describe('the line about a component', () => {
  it.each([
    ['basicAuth', 'basicAuth, 1 user', 'basicAuth, 1 user'],
    ['compress', 'compress', 'compress'],
    ['loadBalancer', 'http://192.0.2.9:80', 'loadBalancer · http://192.0.2.9:80'],
    [null, 'g.example.com → grafana', 'g.example.com → grafana'],
    ['plugin', '', 'plugin'],
  ])('%s and %s are %s', (type_name, summary, expected) => {
    expect(about({ type_name, summary, used_by_routers: null })).toBe(expected);
  });
  it('says of a middleware how many routers use it', () => {
    const said = (used_by_routers: number) =>
      about({ type_name: 'chain', summary: 'chain', used_by_routers });
    expect([0, 1, 4].map(said)).toEqual([
      'chain · not used',
      'chain · used by 1 router',
      'chain · used by 4 routers',
    ]);
  });
});
