import { describe, expect, it } from 'vitest';
import type { Problem } from '../backend';
import { shortWords } from './words';

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
