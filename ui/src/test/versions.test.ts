import { describe, expect, it, vi } from 'vitest';
import { open, screen, settle, toast } from './window';

const commits = () => screen.queryByRole('switch', { name: 'Commit each change with git' });

describe('the version folder', () => {
  it('is chosen, committed, and given up', async () => {
    const { user, backend } = await open('settings-backups');
    const keep = vi.spyOn(backend, 'keepVersions');
    expect(commits(), 'there is none').toBeNull();
    await user.click(screen.getByRole('button', { name: 'Choose…' }));
    await settle();
    expect(keep.mock.lastCall).toEqual(['/srv/traefik-versions', false]);
    expect(screen.getByText('/srv/traefik-versions · 2 files')).toBeTruthy();
    await user.click(commits()!);
    await settle();
    expect(keep.mock.lastCall).toEqual(['/srv/traefik-versions', true]);
    await user.click(screen.getByRole('button', { name: 'Stop' }));
    await settle();
    expect((await toast()).textContent).toMatch(/The files stay as they are/);
    expect(commits()).toBeNull();
  });

  it('is not committed without a repository, and says how to make one', async () => {
    const { user } = await open('settings-versions', (_, world) => {
      world.versions!.commits = false;
      world.hasRepository = false;
    });
    await user.click(commits()!);
    await settle();
    expect(commits(), 'it is still off').toHaveProperty('checked', false);
    expect(document.body.textContent).toContain('is in no git repository');
    expect(document.body.textContent).toContain('init');
  });

  it('says what could not be written, and tries again', async () => {
    const { user } = await open('settings-versions-failed');
    expect(screen.getByText(/changed by somebody else/)).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    await settle();
    expect(screen.queryByText(/changed by somebody else/)).toBeNull();
  });
});
