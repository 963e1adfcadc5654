import { describe, expect, it } from 'vitest';
import { dialog, heading, open, screen, settle, within } from './window';

const names = () =>
  within(screen.getByTestId('components'))
    .getAllByRole('option')
    .map((o) => o.querySelector('b')!.textContent);

describe('finding the way', () => {
  it('leads to each screen with Ctrl and a number, and brings the focus to its title', async () => {
    const { user } = await open(null);
    for (const [key, title] of [
      ['2', 'Configuration'],
      ['3', 'Traefik'],
      ['4', 'Backups'],
      ['5', 'Activity'],
      [',', 'Settings'],
      ['1', 'Overview'],
    ] as const) {
      await user.keyboard(`{Control>}${key}{/Control}`);
      expect(heading().textContent, `Ctrl+${key}`).toBe(title);
      expect(document.activeElement, 'the title has the focus').toBe(heading());
    }
    await user.keyboard('{Alt>}{ArrowLeft}{/Alt}');
    expect(heading().textContent, 'Alt+Left goes back').toBe('Settings');
  });

  it('marks the current screen for those who listen', async () => {
    await open('backups');
    expect(screen.getByRole('button', { current: 'page' }).textContent).toContain('Backups');
  });

  it('searches from the overview', async () => {
    const { user } = await open(null);
    await user.keyboard('{Control>}f{/Control}');
    await settle();
    expect(document.activeElement, 'the cursor is in the filter').toBe(
      screen.getByRole('searchbox', { name: 'Filter routers' }),
    );
    await user.keyboard('graf');
    expect(names()).toEqual(['grafana']);
    await user.keyboard('{Escape}');
    expect(names(), 'Escape clears the filter').toContain('gitea');
  });

  it('opens the main menu with F10 and the shortcuts with Ctrl+?', async () => {
    const { user } = await open(null);
    await user.keyboard('{F10}');
    expect(
      await within(await screen.findByRole('menu', { hidden: true })).findByText('Back up now'),
    ).toBeTruthy();
    await user.keyboard('{Escape}');
    await user.keyboard('{Control>}{Shift>}?{/Shift}{/Control}');
    expect((await dialog()).textContent).toContain('Ctrl Shift B');
  });

  it('says the verdict of the engine in card and status bar alike', async () => {
    await open('overview-failed');
    const sentence = 'Last backup failed 2 h ago: The disk is full';
    expect(screen.getByTestId('verdict').textContent).toBe(sentence);
    expect(screen.getByRole('heading', { level: 2, name: sentence })).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Choose another folder…' }), 'with its cure').toBeTruthy();
  });

  it('has no line about a next backup where none is due', async () => {
    await open('overview-safe');
    expect(screen.queryByText('Next backup')).toBeNull();
  });
});
