import { describe, expect, it } from 'vitest';
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
