import { describe, expect, it, vi } from 'vitest';
import { open, screen, toast, waitFor, within } from './window';

// "Stop", pressed while something runs.

describe('stopping', () => {
  it('ends a backup without an error, and says in Activity that it was stopped', async () => {
    const { user, world } = await open('backups');
    const kept = world.backups.length;
    world.pause = 20;
    await user.click(screen.getByRole('button', { name: 'Back up now' }));
    const card = await screen.findByRole('region', { name: 'Running now' });
    await user.click(within(card).getByRole('button', { name: 'Stop' }));
    await waitFor(() => expect(world.activity[0]!.outcome).toBe('stopped'));
    expect(world.backups.length, 'nothing half is kept').toBe(kept);
    expect(screen.queryByText('The backup could not be made.'), 'who pressed it knows').toBeNull();
    await waitFor(() => expect(screen.queryByRole('region', { name: 'Running now' })).toBeNull());
  });

  it('leaves a restore as a plan that can still be carried out', async () => {
    const { user, backend } = await open('restore', (b) => {
      b.applyRestore = () => new Promise((_, refuse) => (stop = () => refuse(cancelled)));
      b.stopRun = async () => stop();
    });
    let stop = () => {};
    const cancelled = { code: 'cancelled', message: 'Stopped manually', hint: null, retry: false };
    await user.click(await screen.findByRole('button', { name: 'Restore' }));
    backend.applyRestore = async () => {
      throw new Error('not asked again');
    };
    await user.click(await screen.findByRole('button', { name: 'Stop' }));
    expect((await toast()).textContent).toContain('Stopped. Nothing was changed.');
    expect(await screen.findByRole('button', { name: 'Restore' })).toBeTruthy();
  });

  it('is offered in the row of what runs, which says where it is', async () => {
    const { user, backend } = await open('activity-running');
    const stop = vi.spyOn(backend, 'stopRun');
    expect(screen.getByTestId('activity').textContent).toContain('Backing up: check copy');
    await user.click(screen.getByRole('button', { name: 'Stop: Backing up' }));
    expect(stop).toHaveBeenCalledOnce();
  });

  it('shows the steps of a restore, not what was to be chosen', async () => {
    await open('restore-running');
    const box = await screen.findByTestId('restore');
    expect(within(box).getAllByRole('listitem').length).toBeGreaterThan(1);
    expect(within(box).queryByRole('radiogroup')).toBeNull();
    expect(within(box).getByRole('button', { name: 'Stop' })).toBeTruthy();
  });
});
