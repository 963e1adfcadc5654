import { describe, expect, it } from 'vitest';
import '../components/editor/parts';
import '../lib/editor/code';
import type { FieldEdit } from '../lib/backend';
import { userOf } from '../lib/editor/users.svelte';
import { open, screen, settle } from './window';

const check = (entry: unknown, name: string, realm: string | null) =>
  expect(userOf(entry), String(entry)).toEqual({ name, realm });

/** Opens the form of a basicAuth, and hears what it sends. */
async function form() {
  const edits: FieldEdit[][] = [];
  const tried: string[][] = [];
  const opened = await open('editor-users', (backend) => {
    const { editDraft, checkPassword } = backend;
    backend.editDraft = (component, lines, sent) => (edits.push(sent), editDraft(component, lines, sent));
    backend.checkPassword = (entry, password) => (
      tried.push([entry, password]),
      checkPassword(entry, password)
    );
  });
  await settle();
  await screen.findByLabelText('User name');
  return { ...opened, edits, tried };
}

const press = (name: string) => screen.getByRole('button', { name });

describe('users of a middleware', { timeout: 60_000 }, () => {
  it('takes entries apart, and shows nothing that may be a hash', () => {
    check('guest:$2b$10$abc', 'guest', null);
    check('guest:traefik:0123', 'guest', 'traefik');
    check('$2b$10$abc', '', null);
    check(7, '', null);
  });

  it('sends the hash, and never the password', async () => {
    const { user, edits } = await form();
    expect(document.querySelector('.users')!.textContent).toMatch(/photos\s*password set/);
    expect(document.querySelector('.users')!.textContent, 'no hash on the screen').not.toContain('$2');
    await user.click(press('Add a user'));
    expect(screen.getByRole('alert').textContent).toBe('Enter a user name.');
    await user.type(screen.getByLabelText('User name'), 'guest');
    await user.type(screen.getByLabelText('Password'), 'correct horse{Enter}');
    await settle(200);
    expect(edits).toHaveLength(1);
    expect(JSON.stringify(edits)).toContain('guest:$2b$10$');
    expect(JSON.stringify(edits), 'the password stays here').not.toContain('correct horse');
    expect(screen.getByLabelText<HTMLInputElement>('Password').value, 'and is gone').toBe('');
    // A name that stands there already gets another password in its place.
    await user.type(screen.getByLabelText('User name'), 'photos');
    await user.click(press('Generate'));
    await settle();
    const generated = screen.getByLabelText<HTMLInputElement>('Password');
    expect([generated.type, generated.value.length]).toEqual(['text', 24]);
    await user.click(press('Set the password'));
    await settle(200);
    expect(edits[1]).toMatchObject([{ edit: 'set', path: ['basicAuth', 'users', 0] }]);
    expect(JSON.stringify(edits[1])).not.toContain(generated.value || 'vT9k');
  });

  it('says whether a password is the one of an entry', async () => {
    const { user, tried } = await form();
    await user.click(press('Check a password of photos'));
    await user.type(screen.getByLabelText('Password to check for photos'), 'wrong{Enter}');
    await settle();
    expect(screen.getByText('This is not the password.')).toBeTruthy();
    await user.type(screen.getByLabelText('Password to check for photos'), 'photos{Enter}');
    await settle();
    expect(screen.getByText('This is the password.')).toBeTruthy();
    expect(tried.map(([entry]) => entry!.split(':')[0])).toEqual(['photos', 'photos']);
  });
});
