import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Failure } from '../backend';
import { asFailure, inWords, treatment } from './failure';

const failure = (more: Partial<Failure>): Failure => ({
  code: 'internal',
  message: 'It broke',
  hint: null,
  retry: false,
  ...more,
});

describe('failures', () => {
  it('has words for every code of the contract', () => {
    const source = readFileSync('src/lib/backend/bindings.ts', 'utf8');
    const codes = [.../export type Code =(.+?);$/ms.exec(source)![1]!.matchAll(/"([a-z-]+)"/g)].map(
      (m) => m[1] as Failure['code'],
    );
    expect(codes.length, 'the codes were found').toBeGreaterThan(10);
    for (const code of codes) expect(treatment(failure({ code }))?.title, code).toBeTruthy();
  });

  it('joins message and hint as sentences', () => {
    expect(inWords(failure({ message: 'The disk is full', hint: 'Make room' }))).toBe(
      'The disk is full. Make room.',
    );
    expect(inWords(failure({ message: 'Is it there?', hint: null })), 'no second stop').toBe('Is it there?');
  });

  it('offers to try again where that may help', () => {
    expect(treatment(failure({ code: 'newer', retry: true })).cure).toBe('try-again');
    expect(treatment(failure({ code: 'newer' })).cure, 'not otherwise').toBeNull();
  });

  it('never shows an object or code to a person', () => {
    expect(asFailure({ weird: true }).message, 'not “[object Object]”').toBe(
      'The answer did not have the expected form',
    );
    expect(asFailure(new Error('boom')).message).toBe('boom');
    expect(asFailure('plain text').message).toBe('plain text');
    expect(asFailure(undefined).code).toBe('internal');
    expect(
      asFailure({ code: 'no-such-code', message: 'x' }).code,
      'an unknown code is a defect of ours',
    ).toBe('internal');
  });

  it('passes a failure of the engine on as it is', () => {
    const busy = failure({ code: 'busy', message: 'A backup is running' });
    expect(asFailure(busy)).toBe(busy);
  });
});
