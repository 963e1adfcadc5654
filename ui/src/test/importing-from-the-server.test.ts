import { describe, expect, it, vi } from 'vitest';
import { open, screen, settle, within } from './window';

describe('coming from the Mantrae server', () => {
  const database = '~/mantrae.db';

  it('asks which profile, and goes on with Enter', async () => {
    const { user, backend } = await open('import-server-choice');
    const prepare = vi.spyOn(backend, 'prepareImport');
    const choice = screen.getByRole('radiogroup', { name: 'Which profile on the server?' });
    expect(
      within(choice)
        .getAllByRole<HTMLInputElement>('radio')
        .map((r) => [r.value, r.checked, r.disabled]),
      'the first with something in it; one with nothing cannot be chosen',
    ).toEqual([
      ['attic', false, true],
      ['default', true, false],
      ['office', false, false],
    ]);
    expect(document.body.textContent).toContain('The server’s users, tokens and settings are not imported.');
    expect(prepare, 'nothing is compared before the answer').not.toHaveBeenCalled();
    within(choice).getByRole('radio', { name: 'default' }).focus();
    await user.keyboard('{ArrowDown}{Enter}');
    await settle();
    expect(prepare).toHaveBeenCalledWith('Home lab', ['~/traefik/mantrae.db'], 'office', null);
    expect(screen.getByTestId('source').textContent).toContain('profile office');
    expect(document.activeElement, 'the focus is not lost with the step').toBe(screen.getByRole('main'));
    await user.click(screen.getByRole('button', { name: 'Choose another profile…' }));
    expect(screen.getByRole('radiogroup', { name: 'Which profile on the server?' })).toBeTruthy();
  });

  it('tells two profiles of one name apart by their ids', async () => {
    const { user, backend } = await open('import-server-twins');
    const prepare = vi.spyOn(backend, 'prepareImport');
    await user.click(screen.getByRole('radio', { name: 'twin#3' }));
    await user.click(screen.getByRole('button', { name: 'Continue' }));
    await settle();
    expect(prepare).toHaveBeenCalledWith('Home lab', ['~/traefik/twins.db'], 'twin#3', null);
    expect(screen.getByTestId('source').textContent).toContain('profile twin#3');
  });

  it('goes straight on where there is only one', async () => {
    const { backend } = await open('import-off');
    expect(screen.queryByTestId('server-step')).toBeNull();
    expect((await backend.serverProfiles('single.db')).length).toBe(1);
  });

  it('says why a database cannot be used', async () => {
    await open('import-server-foreign');
    expect(screen.getByRole('alert').textContent).toContain(
      'This database was not made by the Mantrae server.',
    );
  });

  it('is an import even where a backup was looked for', async () => {
    const { user } = await open('backups', (backend) => (backend.chooseBackupFile = async () => database));
    await user.click(screen.getByRole('button', { name: 'Open file…' }));
    await settle();
    expect(screen.queryByTestId('restore'), 'no restore').toBeNull();
    expect(screen.getByTestId('server-step')).toBeTruthy();
  });

  it('makes no profile for a database that cannot be read', async () => {
    const { user, world } = await open(
      'overview-first-start',
      (backend) => (backend.chooseBackupFile = async () => '~/notes.db'),
    );
    await user.click(screen.getByRole('button', { name: /^Restore a backup/ }));
    expect((await screen.findByTestId('notice')).textContent).toContain('was not made by the Mantrae server');
    expect(world.profiles).toEqual([]);
  });

  it('makes the first profile for one that can', async () => {
    const { user, world } = await open(
      'overview-first-start',
      (backend) => (backend.chooseBackupFile = async () => database),
    );
    await user.click(screen.getByRole('button', { name: /^Restore a backup/ }));
    await user.click(await screen.findByRole('button', { name: 'Continue' }));
    await settle();
    expect(world.profiles).toHaveLength(1);
    expect(screen.getByTestId('server-step')).toBeTruthy();
  });
});
