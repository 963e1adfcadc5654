import { describe, expect, it } from 'vitest';
import { find, matchWord, pieces } from './match';

const marked = (word: string, text: string) => {
  const found = matchWord(word, text);
  return (
    found &&
    pieces(text, found.ranges)
      .map(({ text, hit }) => (hit ? `[${text}]` : text))
      .join('')
  );
};

describe('a word', () => {
  it.each([
    ['graf', 'grafana', '[graf]ana'],
    ['ass', 'home-assistant', 'home-[ass]istant'],
    ['hmas', 'home-assistant', '[h]o[m]e-[as]sistant'],
    ['an', 'grafana and more', 'grafana [an]d more'],
    ['ana', 'grafana', 'graf[ana]'],
    ['gfn', 'grafana', '[g]ra[f]a[n]a'],
    ['x', 'grafana', null],
    ['rfn', 'grafana', null],
    ['anafarg', 'grafana', null],
    ['ü', 'küche', 'k[ü]che'],
  ])('%s in %s', (word, text, expected) => expect(marked(word, text)).toBe(expected));

  it.each([
    ['graf', 'grafana', 'my-grafana', 'a beginning before a word within'],
    ['graf', 'my-grafana', 'telegraf', 'a word before the middle of one'],
    ['graf', 'telegraf', 'gateway-raft', 'as it stands before scattered letters'],
    ['api', 'api', 'api-gateway', 'all of it before the beginning of it'],
  ])('%s: %s before %s (%s)', (word, better, worse) =>
    expect(matchWord(word, better)!.score).toBeGreaterThan(matchWord(word, worse)?.score ?? 0),
  );
});

describe('several words', () => {
  const text = { title: 'grafana', detail: 'router · g.example.com → grafana' };
  it.each([
    [['graf', 'router'], true],
    [['router', 'graf'], true],
    [['example'], true],
    [['graf', 'service'], false],
  ])('%o: %s', (words, expected) => expect(find(words, text) !== null).toBe(expected));

  it('count for more in the title', () =>
    expect(find(['grafana'], text)!.score).toBeGreaterThan(
      find(['grafana'], { title: 'loki', detail: 'router · grafana' })!.score,
    ));
});

describe('pieces', () => {
  it('never show a letter twice', () =>
    expect(
      pieces('grafana', [
        [0, 4],
        [2, 5],
        [6, 7],
      ])
        .map((p) => p.text)
        .join(''),
    ).toBe('grafana'));
});
