import { describe, expect, it, vi } from 'vitest';
import { failure } from '../lib/backend/fake/world';
import { dialog, open, screen, settle, toast, within } from './window';

describe('files that lead', () => {
  it('are followed only as somebody has seen them, and at the path they were seen at', async () => {
    const { user, backend } = await open('traefik-setup');
    await user.click(screen.getByRole('button', { name: 'Follow them instead…' }));
    await settle();
    const begin = vi.spyOn(backend, 'beginFollowing');
    const path = screen.getByRole('textbox', { name: 'Folder or file' });
    await user.click(screen.getByRole('button', { name: 'See what changes' }));
    expect(screen.getByText('Enter the folder or file that Traefik reads')).toBeTruthy();
    await user.type(path, '/nowhere');
    await user.click(screen.getByRole('button', { name: 'See what changes' }));
    await settle();
    expect(screen.getByText(/it does not exist/)).toBeTruthy();
    await user.clear(path);
    await user.type(path, '/srv/traefik/dynamic');
    await user.click(screen.getByRole('button', { name: 'See what changes' }));
    await settle();
    expect(screen.getByText(/of this profile change/)).toBeTruthy();
    expect(begin, 'seeing changes nothing').not.toHaveBeenCalled();
    await user.type(path, '/more');
    expect(screen.queryByRole('button', { name: 'Follow' }), 'another path is looked at anew').toBeNull();
    await user.click(screen.getByRole('button', { name: 'See what changes' }));
    await settle();
    const shown = await backend.planFollowing('Home lab', '/srv/traefik/dynamic/more');
    await user.click(screen.getByRole('button', { name: 'Follow' }));
    await settle();
    expect(begin.mock.lastCall).toEqual(['Home lab', '/srv/traefik/dynamic/more', shown.id]);
    expect(screen.getByRole('heading', { name: /^Following Traefik’s files/ })).toBeTruthy();
  });

  it('say what Traefik ignores in them, and which line is broken', async () => {
    await open('follow-following');
    expect(screen.getByText('“wiki” ignored: 10-web.yml defines it first')).toBeTruthy();
    await open('follow-files-broken');
    expect(screen.getByText('line 3')).toBeTruthy();
  });

  it('are written as the plan says, and a refused plan offers nothing to press', async () => {
    const { user, backend } = await open('follow-not-written');
    const write = vi.spyOn(backend, 'writeToFiles');
    await user.click(screen.getByRole('button', { name: 'Write to the files…' }));
    const shown = within(await dialog());
    await settle();
    expect(shown.getByText('10-web.yml', { selector: '.badge' })).toBeTruthy();
    await user.click(shown.getByRole('button', { name: 'Write' }));
    await settle();
    expect(write.mock.lastCall![1]).toBe((await backend.planWrite('Home lab')).id);
    expect((await toast()).textContent).toMatch(/Written to 1 file/);
    expect(screen.getByRole('heading', { name: /^Following Traefik’s files/ })).toBeTruthy();
  });

  it('are left alone when writing fails, and the dialog says why', async () => {
    const { user, backend } = await open('follow-write');
    backend.writeToFiles = async () => {
      throw failure('stale-plan', 'The files were changed too', 'Look again at what would be written');
    };
    const shown = within(await dialog());
    await settle();
    await user.click(shown.getByRole('button', { name: 'Write' }));
    await settle();
    expect(shown.getByText(/The files were changed too/)).toBeTruthy();
  });

  it('ask which version counts only where both sides were changed, and wait for every answer', async () => {
    const { user, backend } = await open('follow-changed-on-both-sides');
    const decide = vi.spyOn(backend, 'decideFiles');
    const settleIt = screen.getByRole('button', { name: 'Settle' });
    expect(settleIt).toHaveProperty('disabled', true);
    const asked = screen.getAllByRole('radiogroup');
    expect(asked).toHaveLength(1);
    await user.click(within(asked[0]!).getByRole('radio', { name: 'Profile' }));
    await user.click(settleIt);
    await settle();
    expect(decide.mock.lastCall![1]).toEqual([{ kind: 'http-router', name: 'wiki', decision: 'profile' }]);
  });

  it('are followed no longer after a question', async () => {
    const { user, backend } = await open('follow-following');
    const end = vi.spyOn(backend, 'endFollowing');
    await user.click(screen.getByRole('button', { name: 'Stop following…' }));
    const shown = within(await dialog());
    expect(end).not.toHaveBeenCalled();
    await user.click(shown.getByRole('button', { name: 'Stop following' }));
    await settle();
    expect(screen.getByRole('heading', { name: /How does Traefik get/ })).toBeTruthy();
  });
});
