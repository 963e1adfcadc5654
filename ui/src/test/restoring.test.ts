import { describe, expect, it, vi } from 'vitest';
import { dialog, open, screen, toast, waitFor, within } from './window';

describe('restoring', () => {
  it('says what changes, restores, and takes it back', async () => {
    const { user, world } = await open('restore');
    const routers = () => world.profiles[0]!.items.filter((i) => i.kind === 'http-router').length;
    const before = routers();
    const box = await screen.findByTestId('restore');
    for (const words of [
      'Restore the backup from 9 Nov 2026, 02:00?',
      'goes back to how it was 3 days ago',
      '2 routers added',
      '1 service removed',
      '3 middlewares changed',
      'You can undo this.',
    ])
      expect(box.textContent).toContain(words);
    await waitFor(() =>
      expect(document.activeElement?.textContent, 'focus on the safe button').toContain('Cancel'),
    );
    await user.click(within(box).getByRole('button', { name: 'Restore' }));
    const notice = await screen.findByTestId('notice');
    expect(notice.textContent).toContain('Restored the backup from 9 Nov 2026, 02:00.');
    expect(routers(), 'two routers returned').toBe(before + 2);
    await user.click(within(notice).getByRole('button', { name: 'Undo' }));
    await toast();
    expect(routers(), 'and went again').toBe(before);
  });

  it('says that there is nothing to restore, and asks nothing', async () => {
    await open('restore-same');
    const box = await screen.findByTestId('restore');
    expect(within(box).getByRole('heading').textContent).toBe('Nothing to restore');
    expect(
      within(box)
        .getAllByRole('button')
        .map((b) => b.textContent!.trim()),
    ).toEqual(['Close']);
  });

  it('puts the profiles that stay as they are into one line', async () => {
    await open('restore');
    const box = await screen.findByTestId('restore');
    expect(box.textContent).toContain('2 other profiles: no changes');
    expect(box.textContent).not.toContain('Office edge');
  });

  it('is no dead end with a backup of a newer version', async () => {
    const { user } = await open('restore-newer');
    const box = await screen.findByTestId('restore');
    expect(box.textContent).toContain('You have Mantrae 0.1.0.');
    await user.click(within(box).getByRole('button', { name: 'Show other backups' }));
    expect(screen.queryByTestId('restore')).toBeNull();
  });

  it('shows each change side by side', async () => {
    const { user } = await open('restore');
    await user.click(await screen.findByRole('button', { name: 'See all changes' }));
    const changes = screen.getByTestId('changes');
    expect(within(changes).getAllByText('added', { selector: '.end' })).toHaveLength(2);
    expect(within(changes).getAllByRole('table', { name: 'Difference', hidden: true })).toHaveLength(6);
  });

  it('restores some profiles only', async () => {
    const { user, backend } = await open('restore');
    const apply = vi.spyOn(backend, 'applyRestore');
    await user.click(await screen.findByRole('radio', { name: 'Only what I select' }));
    const restore = screen.getByRole('button', { name: 'Restore' });
    await user.click(screen.getByRole('checkbox', { name: 'Home lab' }));
    expect(restore.hasAttribute('disabled'), 'nothing chosen, nothing to restore').toBe(true);
    await user.click(screen.getByRole('checkbox', { name: 'Home lab' }));
    await user.click(restore);
    await screen.findByTestId('notice');
    expect(apply).toHaveBeenCalledWith(expect.any(String), { profiles: ['Home lab'], components: [] }, false);
  });

  it('restores single components, and the settings only when told to', async () => {
    const { user, backend } = await open('restore');
    const apply = vi.spyOn(backend, 'applyRestore');
    await user.click(await screen.findByRole('radio', { name: 'Only what I select' }));
    const components = screen.getByRole('group', { name: 'Components of Home lab' });
    const boxes = within(components).getAllByRole('checkbox', { hidden: true });
    await user.click(boxes[0]!);
    const profile = screen.getByRole<HTMLInputElement>('checkbox', { name: 'Home lab' });
    expect(profile.indeterminate, 'some of it').toBe(true);
    await user.click(screen.getByRole('checkbox', { name: /Also restore settings/ }));
    expect(screen.getByTestId('restore').textContent).toContain('Not affected: backups, activity.');
    await user.click(screen.getByRole('button', { name: 'Restore' }));
    await screen.findByTestId('notice');
    const [, only, settings] = apply.mock.calls[0]!;
    expect(only?.profiles).toEqual([]);
    expect(only?.components, 'all but one').toHaveLength(boxes.length - 1);
    expect(settings).toBe(true);
  });

  it('goes on with the next older one when this one is damaged', async () => {
    const { user } = await open('restore-damaged');
    const box = await screen.findByTestId('restore');
    expect(box.textContent).toContain('The last good backup before it is from 7 Nov 2026, 02:00.');
    await user.click(within(box).getByRole('button', { name: 'Use that one' }));
    expect(await screen.findByText('Restore the backup from 7 Nov 2026, 02:00?')).toBeTruthy();
  });

  it('stays open with the reason when no restore point can be made', async () => {
    const { user, backend } = await open('restore');
    vi.spyOn(backend, 'applyRestore').mockRejectedValueOnce({
      code: 'storage',
      message: 'There is no room for a restore point (needs 1 MB)',
      hint: null,
      retry: true,
    });
    await user.click(await screen.findByRole('button', { name: 'Restore' }));
    expect((await screen.findByRole('alert')).textContent).toContain(
      'Not restored. There is no room for a restore point (needs 1 MB).',
    );
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    expect((await screen.findByTestId('notice')).textContent).toContain('Restored');
  });

  it('looks again when the configuration changed meanwhile', async () => {
    const { user, backend } = await open('restore');
    vi.spyOn(backend, 'applyRestore').mockRejectedValueOnce({
      code: 'stale-plan',
      message: 'changed',
      hint: null,
      retry: false,
    });
    const prepare = vi.spyOn(backend, 'prepareRestore');
    await user.click(await screen.findByRole('button', { name: 'Restore' }));
    expect(await screen.findByText(/Your configuration changed in the meantime/)).toBeTruthy();
    expect(prepare, 'compared anew').toHaveBeenCalledOnce();
  });

  it('asks before undoing over later changes', async () => {
    const { user, backend } = await open('activity');
    const undo = vi.spyOn(backend, 'undo').mockRejectedValueOnce({
      code: 'stale-plan',
      message: '3 components changed since then',
      hint: null,
      retry: false,
    });
    await user.click(screen.getByRole('button', { name: 'Undo: Restored the backup of 9 Nov, 02:00' }));
    const box = await dialog();
    expect(box.textContent).toContain('3 components changed since then.');
    await user.click(within(box).getByRole('button', { name: 'Revert later changes too' }));
    await toast();
    expect(undo.mock.lastCall?.[1], 'forced only now').toBe(true);
  });
});
