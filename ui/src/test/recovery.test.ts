import { describe, expect, it, vi } from 'vitest';
import { open, screen, settle } from './window';

describe('when a database cannot be opened', () => {
  it('restores the chosen backup and goes on as usual', async () => {
    const { backend, user, world } = await open('recovery');
    expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('A Mantrae database cannot be opened');
    const restore = vi.spyOn(backend, 'recoveryRestore');
    const second = screen.getAllByRole<HTMLInputElement>('radio')[1]!;
    await user.click(second);
    await user.click(screen.getByRole('button', { name: 'Restore this backup' }));
    await settle();
    expect(restore).toHaveBeenCalledWith({ backup: world.backups[1]!.id }, null, false);
    expect(screen.getByRole('heading', { level: 1 }).textContent, 'the window is there').toBe('Overview');
  });

  it('says why a restore failed, and stays', async () => {
    const { user } = await open('recovery', (backend) => {
      backend.recoveryRestore = async () => {
        throw { code: 'damaged', message: 'The backup is damaged', hint: 'Choose another', retry: false };
      };
    });
    await user.click(screen.getByRole('button', { name: 'Restore this backup' }));
    await settle();
    expect(screen.getAllByRole('alert').at(-1)!.textContent).toContain('The backup is damaged');
    expect(screen.getByRole('button', { name: 'Restore this backup' })).toBeTruthy();
  });

  it('asks for the key of an encrypted backup, and says when it is another one', async () => {
    const { backend, user, world } = await open('recovery-key');
    const restore = vi.spyOn(backend, 'recoveryRestore');
    const go = () => user.click(screen.getByRole('button', { name: 'Restore this backup' }));
    await go();
    await settle();
    const field = screen.getByLabelText('Key');
    expect(screen.getByTestId('recovery-key').textContent).toContain('Enter the key with the id 7F3A12BC');

    await user.type(field, 'AGE-SECRET-KEY-1OTHER');
    await go();
    await settle();
    expect(screen.getByTestId('recovery-key').textContent).toContain('not with this one');
    expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('A Mantrae database cannot be opened');

    await user.clear(field);
    await user.type(field, world.key);
    await user.click(screen.getByRole('checkbox', { name: /app settings/ }));
    await go();
    await settle();
    const source = { backup: world.backups[0]!.id };
    expect(restore).toHaveBeenLastCalledWith(source, { text: world.key }, true);
    expect(screen.getByRole('heading', { level: 1 }).textContent, 'the window is there').toBe('Overview');
    expect(document.body.textContent, 'what was not taken over is told').toContain(
      'Settings that the environment sets were not taken over',
    );
  });

  it('takes the key from the recovery sheet, and the backup from a file', async () => {
    const { backend, user } = await open('recovery-key', (b) => {
      b.chooseBackupFile = async () => '/media/stick/saved.zip.age';
    });
    const restore = vi.spyOn(backend, 'recoveryRestore');
    await user.click(screen.getByRole('button', { name: 'Open a backup file…' }));
    await settle();
    expect(screen.getByRole<HTMLInputElement>('radio', { name: 'saved.zip.age' }).checked).toBe(true);
    await user.click(screen.getByRole('button', { name: 'Open the sheet…' }));
    await settle();
    await user.click(screen.getByRole('button', { name: 'Restore this backup' }));
    await settle();
    const sheet = { file: '~/Documents/Mantrae recovery sheet.txt' };
    expect(restore).toHaveBeenCalledWith({ file: '/media/stick/saved.zip.age' }, sheet, false);
    expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('Overview');
  });

  it('asks once more before it begins with nothing', async () => {
    const { backend, user } = await open('recovery');
    const anew = vi.spyOn(backend, 'startAnew');
    await user.click(screen.getByRole('button', { name: 'Start with an empty configuration…' }));
    expect(anew, 'not yet').not.toHaveBeenCalled();
    await user.click(screen.getByRole('button', { name: 'Start empty' }));
    await settle();
    expect(anew).toHaveBeenCalledOnce();
  });

  it('offers no way around a newer version', async () => {
    await open('recovery-newer');
    expect(screen.queryAllByRole('button')).toEqual([]);
  });
});
