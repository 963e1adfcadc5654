import { describe, expect, it } from 'vitest';
import '../components/editor/parts';
import '../lib/editor/code';
import type { CheckedExpectation } from '../lib/backend';
import type { World } from '../lib/backend/fake/world';
import { dialog, open, screen, settle, toast, within } from './window';

const KEY = 'Home lab/http-router/grafana';
const broken = (path: string, reached: string | null = 'rest'): CheckedExpectation => ({
  number: path.length,
  method: 'GET',
  url: `https://grafana.example.com/${path}`,
  headers: [],
  expected: 'grafana',
  reached,
  ambiguous: false,
  met: false,
  sentence: `expected \`grafana\`, but reaches \`${reached}\``,
});
const grafana = (world: World) =>
  world.profiles[0]!.items.find((one) => one.kind === 'http-router' && one.name === 'grafana');
const isOn = () => screen.getByRole('switch', { name: 'Router “grafana” is on' }) as HTMLInputElement;
const press = async (name: string) => within(await dialog()).getByRole('button', { name });

describe('a change that breaks an expectation', { timeout: 60_000 }, () => {
  it('is asked about at the switch, which goes back with a no', async () => {
    const { world, user } = await open('editor-switch-breaks');
    const box = await dialog();
    expect(within(box).getByRole('heading').textContent).toBe('Turn off router “grafana”?');
    expect(box.textContent).toContain('This breaks an expectation:');
    expect(box.textContent).toMatch(/“GET https:.* → auth-portal”\s+would reach “grafana”/);
    expect(grafana(world)!.enabled, 'nothing was done').toBe(true);
    await user.click(await press('Cancel'));
    await settle();
    expect([grafana(world)!.enabled, isOn().checked]).toEqual([true, true]);
    await user.click(isOn());
    await settle();
    await user.click(await press('Turn off anyway'));
    await settle();
    expect([grafana(world)!.enabled, isOn().checked]).toEqual([false, false]);
    expect((await toast()).textContent).toContain('Router “grafana” switched off');
  });

  it('is asked about before a row is deleted, and again when more breaks by then', async () => {
    const { world, user } = await open('configuration-detail');
    world.breaks.set(KEY, [broken('a')]);
    screen.getByTestId('components').focus();
    await user.keyboard('{Delete}');
    await settle();
    expect((await dialog()).textContent).toContain('Delete router “grafana”?');
    world.breaks.set(KEY, [broken('a'), broken('bb', null)]);
    await user.click(await press('Delete anyway'));
    await settle();
    expect(grafana(world), 'nobody agreed to the second').toBeTruthy();
    const box = await dialog();
    expect(box.textContent).toContain('This breaks 2 expectations:');
    expect(box.textContent).toContain('would reach no router');
    await user.click(await press('Delete anyway'));
    await settle();
    expect(grafana(world)).toBeUndefined();
    expect((await toast()).textContent).toContain('Router “grafana” deleted');
  });

  it('is asked about in the palette, and leads to the request', async () => {
    const { world, user } = await open('palette-found');
    world.breaks.set(KEY, [broken('login')]);
    await settle();
    await user.click(within(screen.getByTestId('palette')).getByRole('option', { name: /Turn off grafana/ }));
    await settle();
    expect((await dialog()).textContent).toContain('Turn off router “grafana”?');
    await user.click(await press('Look at the request'));
    await settle(200);
    expect(grafana(world)!.enabled).toBe(true);
    expect(screen.getByDisplayValue('https://grafana.example.com/login')).toBeTruthy();
  });

  it('is shown anew in a plan that lay open', async () => {
    const { world, user } = await open('changes-several');
    await settle(600);
    expect(screen.queryByTestId('broken-expectations')).toBeNull();
    world.breaks.set(KEY, [broken('a')]);
    await user.click(await press('Change 2'));
    await settle(600);
    expect(grafana(world)!.enabled, 'nobody agreed to it').toBe(true);
    expect(screen.getByTestId('broken-expectations').textContent).toContain('https://grafana.example.com/a');
    expect((await toast()).textContent).toContain('Something was changed meanwhile.');
    await user.click(await press('Change 2'));
    await settle(600);
    expect(grafana(world)!.enabled).toBe(false);
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('is shown before a service is exposed', async () => {
    const { world, user } = await open('expose-password');
    await settle(600);
    const { length } = world.profiles[0]!.items;
    world.breaks.set('Home lab/http-router/albums', [broken('albums', 'albums')]);
    // The plan that is made now is the first that breaks it, and nobody has seen it.
    await user.type(screen.getByLabelText('Path'), 'x{Backspace}');
    await user.keyboard('{Control>}{Enter}{/Control}');
    await settle(600);
    expect(world.profiles[0]!.items, 'nobody agreed to it').toHaveLength(length);
    expect(screen.getByTestId('broken-expectations').textContent).toContain('/albums');
    await user.click(await press('Save anyway'));
    await settle(600);
    expect(world.profiles[0]!.items.length).toBeGreaterThan(length);
  });
});
