import { describe, expect, it, vi } from 'vitest';
import { dialog, open, screen, toast, waitFor, within } from './window';

// Settings › Security, the key of a backup, and backups of another computer, as a person meets them.

const press = (name: string | RegExp) => screen.getByRole('button', { name });
const until = (check: () => void) => waitFor(check, { timeout: 10_000 });
const KEY = 'AGE-SECRET-KEY-1HOMELAB';

describe('encryption', () => {
  it('is turned on, and asks for the sheet before anything else', async () => {
    const { user, world } = await open('settings-security');
    await user.click(await screen.findByRole('switch', { name: 'Encrypt backups' }));
    await until(() => expect(world.encryption.on).toBe(true));
    expect(await screen.findByText('Key 7F3A12BC')).toBeTruthy();
    await user.click(press('Save recovery sheet…'));
    expect((await toast()).textContent, 'says where it lies and what to do with it').toContain('Print it');
  });

  it('stays off where there is no keyring for the key', async () => {
    const { world } = await open('settings-security-no-keyring');
    const turn = await screen.findByRole<HTMLButtonElement>('switch', { name: 'Encrypt backups' });
    expect(turn.disabled, 'a key that is kept nowhere opens nothing').toBe(true);
    expect(screen.getByText('There is no keyring')).toBeTruthy();
    expect(world.encryption.on).toBe(false);
  });

  it('unlocks the keyring with one press', async () => {
    const { user, backend } = await open('settings-security-locked');
    const unlock = vi.spyOn(backend, 'unlockKeyring');
    expect(await screen.findByText(/GNOME Keyring, locked/)).toBeTruthy();
    await user.click(press('Unlock'));
    expect(unlock).toHaveBeenCalledOnce();
  });

  it('makes a new key only after a yes, and asks for the new sheet', async () => {
    const { user, world } = await open('settings-security-on');
    await user.click(await screen.findByRole('button', { name: 'New key…' }));
    await user.click(within(await dialog()).getByRole('button', { name: 'Cancel' }));
    expect(world.encryption.key_id, 'nothing happened').toBe('7F3A12BC');
    await user.click(press('New key…'));
    await user.click(within(await dialog()).getByRole('button', { name: 'Create a new key' }));
    expect(await screen.findByText('Key C0FFEE42')).toBeTruthy();
    expect(screen.getByText(/Older backups need 7F3A12BC/)).toBeTruthy();
  });
});

describe('a rehearsal', () => {
  it('says whether the key would open the newest backup, and keeps nothing of it', async () => {
    const { user, world } = await open('rehearse');
    const asked = await dialog();
    const field = within(asked).getByLabelText<HTMLInputElement>('Key');
    expect(field.type, 'nobody looks over a shoulder').toBe('password');
    await user.type(field, 'AGE-SECRET-KEY-1OTHER');
    await user.click(within(asked).getByRole('button', { name: 'Test key' }));
    expect(await within(asked).findByText(/encrypted with the key 7F3A12BC/)).toBeTruthy();
    expect(world.encryption.rehearsed_at, 'a wrong key verifies nothing').toBeNull();
    await user.clear(field);
    await user.type(field, KEY);
    await user.click(within(asked).getByRole('button', { name: 'Test key' }));
    expect(await within(asked).findByText(/opens the newest backup/)).toBeTruthy();
    expect(world.encryption.rehearsed_at).not.toBeNull();
    await user.click(within(asked).getByRole('button', { name: 'Close' }));
    expect(document.body.innerHTML).not.toContain(KEY);
  });

  it('takes the whole sheet as a file', async () => {
    const { user, backend } = await open('rehearse');
    const tried = vi.spyOn(backend, 'rehearse');
    const asked = await dialog();
    await user.click(within(asked).getByRole('button', { name: 'Load from file…' }));
    expect(await within(asked).findByText('Mantrae recovery sheet.txt')).toBeTruthy();
    await user.click(within(asked).getByRole('button', { name: 'Test key' }));
    expect(tried).toHaveBeenCalledWith({ file: '~/Documents/Mantrae recovery sheet.txt' });
  });
});

describe('an encrypted backup whose key is not here', () => {
  it('asks for the key, refuses a wrong one, and goes on with the right one', async () => {
    const { user } = await open('restore-key-needed');
    const asked = await dialog();
    expect(asked.textContent).toContain('Enter the key with the id 7F3A12BC');
    await user.type(within(asked).getByLabelText('Key'), 'AGE-SECRET-KEY-1OTHER');
    await user.click(within(asked).getByRole('button', { name: 'Unlock' }));
    await until(() => expect(screen.getByRole('dialog').textContent).toContain('not with this one'));
    await user.clear(screen.getByLabelText('Key'));
    await user.type(screen.getByLabelText('Key'), KEY);
    await user.click(press('Unlock'));
    await until(() => expect(screen.getByRole('dialog').textContent).toContain('You can undo this'));
  });
});

describe('backups of another computer', () => {
  it('cannot be deleted here, and are taken over after a yes', async () => {
    const { user, world } = await open('backups-other-computers');
    const details = await screen.findByTestId('backup-details');
    expect(within(details).queryByRole('button', { name: 'Delete…' }), 'they are not ours').toBeNull();
    await user.click(within(details).getByRole('button', { name: 'Take over…' }));
    expect((await dialog()).textContent).toContain('Take over 4 backups from another computer?');
    await user.click(within(await dialog()).getByRole('button', { name: 'Take over' }));
    await until(() => expect(world.backups.every((b) => b.own)).toBe(true));
    expect((await toast()).textContent).toContain('4 backups taken over');
  });
});
