import { describe, expect, it } from 'vitest';
import { isPrivateHttps, joined, split } from './address';

const domains = ['example.com', 'home.example.com', 'lan'];

describe('the address people open', () => {
  it.each([
    ['photos', null],
    ['photos.example.com', { sub: 'photos', domain: 'example.com', path: '' }],
    ['https://Photos.example.com/', { sub: 'Photos', domain: 'example.com', path: '' }],
    ['tv.home.example.com', { sub: 'tv', domain: 'home.example.com', path: '' }],
    ['example.com/notes/', { sub: '', domain: 'example.com', path: 'notes' }],
    ['http://nas.lan/a/b', { sub: 'nas', domain: 'lan', path: 'a/b' }],
    ['photos.example.org', null],
    ['notexample.com', null],
  ])('%s is split', (text, expected) => expect(split(text, domains)).toEqual(expected));

  it.each([
    [{ sub: 'photos', domain: 'example.com', path: '' }, 'photos.example.com'],
    [{ sub: ' photos ', domain: 'example.com', path: '/a/' }, 'photos.example.com/a'],
    [{ sub: '', domain: 'example.com', path: 'notes' }, 'example.com/notes'],
    [{ sub: '', domain: 'example.com', path: '' }, ''],
    [{ sub: 'nas', domain: '', path: '' }, 'nas'],
  ])('%o is joined', (parts, expected) => expect(joined(parts)).toBe(expected));

  it.each([
    ['https://192.168.1.5:8006', true],
    ['https://172.20.0.3', true],
    ['https://172.32.0.3', false],
    ['https://nas', true],
    ['https://nas.lan:5001/', true],
    ['https://[fd00::2]:8443', true],
    ['https://example.com', false],
    ['http://192.168.1.5', false],
    ['https://', false],
    ['', false],
  ])('whether nobody vouches for %s', (server, expected) => expect(isPrivateHttps(server)).toBe(expected));
});
