import { describe, expect, it } from 'vitest';
import { kindCount } from './kinds';
import { count, fileName, list, shortSum, size } from './words';

describe('words', () => {
  it.each([
    [0, '0 bytes'],
    [1, '1 byte'],
    [999, '999 bytes'],
    [412_000, '412 KB'],
    [1_250_000, '1.3 MB'],
    [12_000_000, '12 MB'],
    [41_000_000_000, '41 GB'],
  ])('%i bytes read %s', (bytes, words) => expect(size(bytes)).toBe(words));

  it('has a dash for a size nobody knows', () => expect(size(null)).toBe('–'));
  it('counts one and many', () =>
    expect([count(1, 'component'), count(2, 'component'), count(20_000, 'component')]).toEqual([
      '1 component',
      '2 components',
      '20,000 components',
    ]));
  it('joins as a sentence does', () =>
    expect([list([]), list(['a']), list(['a', 'b']), list(['a', 'b', 'c'])]).toEqual([
      '',
      'a',
      'a and b',
      'a, b and c',
    ]));
  it('takes the file from any system’s path', () =>
    expect([fileName('/a/b.yml'), fileName('C:\\a\\b.yml')]).toEqual(['b.yml', 'b.yml']));
  it('shortens a checksum from both ends', () =>
    expect(shortSum('9f3c61d0aa204be7')).toBe('9f3c 61d0 … 4be7'));
  it('names the protocol where it is not HTTP', () =>
    expect([
      kindCount(2, 'http-router'),
      kindCount(1, 'tcp-service'),
      kindCount(2, 'tls-options'),
      kindCount(1, 'tls-certificate'),
    ]).toEqual(['2 routers', '1 TCP service', '2 TLS options', '1 certificate']));
});
