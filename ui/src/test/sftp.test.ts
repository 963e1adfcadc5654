import { describe, expect, it, vi } from 'vitest';
import { sftpTest } from '../lib/backend/fake/locations';
import { dialog, open, screen, toast, waitFor, within } from './window';

// A folder of another computer in Settings › Storage.

const field = (name: string) => screen.getByLabelText<HTMLInputElement>(name);
const until = (check: () => void) => waitFor(check, { timeout: 10_000 });
const press = (name: string | RegExp) => screen.getByRole('button', { name });

describe('another computer', () => {
  it('is typed, taken apart in plain sight, tested and saved', async () => {
    const { user, world, backend } = await open('settings-storage');
    const saved = vi.spyOn(backend, 'saveSftpLocation');
    await user.click(press(/Add a computer/));
    await user.type(await screen.findByLabelText('Computer'), 'anna@nas.home:2222');
    await user.tab();
    await until(() => expect(field('Computer').value).toBe('nas.home'));
    expect([field('User').value, field('Port').value], 'each is where it belongs').toEqual(['anna', '2222']);
    expect(screen.getByTestId('changes').textContent).toContain('Moved “anna” from the host to the user');
    expect(screen.queryByLabelText(/password|secret/i), 'nothing asks for a secret').toBeNull();
    await user.click(press('Test'));
    await until(() => expect(screen.getByTestId('storage-test').textContent).toContain('Host key known'));
    await until(() => expect(press('Test again')).toHaveProperty('disabled', false));
    await user.click(press('Save'));
    expect((await toast()).textContent).toContain('Saved');
    expect(saved.mock.calls[0]).toHaveLength(1);
    expect(world.settings.locations.sftp).toMatchObject([{ host: 'nas.home', user: 'anna', port: 2222 }]);
  });

  it('says at its field what is missing', async () => {
    const { user, world } = await open('settings-storage-new-computer');
    await user.click(press('Save'));
    await until(() => expect(document.activeElement).toBe(field('Computer')));
    expect(screen.getByText(/Enter the computer/)).toBeTruthy();
    expect(world.settings.locations.sftp).toEqual([]);
  });

  it('is trusted only by a person who compared its fingerprint', async () => {
    const { user, backend } = await open('settings-storage-computer-host-key');
    const trusted = vi.spyOn(backend, 'trustHost');
    const { key } = sftpTest('host-key').steps.find((one) => one.name === 'host-key')!.cure as {
      key: { fingerprint: string };
    };
    await user.click(await screen.findByRole('button', { name: 'Trust this computer…' }));
    let question = await dialog();
    expect(question.textContent, 'the fingerprint is shown').toContain(key.fingerprint);
    expect(document.activeElement?.textContent, 'Enter changes nothing').toContain('Cancel');
    await user.click(within(question).getByRole('button', { name: 'Cancel' }));
    expect(trusted).not.toHaveBeenCalled();
    await user.click(press('Trust this computer…'));
    question = await dialog();
    await user.click(within(question).getByRole('button', { name: /It is the same/ }));
    await until(() => expect(trusted.mock.calls[0]?.[1]).toBe(key.fingerprint));
    await until(() =>
      expect(screen.getByTestId('storage-test').textContent, 'it is tested again').toContain(
        'Host key known',
      ),
    );
  });

  it('is not trusted when its key has changed', async () => {
    await open('settings-storage-computer-host-key-changed');
    await until(() => expect(screen.getByTestId('storage-test').textContent).toContain('has changed'));
    expect(screen.queryByRole('button', { name: /Trust/ })).toBeNull();
  });

  it('gets its folder at the press of a button', async () => {
    const { user, backend } = await open('settings-storage-computer-folder');
    const made = vi.spyOn(backend, 'setUpFolder');
    await user.click(await screen.findByRole('button', { name: 'Set up the folder' }));
    await until(() => expect(made).toHaveBeenCalledOnce());
    await until(() => expect(screen.getByTestId('storage-test').textContent).toContain('Read back'));
  });

  it('is turned off, and removed from the list', async () => {
    const { user, world } = await open('settings-storage-computer');
    await user.click(screen.getByRole('switch', { name: 'Keep backups in NAS' }));
    await until(() => expect(world.settings.locations.sftp[0]?.enabled).toBe(false));
    await user.click(press('Remove…'));
    await user.click(within(await dialog()).getByRole('button', { name: 'Remove' }));
    await until(() => expect(world.settings.locations.sftp).toEqual([]));
  });

  it('needs Linux or macOS, and says so', async () => {
    await open('settings-storage-no-sftp');
    expect(press(/Add a computer/)).toHaveProperty('disabled', true);
    expect(screen.getByText('Backups over SFTP need Linux or macOS')).toBeTruthy();
  });
});
