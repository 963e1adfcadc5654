import { describe, expect, it, vi } from 'vitest';
import { heading, oneIsWrong, open, screen, settle, within } from './window';

describe('importing what is old, off, or in several locations', () => {
  const button = () => screen.getByRole('button', { name: /^Import \d/ });
  const list = () => within(screen.getByTestId('review'));

  it('converts one component and shows what that changes', async () => {
    const { user, world } = await open('import-convert');
    const convert = screen.getByRole('button', { name: 'Convert strip-api' });
    expect(screen.getByTestId('convert').textContent).toContain('Written for an older Traefik.');
    await user.click(convert);
    expect(convert.getAttribute('aria-pressed')).toBe('true');
    const difference = () => screen.getByRole('table', { name: 'Difference' });
    expect(difference().textContent, 'beside itself first').toContain('In the file');
    expect(within(difference()).getByText('removed'), 'the old word goes').toBeTruthy();
    await user.click(screen.getByRole('radio', { name: 'Mine' }));
    expect(difference().textContent).toContain('Yours now');
    expect(difference().textContent, 'mine gets no old words').not.toContain('forceSlash');
    await user.click(button());
    await screen.findByTestId('notice');
    const yaml = (name: string) => world.profiles[0]!.items.find((i) => i.name === name)!.yaml;
    expect(yaml('strip-api'), 'converted').not.toContain('forceSlash');
    expect(yaml('lan-only'), 'the others as they were').toContain('ipWhiteList');
  });

  it('converts all of them, and takes that back', async () => {
    const { user, backend } = await open('import-convert');
    const apply = vi.spyOn(backend, 'applyImport');
    const all = screen.getByRole('button', { name: 'Convert all 3' });
    await user.click(all);
    expect(list().getAllByText('converted')).toHaveLength(3);
    await user.click(all);
    expect(list().queryByText('converted'), 'pressed again').toBeNull();
    await user.click(all);
    await user.click(button());
    await screen.findByTestId('notice');
    expect(apply.mock.lastCall![1].filter((d) => d.convert).map((d) => d.name)).toEqual([
      'photos',
      'lan-only',
      'strip-api',
    ]);
  });

  it('shows the line a finding is about, without the secret in it', async () => {
    const { user } = await open('import-convert');
    expect(document.body.textContent, 'number and line').toContain('Line 25 forceSlash: true');
    await user.click(list().getByText('photos-auth'));
    expect(document.body.textContent).toContain('Line 31');
    expect(document.body.textContent, 'neither in the line nor in the difference').not.toContain('$apr1$');
    expect(document.body.textContent, 'nor what is mine').not.toContain('$2y$');
  });

  it('takes what is wrong switched off, and anything else when asked', async () => {
    const { user, world } = await open('import-review', oneIsWrong);
    await user.click(screen.getByRole('radio', { name: 'Import switched off' }));
    await user.click(list().getByText('photos'));
    await user.click(screen.getByRole('checkbox', { name: 'Switched off' }));
    expect(list().getAllByText('off'), 'the list says so').toHaveLength(2);
    await user.click(button());
    await screen.findByTestId('notice');
    const routers = world.profiles[0]!.items.filter((i) => i.kind === 'http-router');
    const enabled = (name: string) => routers.find((i) => i.name === name)!.enabled;
    expect([enabled('old'), enabled('photos'), enabled('wiki')]).toEqual([false, false, true]);
  });

  it('takes one wrong component with Space, and it is off unless somebody says otherwise', async () => {
    const { user } = await open('import-review', oneIsWrong);
    await user.click(list().getByText('old'));
    const off = screen.getByRole<HTMLInputElement>('checkbox', { name: 'Switched off' });
    expect(off.disabled, 'what stays out has no switch').toBe(true);
    screen.getByTestId('review').querySelector<HTMLElement>('[tabindex="0"]')!.focus();
    await user.keyboard(' ');
    expect([off.disabled, off.checked]).toEqual([false, true]);
    await user.click(off);
    expect(list().queryByText('off')).toBeNull();
  });

  it('leaves off what is off on the server', async () => {
    const { user, world } = await open('import-off');
    expect(screen.getByTestId('source').textContent).toContain('From the Mantrae server: profile default');
    expect(screen.getByText('Off on the server; imported switched off')).toBeTruthy();
    expect(
      screen.getByRole<HTMLInputElement>('checkbox', { name: 'Switched off' }).disabled,
      'not a choice',
    ).toBe(true);
    await user.click(button());
    await screen.findByTestId('notice');
    expect(world.profiles[0]!.items.find((i) => i.name === 'backup-page')!.enabled).toBe(false);
  });

  it('offers the sound files and names the others', async () => {
    const { user } = await open('import-refused');
    const banner = screen.getByTestId('refused');
    expect(banner.textContent).toContain('1 of 3 files cannot be imported');
    expect(banner.textContent).toContain('broken.yml:12:1 cannot be imported');
    expect(list().getAllByText('sites.yml'), 'each component says where it is from').toHaveLength(3);
    await user.click(button());
    expect((await screen.findByTestId('notice')).textContent, 'and the skip is not hidden').toContain(
      '1 file could not be imported.',
    );
  });

  it('reads a folder, from the keyboard', async () => {
    const { user, backend } = await open(null);
    const prepare = vi.spyOn(backend, 'prepareImport');
    await user.keyboard('{Control>}{Shift>}o{/Shift}{/Control}');
    await settle();
    expect(prepare).toHaveBeenCalledWith('Home lab', ['~/traefik/dynamic'], null, null);
    expect(heading().textContent).toBe('Import dynamic/');
    expect(screen.getByTestId('refused').textContent).toContain('Found in the folder.');
    expect(list().getAllByText('more/sites.yml')[0], 'without the folder they share').toBeTruthy();
  });

  it('asks for the name of the first profile before a folder', async () => {
    const { user, world } = await open('overview-first-start');
    await user.click(screen.getByRole('button', { name: 'Import a folder…' }));
    await user.click(await screen.findByRole('button', { name: 'Choose a folder…' }));
    await settle();
    expect(world.profiles.map((p) => p.name)).toEqual(['Home lab']);
    expect(heading().textContent).toBe('Import dynamic/');
  });
});
