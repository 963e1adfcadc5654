import { beforeEach, describe, expect, it, vi } from 'vitest';
import { heading, open, screen, settle, toast, waitFor, within } from './window';

const box = () => screen.getByTestId('palette');
const chosen = () => within(box()).getByRole('option', { selected: true });
const ctrlK = '{Control>}k{/Control}';

beforeEach(() => localStorage.removeItem('palette'));

describe('going to anything', () => {
  it('finds a component by a few letters and opens it', async () => {
    const { user } = await open(null);
    await user.keyboard(ctrlK);
    const field = await screen.findByRole('combobox', { name: 'Go to anything' });
    await waitFor(() => expect(document.activeElement).toBe(field));
    await settle();
    await user.keyboard('graf');
    expect(chosen().textContent).toContain('grafana');
    expect(field.getAttribute('aria-activedescendant')).toBe(chosen().id);
    await user.keyboard('{Enter}');
    await settle();
    expect(heading().textContent).toBe('Configuration');
    expect(screen.queryByTestId('palette')).toBeNull();
    expect(document.body.textContent).toContain('grafana');
  });

  it('walks with the arrow keys, around the ends', async () => {
    const { user } = await open('palette-found');
    await settle();
    const options = within(box()).getAllByRole('option');
    await user.keyboard('{ArrowUp}');
    expect(chosen()).toBe(options.at(-1));
    await user.keyboard('{ArrowDown}{ArrowDown}');
    expect(chosen()).toBe(options[1]);
  });

  it('runs an action, and shows its keys', async () => {
    const { user, world } = await open(null);
    const before = world.backups.length;
    await user.keyboard(`${ctrlK}>back up now`);
    await settle();
    expect(
      within(box())
        .getAllByRole('option')
        .every((o) => !o.textContent!.includes('Router')),
    ).toBe(true);
    await user.keyboard('{Enter}');
    expect((await toast()).textContent).toContain('Backed up and verified');
    expect(world.backups.length).toBe(before + 1);
    await user.keyboard(ctrlK);
    await settle();
    expect(within(box()).getByRole('group', { name: 'Last used' }).textContent).toContain('Back up now');
    await user.keyboard('{ArrowDown}');
    expect(within(box()).getByRole('group', { name: 'Last used' }).textContent).toContain('Ctrl Shift B');
  });

  it('turns off what fits best, with the way back', async () => {
    const { user, world } = await open('palette-found');
    await settle();
    await user.click(within(box()).getByRole('option', { name: /Turn off grafana/ }));
    const said = await toast();
    const router = () =>
      world.profiles[0]!.items.find((i) => i.kind === 'http-router' && i.name === 'grafana')!;
    expect(router().enabled).toBe(false);
    await user.click(within(said).getByRole('button', { name: 'Undo' }));
    await settle();
    expect(router().enabled).toBe(true);
  });

  it('opens a backup by its date', async () => {
    const { user } = await open(null);
    await user.keyboard(ctrlK);
    await settle();
    await user.keyboard('9 nov');
    await user.keyboard('{Enter}');
    await settle();
    expect(heading().textContent).toBe('Backups');
    expect(screen.getByTestId('backup-details').textContent).toContain('9 Nov');
  });

  it('searches the backups where nothing matches', async () => {
    const { user } = await open('palette-nothing');
    expect(box().textContent).toContain('Nothing matches “xyzzy”.');
    await user.click(screen.getByRole('button', { name: 'Search backups for it' }));
    await settle();
    expect(screen.getByRole<HTMLInputElement>('searchbox', { name: 'Search' }).value).toBe('xyzzy');
  });

  it('says how much was found once the typing pauses', async () => {
    const { user } = await open('palette-found');
    await settle(600);
    expect(within(box()).getByRole('status').textContent).toMatch(/^\d+ results?$/);
    await user.keyboard('xyzzy');
    await settle(600);
    expect(within(box()).getByRole('status').textContent).toBe('No results');
  });

  it('closes with Ctrl+K and Escape, and stays away while a question is open', async () => {
    const { user, backend } = await open('delete');
    await user.keyboard(ctrlK);
    expect(screen.queryByTestId('palette')).toBeNull();
    await user.keyboard('{Escape}');
    const read = vi.spyOn(backend, 'components');
    await user.keyboard(ctrlK);
    expect(box()).toBeTruthy();
    expect(read).toHaveBeenCalled();
    await user.keyboard(ctrlK);
    expect(screen.queryByTestId('palette')).toBeNull();
    await user.keyboard(`${ctrlK}{Escape}`);
    expect(screen.queryByTestId('palette')).toBeNull();
  });
});
