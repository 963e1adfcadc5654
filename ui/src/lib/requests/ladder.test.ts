import { describe, expect, it } from 'vitest';
import type { RouteCandidate, RouteMiss } from '../backend';
import { ladder } from './ladder';
import { foldWords } from './messages';

const one = (router: string, miss: RouteMiss | null): RouteCandidate => ({
  router,
  matches: miss === null,
  miss,
  why: '',
  priority: '1',
});
const many = (n: number, miss: RouteMiss) => Array.from({ length: n }, (_, i) => one(`${miss}-${i}`, miss));
const shown = (candidates: RouteCandidate[]) => {
  const { rungs, folds, folded } = ladder({ candidates });
  return { rungs: rungs.map((r) => r.router), words: foldWords(folds, folded, rungs.length > 0) };
};

describe('ladder', () => {
  it('shows what matches and what misses by little, and counts the rest', () => {
    const candidates = [one('notes', null), one('wiki', null), ...many(41, 'host'), one('api', 'path')];
    expect(shown(candidates)).toEqual({ rungs: ['notes', 'wiki', 'api'], words: '41 others: another host' });
  });

  it('names every kind of miss, the most frequent first', () => {
    const candidates = [
      one('notes', null),
      ...many(5, 'path'),
      ...many(40, 'host'),
      ...many(2, 'entry-point'),
    ];
    expect(shown(candidates)).toEqual({
      rungs: ['notes', 'path-0', 'path-1', 'path-2'],
      words: '44 others: 40 another host, 2 another path, 2 another entry point',
    });
  });

  it('folds all of them where none comes near', () => {
    expect(shown(many(44, 'host'))).toEqual({ rungs: [], words: '44 routers: another host' });
  });

  it('names a router that Traefik does not build where nobody answers', () => {
    const others = [one('old', 'not-built'), ...many(9, 'host')];
    expect(shown(others)).toEqual({ rungs: ['old'], words: '9 others: another host' });
    expect(shown([one('notes', null), ...others])).toEqual({
      rungs: ['notes'],
      words: '10 others: 9 another host, 1 will not work',
    });
  });

  it('hides nothing where there is little to hide', () => {
    expect(shown([one('notes', null), ...many(3, 'host')]).rungs).toHaveLength(4);
    expect(shown([]).rungs).toEqual([]);
  });
});
