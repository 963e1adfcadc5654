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

  it('stops what runs, and says how far it is', async () => {
    const { user, backend } = await open('overview-running');
    const stop = vi.spyOn(backend, 'stopRun');
    const card = screen.getByRole('region', { name: 'State of your backups' });
    expect(card.textContent).toContain('Step 2 of 5');
    await user.click(within(card).getByRole('button', { name: 'Stop' }));
    expect(stop).toHaveBeenCalledOnce();
  });

  it('turns automatic backups on with one press', async () => {
    const { user, backend } = await open('overview-off');
    const change = vi.spyOn(backend, 'changeSetting');
    await user.click(screen.getByRole('button', { name: 'Turn on' }));
    expect(change).toHaveBeenCalledWith({
      name: 'schedule',
      value: expect.objectContaining({ automatic: true }),
    });
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

describe('the overview', () => {
  it('adds up: the figures are as many components as the profile has', async () => {
    const { world } = await open('overview-safe');
    const figures = [...document.querySelectorAll('.figure b')].map((b) => Number(b.textContent));
    expect(figures.reduce((a, b) => a + b, 0)).toBe(world.profiles[0]!.items.length);
  });

  it('walks the days with the arrow keys and opens one in Activity', async () => {
    const { user } = await open('overview-safe');
    const days = within(screen.getByRole('list', { name: 'Last 30 days' })).getAllByRole('button');
    expect(
      days.filter((day) => day.tabIndex === 0),
      'one stop for Tab',
    ).toHaveLength(1);
    days.at(-1)!.focus();
    await user.keyboard('{ArrowLeft}{ArrowLeft}');
    expect(document.activeElement).toBe(days.at(-3));
    await user.keyboard('{Enter}');
    expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('Activity');
  });

  it('promises the days where there are none yet', async () => {
    await open('overview-never');
    expect(screen.getByText('Your first 30 days appear here.')).toBeTruthy();
    expect(screen.queryByRole('list', { name: 'Last 30 days' })).toBeNull();
  });

  it('leads from what is missing to where it is done', async () => {
    const { user } = await open('overview-safe');
    const points = screen.getByRole('list', { name: 'Protection' });
    await user.click(within(points).getByRole('button', { name: /^No second location/ }));
    expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('Settings');
  });
});
