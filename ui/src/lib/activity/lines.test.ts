import { describe, expect, it } from 'vitest';
import { inShort, linesOf } from './lines';

describe('the details of an entry', () => {
  it('are lines for a clean-up, each with its reason', () =>
    expect(
      linesOf({
        kind: 'delete',
        detail: '13 Oct, 02:00: older than 30 days (rule: 30 days)\n3 May, 09:15: restore point',
      }),
      'the colon of a time of day divides nothing',
    ).toEqual([
      { what: '13 Oct, 02:00', why: 'older than 30 days (rule: 30 days)' },
      { what: '3 May, 09:15', why: 'restore point' },
    ]));
  it('stay one sentence for the rest', () => {
    expect(linesOf({ kind: 'backup', detail: 'This computer: done' })).toBeNull();
    expect(linesOf({ kind: 'delete', detail: null })).toBeNull();
  });
  it('fit into one line of the table', () =>
    expect([inShort('a\nb\nc'), inShort('a'), inShort(null)]).toEqual(['a · and 2 more', 'a', '']));
});
