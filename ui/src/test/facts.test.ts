import '../components/editor/parts';
import '../lib/editor/code';
import { describe, expect, it, vi } from 'vitest';
import { dialog, open, screen, settle, toast, within } from './window';

describe('facts about Traefik', () => {
  it('are pasted, and shown before they are kept', async () => {
    const { user, backend } = await open('facts-text');
    const enter = vi.spyOn(backend, 'enterGateway');
    const form = within(await dialog());
    const save = form.getByRole('button', { name: 'Save' });
    expect(save).toHaveProperty('disabled', true);
    await user.click(form.getByRole('textbox'));
    await user.paste('routers: {}');
    await settle(300);
    expect(save, 'nothing in it says anything').toHaveProperty('disabled', true);
    expect(form.queryByTestId('understood')).toBeNull();
    await user.clear(form.getByRole('textbox'));
    await user.paste(
      '--entryPoints.web.address=:80\n--entryPoints.websecure.address=:443\n--certificatesResolvers.le.acme.email=me@example.com',
    );
    await settle(300);
    expect(form.getByTestId('understood').textContent).toBe(
      'Understood: entry points web, websecure · resolver le',
    );
    expect(enter).not.toHaveBeenCalled();
    await user.click(save);
    expect((await toast()).textContent).toContain('Known now:');
    expect(enter.mock.lastCall![1]).toMatchObject({ by: 'text' });
  });

  it('are corrected by hand, beginning with what is known', async () => {
    const { user, backend } = await open('facts-hand');
    const enter = vi.spyOn(backend, 'enterGateway');
    const form = within(await dialog());
    const lines = form.getByRole('textbox', { name: 'Entry points, one per line' });
    expect(lines).toHaveProperty('value', 'web=:80\nwebsecure=:443,default,tls=le');
    await user.type(form.getByRole('textbox', { name: 'Version' }), '3.7');
    await settle(300);
    await user.click(form.getByRole('button', { name: 'Save' }));
    await settle();
    expect(enter.mock.lastCall![1]).toEqual({
      by: 'hand',
      version: '3.7',
      entry_points: ['web=:80', 'websecure=:443,default,tls=le'],
    });
  });

  it('come from a running Traefik, with a password where it asks for one', async () => {
    const { user, backend } = await open('facts-ask');
    const ask = vi.spyOn(backend, 'askGateway');
    const form = within(await dialog());
    await user.type(form.getByRole('textbox', { name: 'Address' }), 'http://traefik.lan:8080');
    await user.click(form.getByRole('button', { name: 'Ask' }));
    await settle();
    expect(form.getByText(/requires a name and a password/)).toBeTruthy();
    const password = form.getByLabelText('Password');
    expect(password).toHaveProperty('type', 'password');
    await user.type(form.getByRole('textbox', { name: 'Name' }), 'me');
    await user.type(password, 's3cret');
    await user.click(form.getByRole('button', { name: 'Ask' }));
    await settle();
    expect(ask.mock.lastCall).toEqual(['Home lab', 'http://traefik.lan:8080', 'me', 's3cret']);
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('are taken from a file that cannot be imported', async () => {
    const { user, backend } = await open('import-install');
    const learn = vi.spyOn(backend, 'learnGatewayFromPaths');
    await user.click(screen.getByRole('button', { name: 'Use it as facts for “Home lab”' }));
    await settle();
    expect(learn.mock.lastCall).toEqual(['Home lab', ['~/traefik/traefik.yml']]);
    expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('Try a request');
  });

  it('are taken from one of several files, and the others stay to be imported', async () => {
    const { user } = await open('import-install-beside');
    await user.click(screen.getByRole('button', { name: 'Use it as facts for “Home lab”' }));
    await settle();
    expect(screen.queryByRole('button', { name: /Use it as facts/ })).toBeNull();
    expect(screen.getByTestId('review')).toBeTruthy();
  });
});

describe('what will not work', () => {
  it('is said in the list and in the details, each thing once', async () => {
    await open('configuration-will-not-work');
    const old = within(screen.getByTestId('components'))
      .getAllByRole('option')
      .find((one) => one.textContent.includes('old'))!;
    expect(old.textContent).toMatch(/will not work/i);
    // The editor is loaded when it is needed.
    const told = await screen.findAllByText(/this router will not work/, undefined, { timeout: 10_000 });
    expect(told).toHaveLength(1);
    expect(document.body.textContent).toContain('Traefik says:');
  });

  it('is said before Import is pressed, and not of what is left out', async () => {
    const { user } = await open('import-will-not-work');
    await settle(300);
    expect(screen.getByTestId('will-not-work').textContent).toContain('2 components will not work');
    await user.click(screen.getByRole('checkbox', { name: 'Import router shop' }));
    await settle(300);
    expect(screen.getByTestId('will-not-work').textContent).toContain('1 component will not work');
  });

  it('is said after an export', async () => {
    const { user } = await open('configuration-will-not-work');
    await user.keyboard('{Control>}e{/Control}');
    await settle();
    expect(screen.getByTestId('notice').textContent).toContain('will not work: router “old”');
  });
});

describe('the ladder', () => {
  it('folds the routers of other hosts, and unfolds them', async () => {
    const { user } = await open('requests');
    const rungs = () => document.querySelectorAll('.rung').length;
    const few = rungs();
    await user.click(screen.getByRole('button', { name: /others?: .*another host/ }));
    expect(rungs()).toBeGreaterThan(few);
    await user.click(screen.getByRole('button', { name: 'Show fewer' }));
    expect(rungs()).toBe(few);
  });

  it('shows the headers of a request that is kept', async () => {
    await open('requests-headers');
    expect(screen.getByRole('listbox').textContent).toContain('X-Env: staging');
  });
});
