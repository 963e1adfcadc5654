import { describe, expect, it } from 'vitest';
import '../components/editor/parts';
import '../lib/editor/code';
import { bulkEdit, possible } from '../lib/changes/bulk';
import { dialog, open, screen, settle, toast, within } from './window';

const rowOf = (name: string) =>
  within(screen.getByTestId('components'))
    .getAllByRole('option')
    .find((o) => o.querySelector('b')!.textContent === name)!;
const names = () =>
  within(screen.getByTestId('plan'))
    .getAllByRole('listitem')
    .map((one) => one.querySelector('b')!.textContent);

describe('what is done to several', () => {
  it('is complete, or not yet', () => {
    const entered = { name: '', with: '', at: 'last', find: '' } as const;
    for (const [edit, given, expected] of [
      ['add-middleware', {}, null],
      [
        'add-middleware',
        { name: ' auth ' },
        { edit: 'add-middleware', name: 'auth', at: { position: 'last' } },
      ],
      ['replace-middleware', { name: 'a' }, null],
      ['entry-points', { name: 'web, websecure,' }, { edit: 'entry-points', names: ['web', 'websecure'] }],
      ['resolver', {}, { edit: 'resolver', name: null }],
      ['priority', { name: 'high' }, null],
      ['priority', { name: '-3' }, { edit: 'priority', priority: -3 }],
      ['priority', {}, { edit: 'priority', priority: null }],
      ['replace-text', { with: 'b' }, null],
      ['replace-text', { find: 'a', with: '' }, { edit: 'replace-text', find: 'a', with: '' }],
      ['delete', {}, { edit: 'delete' }],
    ] as const)
      expect(bulkEdit(edit, { ...entered, ...given }), `${edit} ${JSON.stringify(given)}`).toEqual(expected);
  });

  it('depends on the kind', () => {
    expect(possible(['tls-options'])).toEqual(['turn-on', 'turn-off', 'delete']);
    expect(possible(['http-router'])[0]).toBe('add-middleware');
  });
});

describe('changes with a plan', { timeout: 60_000 }, () => {
  it('renames, and says what follows', async () => {
    const { user } = await open('changes-rename');
    const box = within(await dialog());
    await user.clear(box.getByRole('textbox'));
    await user.type(box.getByRole('textbox'), 'headers');
    await settle(600);
    const follows = within(box.getByTestId('follows')).getAllByRole('listitem');
    expect(follows.length, 'those that use it').toBeGreaterThan(0);
    await user.click(box.getByRole('button', { name: 'Rename' }));
    await settle(400);
    expect((await toast()).textContent).toContain('“secure-headers” renamed to “headers”');
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('refuses a name that is taken, and changes nothing', async () => {
    const { world, user } = await open('changes-rename');
    const before = JSON.stringify(world.profiles);
    const box = within(await dialog());
    await user.clear(box.getByRole('textbox'));
    await user.type(box.getByRole('textbox'), 'photos-auth');
    await settle(600);
    expect(box.getByRole('textbox').getAttribute('aria-invalid')).toBe('true');
    expect(box.getByRole('button', { name: 'Rename' })).toHaveProperty('disabled', true);
    expect(JSON.stringify(world.profiles)).toBe(before);
  });

  it('ticks rows by keyboard, leaves one out, and is undone as one', async () => {
    const { world, user } = await open('configuration-detail');
    const list = screen.getByTestId('components');
    list.focus();
    await user.keyboard(' {Shift>}{ArrowDown}{ArrowDown}{/Shift}');
    await settle();
    expect(screen.getByTestId('several').textContent).toContain('3 chosen');
    await user.click(within(screen.getByTestId('several')).getByRole('button', { name: 'Change…' }));
    await settle();
    await user.selectOptions(screen.getByLabelText('What'), 'Turn off');
    await settle(600);
    expect(names()).toEqual(['grafana', 'home-assistant', 'jellyfin']);
    await user.click(screen.getByRole('checkbox', { name: 'Include “jellyfin”' }));
    await settle(600);
    expect(names(), 'it stays in sight').toEqual(['grafana', 'home-assistant', 'jellyfin']);
    await user.click(screen.getByRole('button', { name: 'Change 2' }));
    await settle(600);
    const off = () =>
      world.profiles[0]!.items.filter((one) => !one.enabled && one.kind === 'http-router').map(
        (one) => one.name,
      );
    expect(off()).toEqual(expect.arrayContaining(['grafana', 'home-assistant']));
    expect(off()).not.toContain('jellyfin');
    expect(screen.queryByTestId('several'), 'nothing is ticked any more').toBeNull();
    await user.click(within(await toast()).getByRole('button', { name: 'Undo' }));
    await settle(400);
    expect(off()).not.toContain('grafana');
    expect(rowOf('grafana')).toBeTruthy();
  });

  it('duplicates under a free name', async () => {
    const { world, user } = await open('changes-duplicate');
    await settle(600);
    await user.click(within(await dialog()).getByRole('button', { name: 'Duplicate' }));
    await settle(400);
    expect(world.profiles[0]!.items.some((one) => one.name === 'grafana-2')).toBe(true);
  });
});
