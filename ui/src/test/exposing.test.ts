import { describe, expect, it } from 'vitest';
import type { Exposure } from '../lib/backend';
import { dialog, open, screen, settle, toast, within } from './window';

const cards = () =>
  screen
    .queryAllByTestId('made')
    .map((card) => card.querySelector('.head')!.textContent!.replace(/\s+/g, ' ').trim());
const server = () => screen.getByLabelText('Where it runs');

describe('exposing a service', { timeout: 120_000 }, () => {
  it('is done by keyboard alone, and undone as one', async () => {
    const { world, user } = await open('configuration');
    const before = world.profiles[0]!.items.length;
    await user.keyboard('{Control>}n{/Control}');
    await settle(400);
    expect(within(await dialog()).getByRole('heading', { name: 'Expose a service' })).toBeTruthy();
    expect(document.activeElement?.getAttribute('aria-label')).toBe('First part of the address');
    await user.keyboard('albums{Tab}{Tab}{Tab}192.0.2.20:2283');
    await settle(400);
    expect(cards()).toEqual(['+ Router albums YAML', '+ Service albums YAML']);
    expect(world.profiles[0]!.items, 'nothing is written yet').toHaveLength(before);
    await user.keyboard('{Control>}{Enter}{/Control}');
    await settle(400);
    expect((await toast()).textContent).toContain('Exposed at https://albums.example.com/');
    expect(screen.queryByRole('dialog')).toBeNull();
    expect(world.profiles[0]!.items).toHaveLength(before + 2);
    const selected = within(screen.getByTestId('components')).getByRole('option', { selected: true });
    expect(selected.textContent, 'the router is looked at').toContain('albums');
    await user.click(within(await toast()).getByRole('button', { name: 'Undo' }));
    await settle(200);
    expect(world.profiles[0]!.items, 'one undo').toHaveLength(before);
  });

  it('names what is missing, and puts the cursor there', async () => {
    const { user } = await open('expose');
    await settle(300);
    await user.click(screen.getByRole('button', { name: 'Save' }));
    await settle();
    expect(screen.getByText('Write the address that people open.')).toBeTruthy();
    expect(document.activeElement?.getAttribute('aria-label')).toBe('First part of the address');
    await user.keyboard('albums');
    await user.click(screen.getByRole('button', { name: 'Save' }));
    await settle();
    expect(screen.queryByText('Write the address that people open.')).toBeNull();
    expect(screen.getByText('Choose where it runs.')).toBeTruthy();
    expect(server().getAttribute('aria-invalid')).toBe('true');
  });

  it('says that an address is taken, and takes another one', async () => {
    const { user } = await open('expose-refused');
    await settle(400);
    expect((await screen.findByRole('alert')).textContent).toContain('already goes to');
    expect(cards()).toEqual([]);
    await user.type(screen.getByLabelText('Path'), 'albums');
    await settle(400);
    expect(screen.queryByRole('alert')).toBeNull();
    expect(cards()[0]).toBe('+ Router albums YAML');
  });

  it('hashes a password once, and never shows it in what is made', async () => {
    const asked: string[] = [];
    const wanted: Exposure[] = [];
    const { user } = await open('expose-password', (backend) => {
      const { hashPassword, planExposure } = backend;
      backend.hashPassword = async (name, password) => {
        asked.push(`${name} ${password}`);
        return hashPassword(name, password);
      };
      backend.planExposure = async (profile, one) => {
        wanted.push(one);
        return planExposure(profile, one);
      };
    });
    await settle(400);
    expect(cards()).toContain('+ Middleware albums-auth YAML');
    await user.type(screen.getByLabelText('Name'), 'pictures');
    await settle(400);
    expect(asked, 'one hash for one password').toEqual(['family vT9kQm4sYc7RdXw2NhPz5bGe']);
    expect(JSON.stringify(wanted), 'only the hash goes on').not.toContain('vT9kQm4s');
    expect(wanted.at(-1)).toMatchObject({ name: 'pictures', access: { access: 'password' } });
    await user.click(screen.getByRole('button', { name: 'YAML of middleware pictures-auth' }));
    expect((await dialog()).textContent, 'masked').not.toContain('$2b$10$');
  });

  it('splits an address that is pasted', async () => {
    const { user } = await open('expose');
    await settle(300);
    await user.paste('https://tv.home.example.com/films/');
    await settle(300);
    expect(screen.getByLabelText<HTMLInputElement>('First part of the address').value).toBe('tv');
    expect(screen.getByLabelText<HTMLSelectElement>('Domain').value).toBe('home.example.com');
    expect(screen.getByLabelText<HTMLInputElement>('Path').value).toBe('films');
    await user.clear(screen.getByLabelText('First part of the address'));
    await user.type(screen.getByLabelText('First part of the address'), 'shop.example.org');
    await settle(300);
    expect(screen.getByLabelText<HTMLInputElement>('Address people open').value, 'one field for all').toBe(
      'shop.example.org',
    );
    expect(document.activeElement).toBe(screen.getByLabelText('Address people open'));
  });

  it('asks before two fields are lost, and not before', async () => {
    const { user } = await open('expose-filled');
    await settle(400);
    await user.keyboard('{Escape}');
    await settle();
    expect(screen.getByText('Discard this service?')).toBeTruthy();
    expect(document.activeElement?.textContent).toContain('Keep editing');
    await user.keyboard('{Enter}');
    await settle();
    expect(screen.queryByText('Discard this service?')).toBeNull();
    await user.clear(server());
    await user.keyboard('{Escape}');
    await settle(200);
    expect(screen.queryByRole('dialog'), 'one field is soon typed again').toBeNull();
  });

  it('is found in the menu of new components and in the list of everything', async () => {
    const { user } = await open('configuration');
    await user.keyboard('{Control>}k{/Control}');
    await settle();
    await user.keyboard('expose');
    await settle();
    await user.keyboard('{Enter}');
    await settle(300);
    expect(within(await dialog()).getByRole('heading', { name: 'Expose a service' })).toBeTruthy();
  });

  it('leaves no plan behind', async () => {
    const waiting = new Set<string>();
    const { user } = await open('expose-filled', (backend) => {
      const { planExposure, discardChanges } = backend;
      backend.planExposure = async (profile, one) => {
        const made = await planExposure(profile, one);
        waiting.add(made.plan.id);
        return made;
      };
      backend.discardChanges = async (id) => {
        waiting.delete(id);
        return discardChanges(id);
      };
    });
    await settle(400);
    await user.type(screen.getByLabelText('Name'), 'a');
    await settle(400);
    expect(waiting.size).toBe(1);
    await user.click(screen.getByRole('button', { name: 'Cancel' }));
    await user.click(screen.getByRole('button', { name: 'Discard' }));
    await settle(200);
    expect(waiting.size).toBe(0);
  });
});
