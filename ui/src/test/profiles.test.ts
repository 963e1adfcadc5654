import { describe, expect, it } from 'vitest';
import { heading, open, screen, settle, toast, within } from './window';

describe('profiles', () => {
  it('begin with a name at the first start, and lead on to the import', async () => {
    const { user, world } = await open('overview-first-start');
    await user.click(screen.getByRole('button', { name: /Import a Traefik file/ }));
    const name = await screen.findByLabelText('Name');
    expect((name as HTMLInputElement).value, 'a sensible name is there').toBe('Home lab');
    await user.clear(name);
    await user.type(name, 'Attic{Enter}');
    await settle(120);
    expect(heading().textContent).toBe('Import dynamic.yml');
    expect(world.profiles.map((p) => p.name)).toEqual(['Attic']);
  });

  it('are followed by what is decided once, and a first backup', async () => {
    const { user, world } = await open('overview-first-start');
    await user.click(screen.getByRole('button', { name: /Start empty/ }));
    await user.click(await screen.findByRole('button', { name: 'Create' }));
    const card = await screen.findByTestId('first-run');
    expect(card.textContent).toContain('Every day at 02:00; missed backups are caught up. Kept for 30 days.');
    expect(card.textContent).toContain('Start at login');
    const before = world.backups.length;
    await user.click(within(card).getByRole('button', { name: 'Back up now' }));
    const notice = (await screen.findByTestId('notice')).textContent;
    expect(notice).toContain('You’re protected.');
    expect(notice).toContain('Your first backup is made and verified. Next backup');
    expect(world.backups.length).toBe(before + 1);
    expect(screen.queryByTestId('first-run'), 'asked once').toBeNull();
  });

  it('can begin with the number keys, and with backups that are in S3', async () => {
    const { user } = await open('overview-first-start');
    await user.keyboard('3');
    expect((await screen.findByRole('dialog')).textContent).toContain('New profile');
    await user.keyboard('1');
    expect((await screen.findByRole('dialog')).textContent, 'a digit is typed there').toContain(
      'New profile',
    );
    await user.keyboard('{Escape}');
    await user.click(screen.getByRole('button', { name: 'Connect the storage…' }));
    expect(heading().textContent).toBe('Settings');
  });

  it('are not made when no file was chosen', async () => {
    const { user, world } = await open(
      'first-import',
      (backend) => (backend.chooseImportFiles = async () => null),
    );
    await user.click(await screen.findByRole('button', { name: 'Choose files…' }));
    await settle();
    expect(world.profiles).toEqual([]);
  });

  it('are refused a name that is taken', async () => {
    const { user } = await open('profile-create');
    await user.type(await screen.findByLabelText('Name'), 'staging');
    await user.click(screen.getByRole('button', { name: 'Create' }));
    expect(screen.getByLabelText('Name').getAttribute('aria-invalid')).toBe('true');
    expect(screen.getByText('There is already a profile called “staging”')).toBeTruthy();
  });

  it('are deleted only with their name typed', async () => {
    const { user, world } = await open('profile-delete');
    const field = await screen.findByTestId('typed-name');
    await user.type(field, 'home lab');
    await user.click(screen.getByRole('button', { name: 'Delete profile' }));
    expect(
      world.profiles.map((p) => p.name),
      'nearly is not enough',
    ).toContain('Home lab');
    await user.clear(field);
    await user.type(field, 'Home lab{Enter}');
    const notice = await screen.findByTestId('notice');
    expect(notice.textContent).toContain('Profile “Home lab” deleted. A restore point was created first.');
    expect(world.profiles.map((p) => p.name)).not.toContain('Home lab');
    await user.click(within(notice).getByRole('button', { name: 'Undo' }));
    await toast();
    expect(
      world.profiles.map((p) => p.name),
      'and back',
    ).toContain('Home lab');
  });

  it('are switched in the sidebar', async () => {
    const { user } = await open(null);
    await user.click(screen.getByTestId('profiles'));
    await user.click(await within(await screen.findByRole('menu', { hidden: true })).findByText('Staging'));
    await settle();
    expect(screen.getByRole('heading', { level: 2, name: 'Staging' })).toBeTruthy();
  });
});
