import { describe, expect, it } from 'vitest';
import { changedLines, diffRows } from './diff';
import { segments } from './secrets';
import { fields, label, tokens } from './yaml';

const text = (pieces: { text: string; marked?: boolean }[] | undefined) =>
  (pieces ?? []).map((p) => (p.marked ? `[${p.text}]` : p.text)).join('');

describe('diff', () => {
  it('faces equal lines and counts from one on both sides', () => {
    const rows = diffRows('a\nb\n', 'a\nb\n');
    expect(rows.map((r) => [r.kind, r.left?.line, r.right?.line])).toEqual([
      ['same', 1, 1],
      ['same', 2, 2],
    ]);
    expect(changedLines(rows), 'nothing differs').toBe(0);
  });

  it('marks the words that differ', () => {
    const [row] = diffRows('stsSeconds: 3600', 'stsSeconds: 31536000');
    expect([row!.kind, text(row!.left!.pieces), text(row!.right!.pieces)]).toEqual([
      'changed',
      'stsSeconds: [3600]',
      'stsSeconds: [31536000]',
    ]);
  });

  it('faces an added line with a gap, and goes on counting', () => {
    const rows = diffRows('a\nc', 'a\nb\nc');
    expect(rows.map((r) => r.kind)).toEqual(['same', 'added', 'same']);
    expect([rows[1]!.left, rows[2]!.left!.line, rows[2]!.right!.line], 'the numbers run apart').toEqual([
      null,
      2,
      3,
    ]);
  });

  it('shows what goes when nothing comes', () =>
    expect(diffRows('a\nb', '').map((r) => r.kind)).toEqual(['removed', 'removed']));
  it('does not take the end of line for a change', () =>
    expect(changedLines(diffRows('a\r\nb\r\n', 'a\nb'))).toBe(0));
});

describe('secrets', () => {
  const plain = (t: string) => [{ text: t, marked: false }];
  it('hides the secret and leaves the rest', () =>
    expect(
      segments(plain('- "admin:$2y$05$abc"'), ['admin:$2y$05$abc']).map((s) => [s.text, s.secret]),
    ).toEqual([
      ['- "', false],
      ['admin:$2y$05$abc', true],
      ['"', false],
    ]));
  it('hides every occurrence', () =>
    expect(segments(plain('a s3cret b s3cret'), ['s3cret']).filter((s) => s.secret)).toHaveLength(2));
  it('hides a secret even where marks cut through it', () => {
    const out = segments(
      [
        { text: 'key: ab', marked: false },
        { text: 'cd', marked: true },
      ],
      ['abcd'],
    );
    expect(
      out.map((s) => [s.text, s.secret]),
      'no half of it leaks',
    ).toEqual([
      ['key: ', false],
      ['abcd', true],
    ]);
  });
  it('hides a secret of several lines line by line', () => {
    expect(
      segments(plain('    MIIEvQ'), ['-----BEGIN-----\nMIIEvQ\n-----END-----']).some((s) => s.secret),
      'indented in the file',
    ).toBe(true);
  });
  it('prefers the longer of two that overlap', () =>
    expect(segments(plain('x abcdef'), ['abc', 'abcdef']).find((s) => s.secret)!.text).toBe('abcdef'));
  it('changes nothing when there is no secret', () =>
    expect(segments(plain('rule: a'), [])).toEqual([{ text: 'rule: a', marked: false, secret: false }]));
});

describe('yaml', () => {
  it('never loses a character while colouring', () => {
    for (const line of [
      'rule: Host(`a`) && Path(`/b`)',
      '  - secure-headers',
      '- url: http://10.0.0.1:80',
      'a: "b: c"',
      '# note',
      '',
      '  "quoted key": 1',
      'x:',
      '    - "admin:$2y"',
    ])
      expect(
        tokens(line)
          .map((t) => t.text)
          .join(''),
        line,
      ).toBe(line);
  });
  it('tells keys, numbers and texts apart', () =>
    expect(tokens('  stsSeconds: 3600').map((t) => t.tone)).toEqual([
      'plain',
      'key',
      'plain',
      'plain',
      'word',
    ]));
  it('does not take an address for a key', () =>
    expect(tokens('- http://10.0.0.1').some((t) => t.tone === 'key')).toBe(false));

  it('shows single values, lists and deeper bodies', () => {
    const found = fields('rule: Host(`a`)\nmiddlewares:\n  - one\n  - two\ntls:\n  certResolver: le\n');
    expect(found).toEqual([
      { name: 'rule', values: ['Host(`a`)'], nested: null },
      { name: 'middlewares', values: ['one', 'two'], nested: null },
      { name: 'tls', values: [], nested: 'certResolver: le' },
    ]);
  });
  it('keeps a list of objects as text', () =>
    expect(fields('servers:\n  - url: http://a\n')[0]!.nested).toBe('- url: http://a'));
  it('reads a list without indentation', () =>
    expect(fields('users:\n- a\n- b\n')[0]!.values).toEqual(['a', 'b']));
  it('writes labels as words', () =>
    expect(['entryPoints', 'tls', 'rule', 'stsSeconds'].map(label)).toEqual([
      'Entry points',
      'TLS',
      'Rule',
      'Sts seconds',
    ]));
});
