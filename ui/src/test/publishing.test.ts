import { describe, expect, it, vi } from 'vitest';
import { failure } from '../lib/backend/fake/world';
import { samplePublishing, sampleTrial } from '../lib/backend/fake/publishing';
import { dialog, open, screen, settle, toast, within } from './window';

const plan = async () => within(await dialog());

describe('publishing', () => {
  it('is connected by a folder; an unusable one says why and saves nothing', async () => {
    const { user, backend } = await open('traefik-setup');
    const connect = vi.spyOn(backend, 'connect');
    await user.click(screen.getByRole('button', { name: 'Connect' }));
    expect(connect, 'nothing is entered').not.toHaveBeenCalled();
    const folder = screen.getByRole('textbox', { name: 'Folder' });
    await user.type(folder, '/nowhere');
    await user.click(screen.getByRole('button', { name: 'Connect' }));
    await settle();
    expect(screen.getByText(/There is no folder/)).toBeTruthy();
    await user.clear(folder);
    await user.type(folder, '/srv/traefik/dynamic');
    await user.type(screen.getByRole('textbox', { name: 'Traefik’s API' }), 'http://127.0.0.1:8080');
    await user.click(screen.getByRole('button', { name: 'Connect' }));
    await settle();
    expect(connect.mock.lastCall![1]).toEqual({
      way: { kind: 'files', path: '/srv/traefik/dynamic', file_name: null },
      api: 'http://127.0.0.1:8080',
      user: '',
      password: '',
    });
    expect(screen.getByRole('heading', { name: /^Live since/ })).toBeTruthy();
  });

  it('publishes exactly the plan that was looked at, on trial unless that is unticked', async () => {
    const { user, backend } = await open('publish-plan');
    const publish = vi.spyOn(backend, 'publish');
    const shown = await plan();
    expect(shown.getByText('2 changed')).toBeTruthy();
    const { revision, held } = samplePublishing('not-live').plan;
    await user.click(shown.getByRole('button', { name: 'Publish' }));
    await settle();
    expect(publish.mock.lastCall![1]).toEqual({ revision, held, trial: 60, removes: null, overwrite: false });
    expect(screen.getByTestId('trial')).toBeTruthy();
  });

  it('stays with the plan that is there now when it is another one than was shown', async () => {
    const { user, backend } = await open('publish-plan', (_, world) => {
      // Changed after the dialog was drawn.
      setTimeout(() => (world.publishing!.plan.revision = 'another'), 30);
    });
    const read = vi.spyOn(backend, 'planPublication');
    await settle(200);
    const shown = await plan();
    const before = read.mock.calls.length;
    await user.click(shown.getByRole('button', { name: 'Publish' }));
    await settle();
    expect(shown.getByText(/The profile has changed/)).toBeTruthy();
    expect(read.mock.calls.length, 'the plan is made anew').toBeGreaterThan(before);
    expect(screen.queryByTestId('trial')).toBeNull();
  });

  it('publishes automatically only for whoever wants that, and says what waits', async () => {
    const { user, backend } = await open('traefik-live');
    const set = vi.spyOn(backend, 'setAutomatic');
    const automatic = () => screen.getByRole('switch', { name: 'Publish changes automatically' });
    expect(automatic()).toHaveProperty('checked', false);
    await user.click(automatic());
    await settle();
    expect(set.mock.lastCall).toEqual(['Home lab', true]);
    expect(automatic()).toHaveProperty('checked', true);
    set.mockImplementationOnce(async () => {
      throw failure('busy', 'Another operation is running');
    });
    await user.click(automatic());
    await settle();
    expect(automatic(), 'it could not be turned off').toHaveProperty('checked', true);
  });

  it('says why changes wait although they are published automatically', async () => {
    await open('traefik-held-back');
    expect(document.body.textContent).toContain('Not published automatically. Expectation 1: ');
  });

  it('asks before it replaces what others wrote', async () => {
    const { user, backend } = await open('publish-outside');
    const publish = vi.spyOn(backend, 'publish');
    const shown = await plan();
    const button = shown.getByRole('button', { name: 'Publish' });
    expect(button).toHaveProperty('disabled', true);
    await user.click(shown.getByRole('checkbox', { name: 'Replace what others wrote in the file' }));
    await user.click(button);
    await settle();
    expect(publish.mock.lastCall![1]).toMatchObject({ overwrite: true });
  });

  it('takes away many routers only for whoever types how many', async () => {
    const { user, backend } = await open('publish-plan', (_, world) => {
      const { plan: found } = world.publishing!;
      found.routers_removed = 31;
      found.problems.unshift({
        ...found.problems[0]!,
        severity: 'error',
        code: 'REMOVES-MANY',
        message: 'This takes away 31 routers',
      });
    });
    const publish = vi.spyOn(backend, 'publish');
    const shown = await plan();
    const number = shown.getByRole('spinbutton');
    await user.type(number, '30');
    await user.click(shown.getByRole('button', { name: 'Publish' }));
    expect(publish).not.toHaveBeenCalled();
    await user.clear(number);
    await user.type(number, '31');
    await user.click(shown.getByRole('button', { name: 'Publish' }));
    await settle();
    expect(publish.mock.lastCall![1]).toMatchObject({ removes: 31 });
  });

  it('has no way past what no take-back heals', async () => {
    await open('publish-refused');
    const shown = await plan();
    expect(shown.queryByRole('button', { name: 'Publish' })).toBeNull();
    expect(shown.getByText('2 problems keep it from being published.')).toBeTruthy();
  });

  it('stays to say what does not work', async () => {
    const { user } = await open('publish-plan', (backend) => {
      const { plan: seen } = samplePublishing('not-live');
      const { status } = samplePublishing('some-fail');
      backend.publish = async () => ({ plan: seen, publication: status.publication });
    });
    const shown = await plan();
    await user.click(shown.getByRole('button', { name: 'Publish' }));
    await settle();
    expect(shown.getByText('Live, but 1 router does not work')).toBeTruthy();
    await user.click(shown.getByRole('button', { name: 'Close' }));
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('keeps a trial, or gives it more time', async () => {
    const { user, backend } = await open('traefik-trial');
    const bar = within(screen.getByTestId('trial'));
    expect(bar.getByText(/taken back in 4\d s/)).toBeTruthy();
    await user.click(bar.getByRole('button', { name: '60 s more' }));
    await settle(600);
    expect(bar.getByText(/taken back in 1:4\d min/)).toBeTruthy();
    const keep = vi.spyOn(backend, 'keepPublication');
    await user.click(bar.getByRole('button', { name: 'Keep' }));
    await settle();
    expect(keep).toHaveBeenCalledOnce();
    expect(screen.queryByTestId('trial')).toBeNull();
  });

  it('takes a trial back once its time is over, and asks for that once', async () => {
    let ended = 0;
    await open('traefik-trial', (backend, world) => {
      const { endTrials } = backend;
      backend.endTrials = () => ((ended += 1), endTrials());
      world.publishing = sampleTrial(0);
    });
    await settle(2000);
    expect(ended).toBe(1);
    expect(screen.queryByTestId('trial')).toBeNull();
  });

  it('shows Traefik’s own words beside what they mean, and leads to the component', async () => {
    const { user } = await open('traefik-some-fail');
    const broken = within(screen.getByTestId('not-working'));
    expect(broken.getByText('middleware "auth@file" does not exist')).toBeTruthy();
    expect(broken.getByText('No file in this folder defines “auth”')).toBeTruthy();
    await user.click(broken.getByRole('button', { name: 'Open grafana' }));
    await settle();
    expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('Configuration');
  });

  it('says so when Traefik does not follow what was taken back', async () => {
    const { user } = await open('publish-take-back', (backend) => {
      const back = backend.takeBack;
      backend.takeBack = async (...about) => ({ ...(await back(...about)), is_followed: false });
    });
    await user.click((await plan()).getByRole('button', { name: 'Take back' }));
    expect((await toast()).textContent).toContain('Traefik does not show it yet');
  });

  it('asks Traefik once for each look, although each answer is told', async () => {
    const { user, backend } = await open('traefik-live');
    const ask = vi.spyOn(backend, 'publicationStatus');
    await user.click(screen.getByRole('button', { name: 'Check now' }));
    await settle(400);
    expect(ask).toHaveBeenCalledOnce();
  });

  it('stands at the end of the status bar on every screen', async () => {
    const { user } = await open('configuration-not-live');
    expect(screen.getByTestId('standing').textContent).toBe('2 changes not live');
    await user.click(screen.getByRole('button', { name: 'Publish 2 changes…' }));
    expect(await dialog()).toBeTruthy();
  });

  it('leaves the window usable when the file cannot be looked at', async () => {
    await open('traefik-live', (backend) => {
      backend.publicationStatus = async () => {
        throw failure('storage', 'The folder cannot be opened', 'Mount it again', true);
      };
    });
    expect(screen.getByText(/The folder cannot be opened/)).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Try again' })).toBeTruthy();
  });
});
