import { describe, expect, it } from 'vitest';
import type { ImportItem, Kind, Problem } from '../backend';
import {
  comesOff,
  decisions,
  freshName,
  isConvertible,
  keyOf,
  lines,
  refit,
  renameProblem,
  suggested,
  tally,
  type Answer,
} from './decisions';
import { asWritten, quoteOf } from './quotes';
import { comparedText, doneText, positionOf, refusedTitle, shortened } from './words';

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
  it('takes comments too: they are what somebody wrote', () =>
    expect(suggested(item('wiki', 'comments')).choice).toBe('take'));
  it('finds the next free name', () => expect(freshName('a', (n) => n === 'a-2' || n === 'a-3')).toBe('a-4'));
});

describe('the count on the button', () => {
  it('starts from what is suggested', () =>
    expect(tally(items, new Map())).toEqual({ adds: 2, replaces: 1, leaves: 1, skips: 1, total: 3 }));
  it('follows each decision', () =>
    expect(
      tally(
        items,
        answers([items[1]!, { choice: 'keep', new_name: '' }], [items[3]!, { choice: 'take', new_name: '' }]),
      ),
    ).toEqual({ adds: 3, replaces: 0, leaves: 1, skips: 1, total: 3 }));
  it('counts another name as added', () =>
    expect(tally(items, answers([items[1]!, { choice: 'rename', new_name: 'grafana-2' }]))).toMatchObject({
      adds: 3,
      replaces: 0,
    }));
});

describe('what the engine is told', () => {
  it('is one decision for each component that differs', () =>
    expect(decisions(items, answers([items[1]!, { choice: 'rename', new_name: ' grafana-2 ' }]))).toEqual([
      { kind: 'http-router', name: 'wiki', choice: 'take' },
      { kind: 'http-router', name: 'grafana', choice: 'rename', new_name: 'grafana-2' },
      { kind: 'http-router', name: 'old', choice: 'keep' },
      { kind: 'http-middleware', name: 'auth', choice: 'take' },
    ]));
});

describe('another name', () => {
  it.each([
    ['', 'Enter a name'],
    ['a b', 'A name cannot contain spaces'],
    ['a@file', 'A name cannot contain @'],
    ['grafana', 'This is already its name'],
    ['wiki', 'The file already has another “wiki”'],
    ['grafana-2', null],
  ])('“%s”: %s', (name, words) => expect(renameProblem(items[1]!, name, items)).toBe(words));
  it('may be that of a component of another kind', () =>
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

describe('converting', () => {
  const old = { ...item('lan', 'added'), modern: 'ipAllowList: {}' };

  it('is offered only for what would come in', () =>
    expect([isConvertible(old), isConvertible({ ...old, change: 'same' }), isConvertible(items[0]!)]).toEqual(
      [true, false, false],
    ));
  it('is told to the engine, under another name too', () => {
    const told = (a: Partial<Answer>) => decisions([old], answers([old, a]))[0];
    expect(told({ convert: true })).toMatchObject({ choice: 'take', convert: true });
    expect(told({ convert: true, choice: 'rename', new_name: 'lan-2' })).toMatchObject({ convert: true });
    expect(told({ convert: true, choice: 'keep' }), 'what stays out is not converted').toEqual({
      kind: 'http-router',
      name: 'lan',
      choice: 'keep',
    });
  });
});

describe('switched off', () => {
  const wrong = items[3]!;
  const off = { ...item('shop', 'added'), enabled: false };

  it('is how something wrong comes in, once it is taken', () => {
    expect(suggested(wrong)).toMatchObject({ choice: 'keep', switched_off: true });
    expect(decisions([wrong], answers([wrong, { choice: 'take' }]))[0]).toEqual({
      kind: 'http-router',
      name: 'old',
      choice: 'take',
      switched_off: true,
    });
  });
  it('can be wanted of anything that comes in', () =>
    expect(decisions(items, answers([items[0]!, { switched_off: true }]))[0]).toMatchObject({
      choice: 'take',
      switched_off: true,
    }));
  it('follows what is off there, as the engine does', () => {
    expect(comesOff(off, suggested(off)), 'a new one').toBe(true);
    expect(decisions([off], new Map())[0], 'nothing to be told: it is so already').toEqual({
      kind: 'http-router',
      name: 'shop',
      choice: 'take',
    });
    const replaces = { ...off, change: 'changed' as const };
    expect(comesOff(replaces, suggested(replaces)), 'what it replaces keeps its switch').toBe(false);
    expect(
      comesOff(replaces, { ...suggested(replaces), choice: 'rename' }),
      'under another name it is new',
    ).toBe(true);
    expect(comesOff(off, { ...suggested(off), choice: 'keep' }), 'left out').toBe(false);
  });
});

describe('another target', () => {
  const keep: [ImportItem, Partial<Answer>] = [items[1]!, { choice: 'keep', switched_off: true }];

  it('keeps a choice where the component stands as before', () => {
    const { answers: kept, dropped } = refit(items, answers(keep), items);
    expect(kept.get('http-router/grafana')).toMatchObject({ choice: 'keep' });
    expect(dropped).toBe(0);
  });
  it('drops “keep mine” where there is no mine, and says so', () => {
    const there = items.map((i) => ({ ...i, change: 'added' as const }));
    const { answers: kept, dropped } = refit(items, answers(keep), there);
    expect(kept.get('http-router/grafana')).toMatchObject({ choice: 'take', switched_off: true });
    expect(dropped).toBe(1);
  });
  it('keeps what is wanted of the component itself', () => {
    const old = { ...item('lan', 'added'), modern: 'x' };
    const there = { ...old, change: 'changed' as const };
    expect(refit([old], answers([old, { convert: true }]), [there]).answers.get(keyOf(old))).toMatchObject({
      choice: 'take',
      convert: true,
    });
  });
  it('forgets what is the same there or not in the file any more', () => {
    const same = { ...items[1]!, change: 'same' as const };
    expect(refit(items, answers(keep), [same]).answers.size).toBe(0);
    expect(refit(items, answers(keep), []).answers.size).toBe(0);
  });
  it('is summed up', () =>
    expect(comparedText('Staging', { adds: 4, replaces: 1, leaves: 0, skips: 0, total: 5 }, 2)).toBe(
      'Compared with “Staging”: adds 4, replaces 1. 2 decisions no longer applied and were reset to the suggestion',
    ));
});

describe('the line of a finding', () => {
  const review = {
    excerpts: [
      { file: 'a.yml', line: 7, text: '  - "photos:$apr1$x"' },
      { file: 'b.yml', line: 7, text: 'other' },
      { file: 'a.yml', line: 9, text: 'x'.repeat(200) },
    ],
    rejected: [],
  };
  const at = (line: number | null, secrets: string[] = [], file = 'a.yml') =>
    quoteOf({ file: null, line }, file, review, secrets);

  it('is that of its own file', () => {
    expect(at(7)).toEqual({ line: 7, text: '  - "photos:$apr1$x"' });
    expect(at(7, [], 'b.yml')?.text).toBe('other');
  });
  it('is left out where there is none', () => expect([at(null), at(8)]).toEqual([null, null]));
  it('is left out where it was cut: half a secret would not be recognised', () => {
    expect(at(9), 'nothing to hide').not.toBeNull();
    expect(at(9, ['hidden'])).toBeNull();
  });
  it('hides secrets as the file writes them', () =>
    expect(asWritten(['a"b', "it's"])).toEqual(['a"b', 'a\\"b', "it's", "it''s"]));
});

describe('the words', () => {
  it('count the files that cannot be imported among all', () =>
    expect(refusedTitle({ files: ['a', 'b'], refused: [{}] as never })).toBe(
      '1 of 3 files cannot be imported',
    ));
  it('never hide what was skipped', () =>
    expect(doneText({ added: [1, 2], changed: [], left_out: [3], refused: [4] } as never)).toBe(
      '2 added, 0 replaced, 1 left out. 1 file could not be imported.',
    ));
  it('say where a component is from', () => {
    expect(positionOf({ file: 'a.yml', line: 4 }, false)).toBe('in the file, line 4');
    expect(positionOf({ file: 'a.yml', line: 4 }, true)).toBe('a.yml, line 4');
    expect(positionOf({ file: 'mantrae.db', line: 0 }, false), 'a database has no lines').toBe(
      'from the database',
    );
  });
  it('leave out the folder that all files share', () => {
    const files = ['dynamic/a.yml', 'dynamic/more/b.yml'];
    expect(files.map(shortened(files))).toEqual(['a.yml', 'more/b.yml']);
    expect(shortened(['dynamic/a.yml', 'b.yml'])('dynamic/a.yml')).toBe('dynamic/a.yml');
  });
});
