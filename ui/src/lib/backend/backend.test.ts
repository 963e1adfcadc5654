import { emit } from '@tauri-apps/api/event';
import { clearMocks, mockIPC } from '@tauri-apps/api/mocks';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { commands } from './bindings';
import { connect } from './index';
import { fakeBackend } from './fake';
import { sceneWorld } from './fake/scenes';

afterEach(clearMocks);

describe('the way to the engine', () => {
  it('asks for a command with its arguments by name', async () => {
    const asked = vi.fn();
    mockIPC((command, given) => asked(command, given));
    const { backend } = await connect();
    await backend.renameProfile('old', 'new');
    expect(asked).toHaveBeenCalledExactlyOnceWith('rename_profile', { name: 'old', newName: 'new' });
  });

  it('throws the failure of a command as the engine gave it', async () => {
    const failure = { code: 'busy', message: 'Busy', hint: null, retry: true };
    mockIPC(() => Promise.reject(failure));
    const { backend } = await connect();
    await expect(backend.backups()).rejects.toBe(failure);
  });

  it('hears the events of the engine until it stops listening', async () => {
    mockIPC(() => {}, { shouldMockEvents: true });
    const { backend } = await connect();
    const heard = vi.fn();
    const stop = await backend.onEvent(heard);
    await emit('engine-event', { type: 'backups-changed' });
    expect(heard).toHaveBeenCalledExactlyOnceWith({ type: 'backups-changed' });
    stop();
  });

  it('is matched command for command by the fake', () =>
    expect(Object.keys(fakeBackend(sceneWorld(null).world)).sort()).toEqual(
      [...Object.keys(commands), 'onEvent'].sort(),
    ));
});
