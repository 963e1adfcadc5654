import { describe, expect, it } from 'vitest';
import { open, screen, toast, within } from './window';

describe('backing up', () => {
  it('runs with Ctrl+Shift+B from anywhere and says when it is done', async () => {
    const { user, world } = await open('activity');
    const before = world.backups[0]!.id;
    await user.keyboard('{Control>}{Shift>}b{/Shift}{/Control}');
    expect((await toast()).textContent).toContain('Backed up and verified');
    expect(
      world.backups.findIndex((b) => b.id === before),
      'there is a newer one',
    ).toBe(1);
    expect(screen.getByTestId('live').textContent, 'said aloud').toBe('Backed up and verified');
  });

  it('are found by their note, their day or why they were made', async () => {
    const { user } = await open('backups');
    const rows = () => screen.getByTestId('backups').querySelectorAll('[data-key]').length;
    const all = rows();
    const field = screen.getByRole('searchbox', { name: 'Search' });
    await user.type(field, 'moving manual');
    expect(rows(), 'words of the note and of why').toBe(1);
    await user.clear(field);
    await user.type(field, '9 nov 2026');
    expect(rows()).toBeGreaterThan(0);
    expect(rows()).toBeLessThan(all);
    await user.clear(field);
    await user.type(field, 'nothing of the kind');
    await user.click(await screen.findByRole('button', { name: 'Show all backups' }));
    expect(rows()).toBe(all);
  });

  it('keeps a note with it', async () => {
    const { user, world } = await open('note');
    await user.type(await screen.findByLabelText('Note'), 'before the move{Enter}');
    await toast();
    expect(world.backups[0]!.note).toBe('before the move');
    expect(await screen.findByText('“before the move”'), 'and shows it in the list').toBeTruthy();
  });

  it('shows each step while it runs', async () => {
    await open('backups-running');
    const steps = within(screen.getByRole('region', { name: 'Running now' })).getAllByRole('listitem');
    expect(steps.map((s) => s.textContent!.trim())).toEqual([
      'Copy: done',
      'Check copy: now',
      '3 Save here: to do',
      '4 Read back: to do',
      '5 Clean up: to do',
    ]);
  });

  it('puts a failure in words, with the way to try again', async () => {
    const { user, world } = await open(
      'backups',
      (_, w) => (w.location = { free: 0, problem: 'The disk is full' }),
    );
    await user.click(screen.getByRole('button', { name: 'Back up now' }));
    const notice = await screen.findByTestId('notice');
    expect(notice.textContent).toContain(
      'The backup could not be made. The disk is full. Choose another folder in Settings.',
    );
    world.location.problem = null;
    await user.click(within(notice).getByRole('button', { name: 'Try again' }));
    expect((await toast()).textContent).toContain('Backed up and verified');
    expect(screen.queryByTestId('notice'), 'the problem is over').toBeNull();
  });
});
