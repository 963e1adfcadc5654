import { describe, expect, it, vi } from 'vitest';
import { storageTest } from '../lib/backend/fake/locations';
import { dialog, open, screen, toast, waitFor, within } from './window';

// Settings › Storage as a person uses it.

const field = (name: string) => screen.getByLabelText<HTMLInputElement>(name);
/** Each step of a test is drawn, which takes its time on a busy computer. */
const until = (check: () => void) => waitFor(check, { timeout: 10_000 });
const press = (name: string | RegExp) => screen.getByRole('button', { name });

describe('a new location', () => {
  it('is typed, cleaned in plain sight, tested and saved', async () => {
    const { user, world, backend } = await open('settings-storage');
    const saved = vi.spyOn(backend, 'saveLocation');
    await user.click(press(/Add S3 storage/));
    await user.type(await screen.findByLabelText('Endpoint'), 'minio.home:9000/backups');
    await user.tab();
    await until(() => expect(field('Endpoint').value).toBe('https://minio.home:9000'));
    expect(field('Bucket').value, 'it is where it belongs').toBe('backups');
    expect(screen.getByTestId('changes').textContent).toContain(
      'Moved “backups” from the address to the bucket',
    );
    await user.type(field('Access key'), 'AKIA4HOMELAB');
    await user.type(field('Secret'), 'canary-secret');
    await user.click(press('Test'));
    await until(() =>
      expect(screen.getByTestId('storage-test').textContent).toContain('Read back, same bytes'),
    );
    await user.click(press('Save'));
    expect((await toast()).textContent).toContain('Saved');
    expect(world.settings.locations.s3.map((one) => [one.bucket, one.endpoint])).toEqual([
      ['backups', 'https://minio.home:9000'],
    ]);
    expect(saved.mock.calls[0]!.slice(1), 'the secret goes to the keyring').toEqual([
      'canary-secret',
      'keyring',
    ]);
    expect(document.body.innerHTML, 'and is shown nowhere').not.toContain('canary-secret');
    expect(screen.getByText('In GNOME Keyring')).toBeTruthy();
  });

  it('says at its field what is missing', async () => {
    const { user, world } = await open('settings-storage-new');
    await user.click(press('Save'));
    await until(() => expect(field('Endpoint').getAttribute('aria-invalid')).toBe('true'));
    await until(() =>
      expect(document.activeElement, 'the first field that is wrong has the focus').toBe(field('Endpoint')),
    );
    expect(screen.getByText('Enter the name of the bucket')).toBeTruthy();
    expect(world.settings.locations.s3).toEqual([]);
  });

  it('asks to be tested before it is saved', async () => {
    const { user, world } = await open('settings-storage-new');
    await user.type(field('Endpoint'), 'https://minio.home');
    await user.type(field('Bucket'), 'backups');
    await user.type(field('Access key'), 'AKIA');
    await user.click(press('Save'));
    const question = await dialog();
    expect(question.textContent).toContain('without a test');
    await user.click(within(question).getByRole('button', { name: 'Cancel' }));
    expect(world.settings.locations.s3, 'nothing is saved yet').toEqual([]);
    await user.click(press('Save'));
    await user.click(within(await dialog()).getByRole('button', { name: 'Save anyway' }));
    await until(() => expect(world.settings.locations.s3).toHaveLength(1));
  });

  it('needs a word before backups travel in the clear', async () => {
    const { user, world } = await open('settings-storage-new');
    await user.type(field('Endpoint'), 'http://minio.home');
    await user.type(field('Bucket'), 'backups');
    await user.type(field('Access key'), 'AKIA');
    expect(screen.getByText(/the backup is sent unencrypted/)).toBeTruthy();
    await user.click(press('Save'));
    await until(() => expect(document.activeElement, 'it goes no further').toBe(field('Endpoint')));
    expect(screen.queryByRole('dialog')).toBeNull();
    await user.click(screen.getByRole('checkbox', { name: /Use http/ }));
    await user.click(press('Save'));
    await user.click(within(await dialog()).getByRole('button', { name: 'Save anyway' }));
    await until(() => expect(world.settings.locations.s3[0]?.plain_http).toBe(true));
  });

  it('is asked about before it is left', async () => {
    const { user } = await open('settings-storage-new');
    await user.type(field('Bucket'), 'backups');
    await user.keyboard('{Control>}1{/Control}');
    expect((await dialog()).textContent).toContain('The new storage');
  });
});

describe('a test that fails', () => {
  it('offers path style and tries again with it', async () => {
    const { user, world, backend } = await open('settings-storage-s3');
    world.storage.storageTest = storageTest('path-style');
    const tests = vi.spyOn(backend, 'testLocation');
    await user.click(press('Test'));
    await until(() => expect(screen.getByTestId('warning').textContent).toContain('path style'));
    await until(() =>
      expect(press('Use path style').hasAttribute('disabled'), 'the test is over').toBe(false),
    );
    world.storage.storageTest = null;
    await user.click(press('Use path style'));
    await until(() => expect(screen.queryByTestId('warning')).toBeNull());
    expect(tests.mock.calls.map(([location]) => location.addressing)).toEqual([null, 'path']);
  });

  it('makes the bucket where the key may, and tries again', async () => {
    const { user, world, backend } = await open('settings-storage-s3');
    world.storage.storageTest = storageTest('bucket');
    const made = vi.spyOn(backend, 'createBucket');
    await user.click(press('Test'));
    await until(() => expect(press('Create bucket').hasAttribute('disabled')).toBe(false));
    await user.click(press('Create bucket'));
    await until(() => expect(screen.queryByTestId('warning')).toBeNull());
    expect(made.mock.calls.map(([location]) => location.bucket)).toEqual(['backups']);
  });

  it('leads to the secret', async () => {
    const { user, world } = await open('settings-storage-s3');
    world.storage.storageTest = storageTest('secret');
    await user.click(press('Test'));
    await until(() =>
      expect(press('Enter the key again').hasAttribute('disabled'), 'the test is over').toBe(false),
    );
    await user.click(press('Enter the key again'));
    await until(() => expect(document.activeElement).toBe(field('Secret')));
  });

  it('shows whom a CA file stands for', async () => {
    const { user } = await open('settings-storage-failed');
    await user.click(press(/Trust a CA file/));
    await user.click(press(/Advanced/));
    expect((await screen.findByTestId('certificate')).textContent).toMatch(/Cellar CA.*2031/s);
  });

  it('says how the bucket cleans up where nothing may be deleted', async () => {
    const { user } = await open('settings-storage-append-only');
    await user.click(press('How to set this up'));
    expect((await dialog()).textContent).toContain('Expiration');
  });
});

describe('a keyring', () => {
  it('that is locked is opened with one click', async () => {
    const { user } = await open('settings-storage-keyring-locked');
    expect(screen.getByTestId('secret-waits').textContent).toContain('this location waits');
    await user.click(press('Unlock'));
    await until(() => expect(screen.queryByTestId('secret-waits')).toBeNull());
  });

  it('that is not there leaves the memory', async () => {
    const { user, world } = await open('settings-storage-no-keyring');
    await user.click(press(/Enter for this session/));
    await user.type(screen.getAllByLabelText('Secret')[0]!, 'canary-secret');
    await user.click(press('Use this'));
    await until(() => expect(screen.queryByTestId('secret-waits')).toBeNull());
    expect(world.storage.secrets['location-1']).toBe('session');
    expect(document.body.innerHTML).not.toContain('canary-secret');
  });
});

describe('the list of locations', () => {
  it('never ends up empty', async () => {
    const { user, world } = await open('settings-storage');
    const here = screen.getByRole<HTMLInputElement>('switch', { name: 'Keep backups on this computer' });
    await user.click(here);
    await until(() =>
      expect(screen.getAllByText(/no location for backups/).length, 'it says why not').toBeGreaterThan(0),
    );
    expect(here.checked, 'the switch shows what holds').toBe(true);
    expect(world.settings.locations.local).toBe(true);
  });

  it('tests what is turned on', async () => {
    const { user, backend } = await open('settings-storage-several');
    const tests = vi.spyOn(backend, 'testLocation');
    await user.click(screen.getByRole('switch', { name: 'Keep backups in Hetzner' }));
    await until(() => expect(tests.mock.calls.map(([location]) => location.name)).toEqual(['Hetzner']));
  });

  it('lets go of a location after a question, and says what stays', async () => {
    const { user, world } = await open('settings-storage-s3');
    await user.click(press('Remove…'));
    const question = await dialog();
    expect(question.textContent).toContain('Existing backups stay');
    await user.click(within(question).getByRole('button', { name: 'Remove' }));
    await until(() => expect(world.settings.locations.s3).toEqual([]));
  });

  it('cannot be changed where the environment decides', async () => {
    await open('settings-storage-locked');
    expect(screen.getByTestId('storage-locked').textContent).toContain('STORAGE_S3_BUCKET');
    for (const one of screen.getAllByRole<HTMLInputElement>('switch')) expect(one.disabled).toBe(true);
    expect(field('Endpoint').matches(':disabled'), 'fields are shown, not changed').toBe(true);
    expect(screen.queryByRole('button', { name: 'Save' })).toBeNull();
    expect(screen.getByTestId('set-aside').textContent).toContain('Hetzner');
    expect(screen.getByText('Set by the environment')).toBeTruthy();
  });

  it('copies the rule that lets the bucket clean up', async () => {
    const { user } = await open('settings-storage-how-to-append-only');
    const copied = vi.spyOn(navigator.clipboard, 'writeText').mockResolvedValue();
    await user.click(await screen.findByRole('button', { name: 'Copy' }));
    expect(JSON.parse(copied.mock.lastCall![0]).Rules[0].Expiration.Days).toBe(90);
  });

  it('says of each location how it is', async () => {
    await open('settings-storage-several');
    const card = screen.getByRole('region', { name: 'Cellar' });
    expect(card.textContent).toContain('34 backups');
    expect(card.querySelector('.seal.is-safe')).toBeTruthy();
    expect(
      screen.getByRole('region', { name: 'Hetzner' }).querySelector('.seal'),
      'one that is off',
    ).toBeNull();
  });
});
