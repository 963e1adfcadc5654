import { describe, expect, it } from 'vitest';
import '../components/editor/parts';
import { open, screen, settle, toast, within } from './window';

const names = () =>
  within(screen.getByTestId('components'))
    .getAllByRole('option')
    .map((o) => o.querySelector('b')!.textContent);

describe('changing the configuration', () => {
  it('deletes with Del, and Ctrl+Z brings it back', async () => {
    const { user } = await open('configuration');
    screen.getByTestId('components').focus();
    await user.keyboard('{End}');
    expect(
      within(screen.getByTestId('components')).getByRole('option', { selected: true }).textContent,
    ).toContain('vault');
    await settle();
    await user.keyboard('{Delete}');
    expect((await toast()).textContent).toContain('Router “vault” deleted');
    await settle();
    expect(names()).not.toContain('vault');
    await user.keyboard('{Control>}z{/Control}');
    await settle(120);
    expect(names()).toContain('vault');
  });

  it('switches off and on', async () => {
    const { user, world } = await open('configuration-detail');
    await user.click(screen.getByRole('switch', { name: 'Router “grafana” is on' }));
    expect((await toast()).textContent).toContain('Router “grafana” switched off');
    expect(world.profiles[0]!.items.find((i) => i.name === 'grafana')!.enabled).toBe(false);
    expect(await screen.findByText(/left out of what Traefik reads/)).toBeTruthy();
  });

  it('follows what a component uses', async () => {
    const { user } = await open('configuration-detail');
    await user.click(screen.getAllByRole('button', { name: /^middleware\s*secure-headers$/ })[0]!);
    await settle();
    expect(screen.getByRole('heading', { level: 2 }).textContent).toBe('secure-headers');
    expect(screen.getByText('Used by').nextElementSibling!.textContent).toContain('nextcloud');
  });
});
