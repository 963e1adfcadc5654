import { mockIPC, clearMocks } from '@tauri-apps/api/mocks';
import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { fakeBackend } from './fake';
import { sceneWorld } from './fake/scenes';
import { tauri } from './tauri';

const snake = (name: string) => name.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`);
const signatures = [
  ...readFileSync('src/lib/backend/contract.ts', 'utf8')
    .split('export interface Backend')[1]!
    .matchAll(/^ {2}(\w+)\((.*)\): Promise<.*$/gm),
]
  .map(([, name, args]) => ({
    name: name!,
    args: [...args!.matchAll(/(\w+): (?!string \})/g)]
      .map((m) => m[1]!)
      .filter((a) => a !== 'backup' && a !== 'file' && a !== 'event'),
  }))
  .filter(({ name }) => name !== 'onEvent');

afterEach(clearMocks);

describe('the way to the engine', () => {
  it('was read from the contract', () =>
    expect(signatures.length, 'every command is there').toBeGreaterThan(35));

  it.each(signatures)('$name calls its command with its arguments by name', async ({ name, args }) => {
    const calls: { command: string; given: unknown }[] = [];
    mockIPC((command, given) => void calls.push({ command, given }));
    await (tauri[name as keyof typeof tauri] as (...a: unknown[]) => Promise<unknown>)(
      ...args.map((a) => `<${a}>`),
    );
    expect(calls).toEqual([
      { command: snake(name), given: Object.fromEntries(args.map((a) => [a, `<${a}>`])) },
    ]);
  });

  it('is matched command for command by the fake', () =>
    expect(Object.keys(fakeBackend(sceneWorld(null).world)).sort()).toEqual(Object.keys(tauri).sort()));
});
