import { describe, expect, it } from 'vitest';
import { dialog, open, screen, settle } from './window';

const FILE = '/srv/files/mantrae_lab_20261109T020000Z_schedule_1.zip';

describe('a file that is opened with the program', () => {
  it('leads to the preview of its restore, and is opened once', async () => {
    const { world, backend } = await open('overview-safe', (_, world) => (world.asked = FILE));
    expect((await dialog()).textContent).toContain('Restore');
    expect(world.asked).toBeNull();
    expect(await backend.askedFile()).toBeNull();
  });

  it('is opened in a window that was there already', async () => {
    const { world } = await open('activity');
    expect(screen.queryByRole('dialog')).toBeNull();
    world.asked = FILE;
    for (const hear of world.listeners) hear({ type: 'file-asked' });
    await settle();
    expect((await dialog()).textContent).toContain('Restore');
  });

  it('takes over from what only informs', async () => {
    const { world } = await open('help');
    world.asked = FILE;
    for (const hear of world.listeners) hear({ type: 'file-asked' });
    await settle();
    expect((await dialog()).textContent).toContain('Restore');
  });

  it('waits until what is being decided is finished', async () => {
    const { world, user } = await open('delete');
    world.asked = FILE;
    for (const hear of world.listeners) hear({ type: 'file-asked' });
    await settle();
    expect((await dialog()).textContent, 'the question stays').toContain('Delete');
    await user.keyboard('{Escape}');
    await settle();
    const notice = screen.getByTestId('notice');
    expect(notice.textContent).toContain('“mantrae_lab_20261109T020000Z_schedule_1.zip” waits to be opened.');
    await user.click(screen.getByRole('button', { name: 'Open' }));
    await settle();
    expect((await dialog()).textContent).toContain('Restore');
  });

  it('is imported if it is the database of a server', async () => {
    await open('overview-safe', (_, world) => (world.asked = '/srv/mantrae.db'));
    await settle();
    expect(screen.getByRole('heading', { level: 1 }).textContent).toContain('Import');
  });

  it('is chosen already while the configuration cannot be opened', async () => {
    await open('recovery', (_, world) => (world.asked = FILE));
    await settle();
    const chosen = screen.getByRole('radio', { name: /mantrae_lab/ });
    expect((chosen as HTMLInputElement).checked).toBe(true);
  });
});
