import { describe, expect, it } from 'vitest';
import { plain, spans } from './prose';

/** Code is shown between guillemets here. */
const shown = (sentence: string) =>
  spans(sentence)
    .map((one) => (one.code ? `«${one.text}»` : one.text))
    .join('');

describe('a sentence with code in it', () => {
  it.each([
    ['Nothing to see.', 'Nothing to see.'],
    ['', ''],
    ['`web` is not an entry point', '«web» is not an entry point'],
    ['Set `BACKUP_RETENTION`, or unset it', 'Set «BACKUP_RETENTION», or unset it'],
    ['Use `a` or `b`.', 'Use «a» or «b».'],
    ['It has no field of that name (`rule`).', 'It has no field of that name («rule»).'],
    ['Host(`a.example`) || Host(`b.example`) is a rule', 'Host(`a.example`) || Host(`b.example`) is a rule'],
    ['`Host(`a.example`)` cannot be read', '`Host(`a.example`)` cannot be read'],
    ['A lone ` stays', 'A lone ` stays'],
    ['An `unclosed word', 'An `unclosed word'],
  ])('%j', (sentence, expected) => {
    expect(shown(sentence)).toBe(expected);
  });

  it('loses its marks where only plain text can be shown', () => {
    expect(plain('Set `BACKUP_RETENTION` anew')).toBe('Set BACKUP_RETENTION anew');
  });
});
