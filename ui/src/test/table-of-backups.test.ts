import { describe, expect, it, vi } from 'vitest';
import { open, screen, settle, toast, waitFor, within } from './window';

describe('the table of backups', () => {
  it('is walked and chosen from with the keyboard', async () => {
    const { user } = await open('backups');
    const rows = () => within(screen.getByTestId('backups')).getAllByRole('row', { selected: true });
    screen.getByTestId('backups').querySelector<HTMLElement>('tbody tr[tabindex="0"]')!.focus();
    await user.keyboard('{ArrowDown}');
    expect(rows()).toHaveLength(1);
    expect(document.activeElement, 'the focus moves along').toBe(rows()[0]);
    await settle();
    expect(screen.getByTestId('backup-details').textContent, 'its details open below').toContain(
      'before moving to v3',
    );
    await user.keyboard('{Shift>}{ArrowDown}{ArrowDown}{/Shift}');
    expect(rows()).toHaveLength(3);
    expect(screen.getByRole('button', { name: 'Delete 3…' })).toBeTruthy();
  });

  it('opens the restore with Enter', async () => {
    const { user } = await open('backups');
    screen.getByTestId('backups').querySelector<HTMLElement>('tbody tr[tabindex="0"]')!.focus();
    await user.keyboard('{ArrowDown}{ArrowDown}{ArrowDown}{Enter}');
    expect((await screen.findByTestId('restore')).textContent).toContain(
      'Restore the backup from 11 Nov 2026, 20:00?',
    );
  });

  it('says why a damaged one cannot be restored and offers none of it', async () => {
    await open('backups-damaged');
    const details = screen.getByTestId('backup-details');
    expect(details.textContent).toContain('does not match the manifest');
    expect(
      within(details).queryByRole('button', { name: 'Restore…' }),
      'no button that cannot work',
    ).toBeNull();
    expect(within(details).getByRole('button', { name: 'Show the last good one (7 Nov)' })).toBeTruthy();
  });

  it('deletes only after asking, with the focus on Cancel', async () => {
    const { user, world } = await open('delete');
    const box = await screen.findByTestId('delete-backups');
    expect(within(box).getByRole('heading').textContent).toBe('Delete the backup from 9 Nov 2026, 02:00?');
    await waitFor(() =>
      expect(document.activeElement, 'the safe button').toBe(
        within(box).getByRole('button', { name: 'Cancel' }),
      ),
    );
    await user.keyboard('{Escape}');
    expect(
      world.backups.some((b) => b.id === 'backup-0008'),
      'Escape leaves everything',
    ).toBe(true);
  });

  it('deletes what was confirmed', async () => {
    const { user, world } = await open('delete');
    await user.click(
      within(await screen.findByTestId('delete-backups')).getByRole('button', { name: 'Delete' }),
    );
    expect((await toast()).textContent).toContain('1 backup deleted');
    expect(world.backups.some((b) => b.id === 'backup-0008')).toBe(false);
  });

  it('asks to back up first when it is the only checked one', async () => {
    const { user, world } = await open('delete-last');
    const box = await screen.findByTestId('delete-backups');
    expect(box.textContent).toContain('This is your only verified backup.');
    expect(
      within(box)
        .getAllByRole('button')
        .map((b) => b.textContent!.trim()),
    ).toEqual(['Cancel', 'Delete anyway', 'Back up first']);
    await user.click(within(box).getByRole('button', { name: 'Back up first' }));
    await waitFor(() => expect(world.backups, 'a second one was made').toHaveLength(2));
    const again = await screen.findByTestId('delete-backups');
    expect(again.textContent, 'and the question comes again, milder').toContain('1 other backup remains');
  });

  it('unpins and deletes in one step', async () => {
    const { user, world } = await open('delete-pinned');
    const box = await screen.findByTestId('delete-backups');
    expect(within(box).getByRole('heading').textContent).toBe('This backup is pinned');
    expect(within(box).queryByRole('button', { name: 'Delete' }), 'a pin holds').toBeNull();
    await user.click(within(box).getByRole('button', { name: 'Unpin and delete' }));
    await waitFor(() => expect(world.backups.some((b) => b.id === 'backup-0002')).toBe(false));
  });

  it('asks again where unpinning would leave nothing good', async () => {
    const { user, world } = await open('delete-pinned', (_, w) => {
      w.backups = w.backups.filter((b) => b.id === 'backup-0002');
    });
    await user.click(await screen.findByRole('button', { name: 'Unpin and delete' }));
    expect((await screen.findByTestId('delete-backups')).textContent).toContain('only verified backup');
    expect(world.backups, 'nothing went yet').toHaveLength(1);
  });

  it('leads to what a restore would change', async () => {
    const { user } = await open('backups-details');
    const details = screen.getByTestId('backup-details');
    expect(details.textContent).toContain('Restoring adds 2 components, removes 1 and changes 3');
    await user.click(within(details).getByRole('button', { name: 'See changes' }));
    expect(await screen.findByTestId('changes')).toBeTruthy();
  });

  it('brings the chosen row into sight again when its details take the room', async () => {
    const watched: (() => void)[] = [];
    const real = globalThis.ResizeObserver;
    globalThis.ResizeObserver = class {
      constructor(tell: () => void) {
        watched.push(tell);
      }
      observe() {}
      unobserve() {}
      disconnect() {}
    } as unknown as typeof ResizeObserver;
    const shown = vi.spyOn(Element.prototype, 'scrollIntoView').mockImplementation(() => {});
    try {
      await open('backups-goes');
      shown.mockClear();
      watched.forEach((tell) => tell());
      const row = shown.mock.contexts.at(-1) as HTMLElement;
      expect(row.dataset.key).toBe('backup-0034');
    } finally {
      globalThis.ResizeObserver = real;
      shown.mockRestore();
    }
  });

  it('names locations only where there are several', async () => {
    await open('backups');
    expect(screen.queryByRole('columnheader', { name: 'Locations' })).toBeNull();
    document.body.replaceChildren();
    await open('backups-several-locations');
    expect(screen.getByRole('columnheader', { name: 'Locations' })).toBeTruthy();
  });
});
