import { describe, expect, it } from 'vitest';
import type { ImportItem, Kind, Problem } from '../backend';
import {
  decisions,
  freshName,
  keyOf,
  lines,
  renameProblem,
  suggested,
  tally,
  type Answer,
} from './decisions';

const problem = (severity: Problem['severity']): Problem => ({
  code: 'x',
  severity,
  message: 'm',
  hint: null,
  file: null,
  line: null,
  column: null,
  path: null,
});
const item = (
  name: string,
  change: ImportItem['change'],
  problems: Problem[] = [],
  kind: Kind = 'http-router',
): ImportItem => ({
  kind,
  name,
  change,
  problems,
  file: 'a.yml',
  line: 1,
  column: 1,
  yours: null,
  theirs: '',
  modern: null,
  enabled: true,
  checked: true,
  secrets: [],
  used_by: [],
});
const items = [
  item('wiki', 'added'),
  item('grafana', 'changed'),
  item('gitea', 'same'),
  item('old', 'added', [problem('error')]),
  item('auth', 'added', [problem('warning')], 'http-middleware'),
];
const answers = (...given: [ImportItem, Partial<Answer>][]) =>
  new Map(given.map(([i, a]) => [keyOf(i), { ...suggested(i), ...a }]));

describe('what is suggested', () => {
  it('takes what is new or different, and leaves what is the same or wrong', () =>
    expect(
      items.map((i) => suggested(i).choice),
      'a warning is no reason to leave it',
    ).toEqual(['take', 'take', 'keep', 'keep', 'take']));
  it('finds the next free name', () => expect(freshName('a', (n) => n === 'a-2' || n === 'a-3')).toBe('a-4'));
});

describe('the count on the button', () => {
  it('starts from what is suggested', () =>
    expect(tally(items, new Map())).toEqual({ adds: 2, replaces: 1, leaves: 2, total: 3 }));
  it('follows each decision', () =>
    expect(
      tally(
        items,
        answers([items[1]!, { choice: 'keep', new_name: '' }], [items[3]!, { choice: 'take', new_name: '' }]),
      ),
    ).toEqual({ adds: 3, replaces: 0, leaves: 2, total: 3 }));
  it('counts another name as added', () =>
    expect(tally(items, answers([items[1]!, { choice: 'rename', new_name: 'grafana-2' }]))).toMatchObject({
      adds: 3,
      replaces: 0,
    }));
});

describe('what the engine is told', () => {
  it('is one decision for each object that differs', () =>
    expect(decisions(items, answers([items[1]!, { choice: 'rename', new_name: ' grafana-2 ' }]))).toEqual([
      { kind: 'http-router', name: 'wiki', choice: 'take' },
      { kind: 'http-router', name: 'grafana', choice: 'rename', new_name: 'grafana-2' },
      { kind: 'http-router', name: 'old', choice: 'keep' },
      { kind: 'http-middleware', name: 'auth', choice: 'take' },
    ]));
});

describe('another name', () => {
  it.each([
    ['', 'A name is needed'],
    ['a b', 'A name has no spaces'],
    ['a@file', 'A name holds no @'],
    ['grafana', 'This is the name it already has'],
    ['wiki', 'The file has another “wiki”'],
    ['grafana-2', null],
  ])('“%s”: %s', (name, words) => expect(renameProblem(items[1]!, name, items)).toBe(words));
  it('may be that of an object of another kind', () =>
    expect(renameProblem(items[1]!, 'auth', items)).toBeNull());
});

describe('the list', () => {
  const order: Kind[] = ['http-router', 'http-service', 'http-middleware'];
  it('has a head for each kind that is there', () =>
    expect(lines({ items }, order, () => true, new Set()).filter((l) => 'group' in l)).toEqual([
      { group: 'http-router', count: 4, folded: false },
      { group: 'http-middleware', count: 1, folded: false },
    ]));
  it('folds a kind to its head, which still counts', () => {
    const folded = lines({ items }, order, () => true, new Set<Kind>(['http-router']));
    expect(folded.map((l) => ('group' in l ? l.count : l.item.name))).toEqual([4, 1, 'auth']);
  });
  it('counts only what is shown', () =>
    expect(lines({ items }, order, (i) => i.change !== 'same', new Set())[0]).toMatchObject({ count: 3 }));
});
