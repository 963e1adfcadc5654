import { describe, expect, it, vi } from 'vitest';
import { open, screen, settle, waitFor, within } from './window';

describe('the schedule', () => {
  it('says on top that the environment decides, and lets nobody change it', async () => {
    await open('settings-schedule-locked');
    const text = document.querySelector('#content')!.textContent!;
    const said = text.indexOf('Set by BACKUP_SCHEDULE and BACKUP_AUTO_ENABLED');
    expect(said).toBeGreaterThanOrEqual(0);
    expect(said, 'before what cannot be changed').toBeLessThan(text.indexOf('Back up automatically'));
    expect(screen.getByRole<HTMLSelectElement>('combobox', { name: 'How often' }).disabled).toBe(true);
    expect(screen.getByRole<HTMLInputElement>('switch', { name: 'Back up automatically' }).disabled).toBe(
      true,
    );
    expect(screen.getByLabelText<HTMLInputElement>('Cron').readOnly).toBe(true);
  });

  it('strikes the runs that a pause skips, and resumes from the banner', async () => {
    const { user, world, backend } = await open('settings-schedule-paused');
    const runs = within(screen.getByRole('list', { name: 'Next runs' })).getAllByRole('listitem');
    expect(runs.map((run) => run.classList.contains('skipped'))).toEqual([true, false, false]);
    expect(runs[0]!.textContent).toContain('skipped: paused');
    expect(document.querySelector('.banner')!.textContent).toContain('No automatic backup runs before');
    const resume = vi.spyOn(backend, 'resumeBackups');
    await user.click(screen.getByRole('button', { name: 'Resume' }));
    await settle();
    expect(resume).toHaveBeenCalledOnce();
    await waitFor(() => expect(world.paused).toBeNull());
    expect(document.querySelector('.banner')).toBeNull();
  });
});

describe('what another program holds', () => {
  it('is waited for, and no backup is offered as a cure', async () => {
    await open('configuration-error');
    expect(screen.getByRole('heading', { level: 2 }).textContent).toBe(
      'Another program is using the database',
    );
    expect(screen.getByRole('button', { name: 'Try again' }).classList).toContain('primary');
    expect(screen.queryByRole('button', { name: 'Restore a backup…' })).toBeNull();
  });

  it('offers no backup for the activity, which none holds', async () => {
    await open('activity-error', (_, w) => {
      w.broken.activity = { code: 'database', message: 'state.db is damaged', hint: null, retry: false };
    });
    expect(screen.queryByRole('button', { name: 'Restore a backup…' })).toBeNull();
    expect(screen.getByRole('button', { name: 'Try again' })).toBeTruthy();
  });

  it('says nothing about profiles before it knows', async () => {
    await open('starting');
    expect(document.body.textContent).not.toContain('No profile yet');
  });
});
