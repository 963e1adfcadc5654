import { describe, expect, it, vi } from 'vitest';
import { dialog, heading, open, screen, settle, waitFor, within } from './window';

describe('the window', () => {
  it('asks what closing means and remembers the answer only when told to', async () => {
    const { user, backend } = await open('first-close');
    const [remember, close, quit] = [
      vi.spyOn(backend, 'changeSetting'),
      vi.spyOn(backend, 'closeWindow'),
      vi.spyOn(backend, 'quit'),
    ];
    const box = await dialog();
    expect(box.textContent).toContain('Keep Mantrae running in the background?');
    await user.click(within(box).getByRole('button', { name: 'Keep running' }));
    await settle();
    expect([remember.mock.calls.length, close.mock.calls.length, quit.mock.calls.length]).toEqual([0, 1, 0]);
  });

  it('remembers to quit', async () => {
    const { user, backend } = await open('first-close');
    const [remember, quit] = [vi.spyOn(backend, 'changeSetting'), vi.spyOn(backend, 'quit')];
    await user.click(await screen.findByRole('checkbox', { name: 'Don’t ask again' }));
    await user.click(screen.getByRole('button', { name: 'Quit' }));
    await waitFor(() => expect(quit).toHaveBeenCalledOnce());
    expect(remember).toHaveBeenCalledWith({ name: 'on_close', value: 'quit' });
  });

  it('follows the engine: a new verdict, another screen, the question when closing', async () => {
    const { world, backend } = await open(null);
    const heard = vi.spyOn(backend, 'closeHeard');
    const tell = (event: never) => world.listeners.forEach((hear) => hear(event));
    tell({
      type: 'verdict-changed',
      verdict: {
        kind: 'overdue',
        sentence: 'No backup for 3 days',
        facts: [],
        last_verified: null,
        next_due: null,
      },
    } as never);
    await settle();
    expect(screen.getByTestId('verdict').textContent).toBe('No backup for 3 days');
    tell({ type: 'go-asked', to: 'backups' } as never);
    await settle();
    expect(heading().textContent).toBe('Backups');
    tell({ type: 'close-asked' } as never);
    expect((await dialog()).textContent).toContain('Keep Mantrae running in the background?');
    expect(heard, 'the shell learns that somebody was asked').toHaveBeenCalledOnce();
  });

  it('puts the action first on Windows', async () => {
    await open('delete', (backend) => {
      const state = backend.appState;
      backend.appState = async () => ({ ...(await state()), platform: 'windows' });
    });
    const box = await screen.findByTestId('delete-backups');
    expect(
      within(box)
        .getAllByRole('button')
        .map((b) => b.textContent!.trim()),
    ).toEqual(['Delete', 'Cancel']);
  });

  it('changes theme and text size', async () => {
    const { user } = await open('settings-app');
    await user.click(screen.getByRole('radio', { name: 'Dark' }));
    expect(document.documentElement.dataset.theme).toBe('dark');
    await user.keyboard('{Control>}={/Control}');
    expect(document.documentElement.style.fontSize, 'a step larger').toBe('17.6px');
    await user.keyboard('{Control>}0{/Control}');
    expect(document.documentElement.style.fontSize).toBe('');
  });

  it('reaches the backups even without a database', async () => {
    const { user } = await open('overview-error');
    await user.click(screen.getByRole('button', { name: 'Restore a backup…' }));
    expect(heading().textContent).toBe('Backups');
  });
});
