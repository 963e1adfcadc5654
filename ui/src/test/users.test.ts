import { describe, expect, it, vi } from 'vitest';
import '../components/editor/parts';
import '../lib/editor/code';
import type { Backend, FieldEdit, StoredUser } from '../lib/backend';
import type { Filling } from '../lib/editor/filling.svelte';
import { toldOf } from '../lib/editor/stored';
import { Users, userOf } from '../lib/editor/users.svelte';
import { copyYaml } from '../lib/shared/copying';
import { Navigation } from '../lib/shared/navigation.svelte';
import type { Session } from '../lib/shared/session.svelte';
import { open, screen, settle } from './window';

const check = (entry: unknown, name: string, realm: string | null) =>
  expect(userOf(entry), String(entry)).toEqual({ name, realm });

/** Opens the form of a basicAuth, and hears what it sends. */
async function form() {
  const edits: FieldEdit[][] = [];
  const tried: string[][] = [];
  let heard!: Backend;
  const opened = await open('editor-users', (backend) => {
    heard = backend;
    const { editDraft, checkPassword } = backend;
    backend.editDraft = (component, lines, sent) => (edits.push(sent), editDraft(component, lines, sent));
    backend.checkPassword = (entry, password) => (
      tried.push([entry, password]),
      checkPassword(entry, password)
    );
  });
  await settle();
  await screen.findByLabelText('User name');
  return { ...opened, edits, tried, backend: heard };
}

/** An answer that comes when it is told to. */
function held<T>() {
  let resolve!: (answer: T) => void;
  const promise = new Promise<T>((answer) => (resolve = answer));
  return { promise, resolve };
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
    expect(document.querySelector('.users')!.textContent).toMatch(/photos\s*•+\s*Stored as bcrypt/);
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

  it('puts an answer where it was asked for, whatever was typed meanwhile', async () => {
    const { user, edits, backend } = await form();
    const { promise, resolve } = held<string>();
    backend.hashPassword = () => promise;
    await user.type(screen.getByLabelText('User name'), 'guest');
    await user.type(screen.getByLabelText('Password'), 'correct horse{Enter}');
    // The next one is a name that stands there already.
    await user.clear(screen.getByLabelText('User name'));
    await user.type(screen.getByLabelText('User name'), 'photos');
    resolve('guest:$2b$10$abc');
    await settle(200);
    expect(edits).toHaveLength(1);
    expect(edits[0], 'guest is added, and photos stays').not.toMatchObject([
      { path: ['basicAuth', 'users', 0] },
    ]);
    expect(JSON.stringify(edits[0])).toContain('guest:$2b$10$abc');
    expect(screen.getByLabelText<HTMLInputElement>('User name').value, 'what is typed stays').toBe('photos');
  });

  it('gives no answer about another entry than the one that was asked about', async () => {
    const { promise, resolve } = held<boolean>();
    const session = { backend: { checkPassword: () => promise } } as unknown as Session;
    const filling = { at: () => ['photos:$2b$10$abc', 'guest:$2b$10$def'] } as unknown as Filling;
    const users = new Users(session, filling, () => ['basicAuth', 'users']);
    users.tryOn(0);
    users.tried = 'photos';
    const checked = users.check();
    users.tryOn(1);
    users.tried = 'not sent yet';
    resolve(true);
    await checked;
    expect(users.answer).toBeNull();
    expect(users.tried, 'what is typed stays').toBe('not sent yet');
  });
});

/** Users as the engine lists them. */
const listed = (...users: [string, StoredUser['stored_as'], string?][]): StoredUser[] =>
  users.map(([name, stored_as, realm]) => ({ name, stored_as, realm: realm ?? null }));

describe('how passwords are stored', () => {
  it('is said where it does not fit', () => {
    const said = (users: StoredUser[], realm: string | null = null) =>
      toldOf(users, realm).map(({ message, user }) => `${user}: ${message}`);
    const guard = 'Traefik’s guard against timing works only when all use the same.';
    expect(said(listed(['a', 'bcrypt'], ['b', 'bcrypt']))).toEqual([]);
    expect(said(listed(['a', 'apr1'], ['b', 'apr1'])), 'all the same').toEqual([]);
    expect(said(listed(['a', 'bcrypt'], ['guest', 'apr1'], ['b', 'bcrypt']))).toEqual([
      `1: “guest” uses apr1, the others bcrypt. ${guard}`,
    ]);
    expect(said(listed(['a', 'apr1'], ['b', 'apr1'], ['c', 'sha1'], ['d', 'bcrypt']))).toEqual([
      `0: “a” and “b” use apr1, “c” uses SHA1, the others bcrypt. ${guard}`,
    ]);
    expect(said(listed(['old', 'unknown'], ['b', 'bcrypt'], ['', 'unknown']))).toEqual([
      '0: “old” is stored in a form that Traefik cannot check: every login fails.',
    ]);
    expect(said(listed(['a', 'digest', 'Home'], ['guest', 'digest', 'Cellar']), 'Home')).toEqual([
      '1: The password of “guest” belongs to the realm “Cellar”, not to “Home”: every login fails.',
    ]);
  });

  it('is a column, and a warning leads to a new password for the same user', async () => {
    const edits: FieldEdit[][] = [];
    const { user } = await open('editor-users-mixed', (backend) => {
      const { editDraft } = backend;
      backend.editDraft = (component, lines, sent) => (edits.push(sent), editDraft(component, lines, sent));
    });
    await settle();
    await screen.findByLabelText('User name');
    const ways = [...document.querySelectorAll('.users .badge')].map((one) => one.textContent!.trim());
    expect(ways).toEqual(['bcrypt', 'bcrypt', 'apr1', 'unknown'].map((way) => `Stored as ${way}`));
    expect(screen.getByText(/“guest” uses apr1, the others bcrypt/)).toBeTruthy();
    // The row and the warning both lead there.
    await user.click(screen.getAllByRole('button', { name: 'Replace the password of guest…' })[0]!);
    expect(screen.getByLabelText<HTMLInputElement>('User name').value).toBe('guest');
    expect(document.activeElement).toBe(screen.getByLabelText('Password'));
    await user.keyboard('correct horse{Enter}');
    await settle(200);
    expect(edits[0]).toMatchObject([{ edit: 'set', path: ['basicAuth', 'users', 2] }]);
    await user.click(screen.getByRole('button', { name: 'Leave it' }));
    expect(screen.queryByText(/the others bcrypt/)).toBeNull();
    expect(screen.getByText(/“old” is stored in a form/), 'that one does not work').toBeTruthy();
  });

  it('has the realm first in a digest, and a new password moves an entry to it', async () => {
    const edits: FieldEdit[][] = [];
    const { user } = await open('editor-users-digest', (backend) => {
      const { editDraft } = backend;
      backend.editDraft = (component, lines, sent) => (edits.push(sent), editDraft(component, lines, sent));
    });
    await settle();
    const name = await screen.findByLabelText('User name');
    const realm = screen.getByLabelText('Realm');
    expect(realm.compareDocumentPosition(name) & Node.DOCUMENT_POSITION_FOLLOWING).toBeTruthy();
    expect(screen.getByText('Changing the realm makes all passwords invalid.')).toBeTruthy();
    expect(screen.getByText(/“guest” belongs to the realm “Cellar”, not to “Home”/)).toBeTruthy();
    await user.click(screen.getAllByRole('button', { name: 'Replace the password of guest…' })[0]!);
    await user.keyboard('correct horse{Enter}');
    await settle(200);
    const [sent] = edits[0]!;
    expect(sent, 'no second guest').toMatchObject({ edit: 'set', path: ['digestAuth', 'users', 1] });
    expect(JSON.stringify(sent)).toMatch(/guest:Home:[0-9a-f]{32}/);
  });

  it('asks before hashes are copied', async () => {
    const written: string[] = [];
    const session = new Navigation();
    const clipboard = { writeText: async (text: string) => void written.push(text) };
    vi.stubGlobal('navigator', { ...navigator, clipboard });
    const copied = copyYaml(session, 'users: [a:$2b$10$abc]', ['$2b$10$abc', 'elsewhere']);
    expect(session.question).toEqual({ kind: 'copy-secrets', count: 1 });
    session.answer();
    expect([await copied, written]).toEqual([false, []]);
    const again = copyYaml(session, 'users: [a:$2b$10$abc]', ['$2b$10$abc']);
    session.answer(true);
    expect([await again, written.length]).toEqual([true, 1]);
    expect(await copyYaml(session, 'compress: {}', []), 'nothing to ask').toBe(true);
    vi.unstubAllGlobals();
  });
});
