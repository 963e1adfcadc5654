import { describe, expect, it, vi } from 'vitest';
import { open, screen, settle } from './window';

describe('when a database cannot be opened', () => {
  it('restores the chosen backup and goes on as usual', async () => {
    const { backend, user, world } = await open('rescue');
    expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('A file of Mantrae cannot be opened');
    const restore = vi.spyOn(backend, 'rescueRestore');
    const second = screen.getAllByRole<HTMLInputElement>('radio')[1]!;
    await user.click(second);
    await user.click(screen.getByRole('button', { name: 'Restore this backup' }));
    await settle();
    expect(restore).toHaveBeenCalledWith(world.backups[1]!.id);
    expect(screen.getByRole('heading', { level: 1 }).textContent, 'the window is there').toBe('Overview');
  });

  it('says why a restore failed, and stays', async () => {
    const { user } = await open('rescue', (backend) => {
      backend.rescueRestore = async () => {
        throw { code: 'damaged', message: 'The backup is damaged', hint: 'Choose another', retry: false };
      };
    });
    await user.click(screen.getByRole('button', { name: 'Restore this backup' }));
    await settle();
    expect(screen.getAllByRole('alert').at(-1)!.textContent).toContain('The backup is damaged');
    expect(screen.getByRole('button', { name: 'Restore this backup' })).toBeTruthy();
  });

  it('asks once more before it begins with nothing', async () => {
    const { backend, user } = await open('rescue');
    const anew = vi.spyOn(backend, 'startAnew');
    await user.click(screen.getByRole('button', { name: 'Begin with an empty configuration…' }));
    expect(anew, 'not yet').not.toHaveBeenCalled();
    await user.click(screen.getByRole('button', { name: 'Begin empty' }));
    await settle();
    expect(anew).toHaveBeenCalledOnce();
  });

  it('offers no way around a newer version', async () => {
    await open('rescue-newer');
    expect(screen.queryAllByRole('button')).toEqual([]);
  });
});
