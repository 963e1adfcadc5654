import { describe, expect, it } from 'vitest';
import { bindings, commandOf, keysOf, shown } from './keys';

const press = (key: string, held = '') => ({
  key,
  ctrlKey: held.includes('C'),
  metaKey: held.includes('M'),
  shiftKey: held.includes('S'),
  altKey: held.includes('A'),
});

describe('keys', () => {
  it.each([
    [press('1', 'C'), 'overview'],
    [press('3', 'C'), 'traefik'],
    [press('5', 'C'), 'activity'],
    [press('p', 'C'), 'publish'],
    [press(',', 'C'), 'settings'],
    [press('b', 'CS'), 'back-up'],
    [press('B', 'CS'), 'back-up'],
    [press('o', 'C'), 'import'],
    [press('O', 'CS'), 'import-folder'],
    [press('?', 'CS'), 'shortcuts'],
    [press('/', 'C'), 'shortcuts'],
    [press('+', 'CS'), 'larger'],
    [press('=', 'C'), 'larger'],
    [press('-', 'C'), 'smaller'],
    [press('0', 'C'), 'normal-size'],
    [press('F6'), 'next-pane'],
    [press('F6', 'S'), 'previous-pane'],
    [press('F10'), 'menu'],
    [press('ArrowLeft', 'A'), 'back'],
    [press('F5'), 'refresh'],
    [press('r', 'C'), 'refresh'],
  ])('%o is %s', (e, command) => expect(commandOf(e, false)).toBe(command));

  it.each([
    press('g', 'C'),
    press('u', 'C'),
    press('F12'),
    press('i', 'CS'),
    press('F3'),
    press('F7'),
    press('Backspace'),
  ])('keeps %o from the web view', (e) => expect(commandOf(e, false)).toBe('nothing'));

  it('leaves the field its own keys', () => {
    expect(commandOf(press('/'), true), 'a slash is a letter').toBeNull();
    expect(commandOf(press('z', 'C'), true), 'the field’s own undo').toBeNull();
    expect(commandOf(press('Backspace'), true)).toBeNull();
    expect(commandOf(press('a'), false), 'letters').toBeNull();
    expect(commandOf(press('c', 'C'), false), 'copy').toBeNull();
    expect(commandOf(press('1', 'C'), true), 'but Ctrl+1 leads away').toBe('overview');
  });

  it('uses the command key on macOS', () => {
    expect(commandOf(press('1', 'M'), false, true)).toBe('overview');
    expect(commandOf(press('1', 'C'), false, true), 'Ctrl is not it').toBeNull();
  });

  it('has no key twice', () => {
    const all = bindings.flatMap((b) => b.keys);
    expect(new Set(all).size).toBe(all.length);
  });

  it('is written as the system writes it', () => {
    expect([keysOf('back-up'), keysOf('back-up', true)]).toEqual(['Ctrl Shift B', '⇧⌘B']);
    expect([shown('Mod++'), shown('Alt+ArrowLeft'), shown('/')]).toEqual(['Ctrl +', 'Alt ←', '/']);
  });
});
