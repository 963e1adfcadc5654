import { describe, expect, it, vi } from 'vitest';
import { open, screen, settle } from './window';

describe('when a database cannot be opened', () => {
  it('restores the chosen backup and goes on as usual', async () => {
    const { backend, user, world } = await open('recovery');
    expect(screen.getByRole('heading', { level: 1 }).textContent).toBe(
      'Mantrae cannot open your configuration',
    );
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
    expect(screen.getByRole('heading', { level: 1 }).textContent).toBe(
      'Mantrae cannot open your configuration',
    );

    await user.clear(field);
    await user.type(field, world.key);
    await user.click(screen.getByRole('checkbox', { name: /Also restore settings/ }));
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
    await user.click(screen.getByRole('button', { name: 'Load from file…' }));
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

  it('offers no way around a newer version, but a way out', async () => {
    const { user, backend } = await open('recovery-newer');
    const quit = vi.spyOn(backend, 'quit');
    expect(screen.queryByRole('button', { name: /empty|fresh|Restore/ })).toBeNull();
    await user.click(screen.getByRole('button', { name: 'Quit Mantrae' }));
    expect(quit).toHaveBeenCalledOnce();
  });

  it('chooses the newest verified backup, and lets nobody take a damaged one', async () => {
    await open('recovery', (_, world) => {
      const newest = world.backups[0]!;
      newest.locations = newest.locations.map((l) => ({ ...l, verified_at: null, problem: 'damaged' }));
    });
    const radios = screen.getAllByRole<HTMLInputElement>('radio');
    expect(radios[0]!.disabled).toBe(true);
    expect(radios[1]!.checked).toBe(true);
    expect(screen.getByText('Recommended').closest('.one')!.textContent).toContain('08:30');
    expect(screen.getAllByText('Damaged').length).toBeGreaterThan(0);
  });

  it.each(['recovery', 'recovery-newer', 'recovery-state'])('%s shows no raw backticks', async (scene) => {
    await open(scene);
    expect(document.body.textContent).not.toContain('`');
  });
});
