import { describe, expect, it } from 'vitest';
import { nameProblem } from './names';

describe('a profile’s name', () => {
  it.each([
    ['  ', 'A profile needs a name'],
    ['home LAB', 'There is already a profile called “home LAB”'],
    ['x'.repeat(101), 'The name is longer than 100 characters'],
    ['Staging', null],
  ])('“%s”', (name, words) => expect(nameProblem(name, [{ name: 'Home lab' }])).toBe(words));
});
