import { describe, expect, it, vi } from 'vitest';
import { open, screen, settle, waitFor, within } from './window';

// The card with the verdict, as a person reads and uses it.

describe('the verdict', () => {
  it('lets backups be held back where all is well', async () => {
    const { user, world } = await open('overview-due');
    const card = screen.getByRole('region', { name: 'State of your backups' });
    await user.click(within(card).getByRole('button', { name: 'Pause' }));
    const menu = await screen.findByRole('menu', { hidden: true });
    await user.click(within(menu).getByText('Until I resume'));
    await waitFor(() => expect(world.paused).toEqual({ until: null }));
  });

  it('offers a cure and no pause where something is wrong', async () => {
    await open('overview-failed');
    const card = screen.getByRole('region', { name: 'State of your backups' });
    expect(within(card).queryByRole('button', { name: 'Pause' })).toBeNull();
    expect(within(card).getByRole('button', { name: 'Try again' })).toBeTruthy();
  });

  it('says in amber what is in no backup, and how to change that', async () => {
    const { user, backend } = await open('overview-not-backed-up');
    const made = vi.spyOn(backend, 'backUpNow');
    const card = () => screen.getByRole('region', { name: 'State of your backups' });
    expect(within(card()).getByRole('heading').textContent).toBe(
      '20,050 components are not in any backup yet',
    );
    expect(card().classList).toContain('is-waiting');
    const badge = screen.getByRole('button', { name: /^Backups.*not in any backup yet/ });
    expect(badge.querySelector('.is-waiting'), 'the sidebar has the same shape and colour').toBeTruthy();
    await user.click(within(card()).getByRole('button', { name: 'Back up now' }));
    expect(made).toHaveBeenCalledOnce();
  });

  it('says what changed since, and stays green', async () => {
    await open('overview-changes-since');
    const card = screen.getByRole('region', { name: 'State of your backups' });
    expect(within(card).getByRole('heading').textContent).toBe('Backed up 3 h ago · 12 changes since');
    expect(card.classList).toContain('is-safe');
  });

  it('is offered a backup after an import', async () => {
    const { user, backend, world } = await open('import-review');
    const made = vi.spyOn(backend, 'backUpNow');
    world.verdict = null;
    await user.click(screen.getByRole('button', { name: /^Import \d+ components/ }));
    const notice = await screen.findByTestId('notice');
    expect(notice.textContent).toMatch(/\d+ components are not in any backup yet/);
    await user.click(within(notice).getByRole('button', { name: 'Back up now' }));
    expect(made).toHaveBeenCalledOnce();
  });

  it('turns red when three backups in a row did not come', async () => {
    await open('overview-due', (_, world) => {
      world.verdict = { ...world.verdict!, kind: 'overdue', grave: false };
    });
    const card = () => screen.getByRole('region', { name: 'State of your backups' });
    expect(card().classList, 'one that is late is amber').toContain('is-waiting');
    document.body.replaceChildren();
    await open('overview-due', (_, world) => {
      world.verdict = { ...world.verdict!, kind: 'overdue', grave: true };
    });
    await settle();
    expect(card().classList).toContain('is-failed');
  });
});
