import { beforeEach, describe, expect, it } from 'vitest';
import { dialog, open, screen, settle, within } from './window';

/** Lists and texts are read from files of their own, which takes as long as it takes. */
async function until(found: () => unknown): Promise<void> {
  for (let tries = 0; tries < 100 && !found(); tries++) {
    await new Promise((done) => setImmediate(done));
    await settle();
  }
}

const press = async (user: Awaited<ReturnType<typeof open>>['user'], name: string | RegExp) => {
  await user.click(await screen.findByRole('button', { name }));
  await settle();
};

describe('about', () => {
  it('leads to the licences, each with its text, and back', async () => {
    const { user } = await open('about');
    expect((await dialog()).textContent).toContain('Mantrae 0.1.0');
    await press(user, 'Show the licences');
    await until(() => screen.queryByRole('listbox', { name: 'Licences' }));
    const list = screen.getByRole('listbox', { name: 'Licences' });
    await user.type(screen.getByRole('searchbox', { name: 'Filter by name or licence' }), 'sqlite');
    await settle();
    expect(
      within(list)
        .getAllByRole('option')
        .map((row) => row.textContent),
    ).toContainEqual(expect.stringContaining('SQLite'));
    await user.click(within(list).getByRole('option', { name: /^SQLite/ }));
    await settle();
    expect(screen.getByRole('region', { name: 'Licence of SQLite' }).textContent).toContain(
      'May you do good',
    );
    list.focus();
    await user.keyboard('{Home}');
    await settle();
    expect(screen.queryByRole('region', { name: 'Licence of SQLite' }), 'another one is chosen').toBeNull();
    await press(user, 'About Mantrae');
    expect((await dialog()).textContent).toContain('Mantrae 0.1.0');
  });

  it('copies a report without names or addresses', async () => {
    const { user } = await open('about');
    await press(user, 'Copy a report');
    const text = await navigator.clipboard.readText();
    expect(text).toContain('Mantrae: 0.1.0, linux');
    expect(text).not.toMatch(/Home lab|example\.com|\/home|~/);
  });

  it('is reached from help', async () => {
    const { user } = await open('help');
    await press(user, 'About Mantrae');
    expect(within(await dialog()).getByText('Mantrae 0.1.0')).toBeTruthy();
  });
});

describe('an update', () => {
  beforeEach(() => localStorage.removeItem('version'));
  const notice = () => screen.queryByTestId('notice');

  it('is told once, and leads to what is new', async () => {
    localStorage.setItem('version', '0.0.9');
    const first = await open('overview-safe');
    expect(notice()!.textContent).toContain('Mantrae was updated to version 0.1.0.');
    await press(first.user, 'What’s new');
    await until(() => screen.queryByRole('heading', { name: 'Added' }));
    expect(screen.getByRole('heading', { name: 'Added' })).toBeTruthy();
    expect(notice(), 'it was read').toBeNull();
    first.unmount();
    await open('overview-safe');
    expect(notice(), 'once is enough').toBeNull();
  });

  it('is not told at the first start, nor when an older version is back', async () => {
    const first = await open('overview-first-start');
    expect(notice()).toBeNull();
    first.unmount();
    localStorage.setItem('version', '9.0.0');
    await open('overview-safe');
    expect(notice()).toBeNull();
  });
});
