import { describe, expect, it, vi } from 'vitest';
import { dialog, heading, open, screen, settle, toast, waitFor, within } from './window';

// The main tasks as a person does them, most of them without a mouse.

const names = () =>
  within(screen.getByTestId('components'))
    .getAllByRole('option')
    .map((o) => o.querySelector('b')!.textContent);

describe('finding the way', () => {
  it('leads to each screen with Ctrl and a number, and brings the focus to its title', async () => {
    const { user } = await open(null);
    for (const [key, title] of [
      ['2', 'Configuration'],
      ['3', 'Backups'],
      ['4', 'Activity'],
      [',', 'Settings'],
      ['1', 'Overview'],
    ] as const) {
      await user.keyboard(`{Control>}${key}{/Control}`);
      expect(heading().textContent, `Ctrl+${key}`).toBe(title);
      expect(document.activeElement, 'the title has the focus').toBe(heading());
    }
    await user.keyboard('{Alt>}{ArrowLeft}{/Alt}');
    expect(heading().textContent, 'Alt+Left goes back').toBe('Settings');
  });

  it('marks the current screen for those who listen', async () => {
    await open('backups');
    expect(screen.getByRole('button', { current: 'page' }).textContent).toContain('Backups');
  });

  it('searches from the overview', async () => {
    const { user } = await open(null);
    await user.keyboard('{Control>}f{/Control}');
    await settle();
    expect(document.activeElement, 'the cursor is in the filter').toBe(
      screen.getByRole('searchbox', { name: 'Filter routers' }),
    );
    await user.keyboard('graf');
    expect(names()).toEqual(['grafana']);
    await user.keyboard('{Escape}');
    expect(names(), 'Escape clears the filter').toContain('gitea');
  });

  it('opens the main menu with F10 and the shortcuts with Ctrl+?', async () => {
    const { user } = await open(null);
    await user.keyboard('{F10}');
    expect(
      await within(await screen.findByRole('menu', { hidden: true })).findByText('Back up now'),
    ).toBeTruthy();
    await user.keyboard('{Escape}');
    await user.keyboard('{Control>}{Shift>}?{/Shift}{/Control}');
    expect((await dialog()).textContent).toContain('Ctrl Shift B');
  });

  it('says the verdict of the engine in card and status bar alike', async () => {
    await open('overview-failed');
    const sentence = 'Last backup failed 2 h ago: the disk is full';
    expect(screen.getByTestId('verdict').textContent).toBe(sentence);
    expect(screen.getByRole('heading', { level: 2, name: sentence })).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Choose another folder…' }), 'with its cure').toBeTruthy();
  });

  it('has no line about a next backup where none is due', async () => {
    await open('overview-safe');
    expect(screen.queryByText('Next backup')).toBeNull();
  });
});

describe('backing up', () => {
  it('runs with Ctrl+Shift+B from anywhere and says when it is done', async () => {
    const { user, world } = await open('activity');
    const before = world.backups[0]!.id;
    await user.keyboard('{Control>}{Shift>}b{/Shift}{/Control}');
    expect((await toast()).textContent).toContain('Backed up and checked');
    expect(
      world.backups.findIndex((b) => b.id === before),
      'there is a newer one',
    ).toBe(1);
    expect(screen.getByTestId('live').textContent, 'said aloud').toBe('Backed up and checked');
  });

  it('are found by their note, their day or why they were made', async () => {
    const { user } = await open('backups');
    const rows = () => screen.getByTestId('backups').querySelectorAll('[data-key]').length;
    const all = rows();
    const field = screen.getByRole('searchbox', { name: 'Search' });
    await user.type(field, 'moving hand');
    expect(rows(), 'words of the note and of why').toBe(1);
    await user.clear(field);
    await user.type(field, '9 nov 2026');
    expect(rows()).toBeGreaterThan(0);
    expect(rows()).toBeLessThan(all);
    await user.clear(field);
    await user.type(field, 'nothing of the kind');
    await user.click(await screen.findByRole('button', { name: 'Show all backups' }));
    expect(rows()).toBe(all);
  });

  it('keeps a note with it', async () => {
    const { user, world } = await open('note');
    await user.type(await screen.findByLabelText('Note'), 'before the move{Enter}');
    await toast();
    expect(world.backups[0]!.note).toBe('before the move');
    expect(await screen.findByText('“before the move”'), 'and shows it in the list').toBeTruthy();
  });

  it('shows each step while it runs', async () => {
    await open('backups-running');
    const steps = within(screen.getByRole('region', { name: 'Running now' })).getAllByRole('listitem');
    expect(steps.map((s) => s.textContent!.trim())).toEqual([
      'Copy: done',
      'Check copy: now',
      '3 Save here: to come',
      '4 Read back: to come',
      '5 Clean up: to come',
    ]);
  });

  it('puts a failure in words, with the way to try again', async () => {
    const { user, world } = await open(
      'backups',
      (_, w) => (w.location = { free: 0, problem: 'The disk is full' }),
    );
    await user.click(screen.getByRole('button', { name: 'Back up now' }));
    const notice = await screen.findByTestId('notice');
    expect(notice.textContent).toContain(
      'The backup could not be made. The disk is full. Choose another folder in Settings.',
    );
    world.location.problem = null;
    await user.click(within(notice).getByRole('button', { name: 'Try again' }));
    expect((await toast()).textContent).toContain('Backed up and checked');
    expect(screen.queryByTestId('notice'), 'the problem is over').toBeNull();
  });
});

describe('the table of backups', () => {
  it('is walked and chosen from with the keyboard', async () => {
    const { user } = await open('backups');
    const rows = () => within(screen.getByTestId('backups')).getAllByRole('row', { selected: true });
    screen.getByTestId('backups').querySelector<HTMLElement>('tbody tr[tabindex="0"]')!.focus();
    await user.keyboard('{ArrowDown}');
    expect(rows()).toHaveLength(1);
    expect(document.activeElement, 'the focus moves along').toBe(rows()[0]);
    await settle();
    expect(screen.getByTestId('backup-details').textContent, 'its details open below').toContain(
      'before moving to v3',
    );
    await user.keyboard('{Shift>}{ArrowDown}{ArrowDown}{/Shift}');
    expect(rows()).toHaveLength(3);
    expect(screen.getByRole('button', { name: 'Delete 3…' })).toBeTruthy();
  });

  it('opens the restore with Enter', async () => {
    const { user } = await open('backups');
    screen.getByTestId('backups').querySelector<HTMLElement>('tbody tr[tabindex="0"]')!.focus();
    await user.keyboard('{ArrowDown}{ArrowDown}{ArrowDown}{Enter}');
    expect((await screen.findByTestId('restore')).textContent).toContain(
      'Restore the backup of 11 Nov 2026, 14:20?',
    );
  });

  it('says why a damaged one cannot be restored and offers none of it', async () => {
    await open('backups-damaged');
    const details = screen.getByTestId('backup-details');
    expect(details.textContent).toContain('The checksum does not match');
    expect(
      within(details).queryByRole('button', { name: 'Restore…' }),
      'no button that cannot work',
    ).toBeNull();
    expect(within(details).getByRole('button', { name: 'Go to the next older good one' })).toBeTruthy();
  });

  it('deletes only after asking, with the focus on Cancel', async () => {
    const { user, world } = await open('delete');
    const box = await screen.findByTestId('delete-backups');
    expect(within(box).getByRole('heading').textContent).toBe('Delete the backup of 9 Nov 2026, 02:00?');
    await waitFor(() =>
      expect(document.activeElement, 'the safe button').toBe(
        within(box).getByRole('button', { name: 'Cancel' }),
      ),
    );
    await user.keyboard('{Escape}');
    expect(
      world.backups.some((b) => b.id === 'backup-0008'),
      'Escape leaves everything',
    ).toBe(true);
  });

  it('deletes what was confirmed', async () => {
    const { user, world } = await open('delete');
    await user.click(
      within(await screen.findByTestId('delete-backups')).getByRole('button', { name: 'Delete' }),
    );
    expect((await toast()).textContent).toContain('1 backup deleted');
    expect(world.backups.some((b) => b.id === 'backup-0008')).toBe(false);
  });

  it('asks to back up first when it is the only checked one', async () => {
    const { user, world } = await open('delete-last');
    const box = await screen.findByTestId('delete-backups');
    expect(box.textContent).toContain('This is your only checked backup.');
    expect(
      within(box)
        .getAllByRole('button')
        .map((b) => b.textContent!.trim()),
    ).toEqual(['Cancel', 'Back up first', 'Delete anyway']);
    await user.click(within(box).getByRole('button', { name: 'Back up first' }));
    await waitFor(() => expect(world.backups, 'a second one was made').toHaveLength(2));
    const again = await screen.findByTestId('delete-backups');
    expect(again.textContent, 'and the question comes again, milder').toContain('1 other remains');
  });

  it('unpins before it deletes', async () => {
    const { user, world } = await open('delete-pinned');
    const box = await screen.findByTestId('delete-backups');
    expect(within(box).queryByRole('button', { name: 'Delete' }), 'a pin holds').toBeNull();
    await user.click(within(box).getByRole('button', { name: 'Unpin' }));
    expect(await within(box).findByRole('button', { name: 'Delete' })).toBeTruthy();
    expect(world.backups.find((b) => b.id === 'backup-0002')!.pinned).toBe(false);
  });
});

describe('restoring', () => {
  it('says what changes, restores, and takes it back', async () => {
    const { user, world } = await open('restore');
    const routers = () => world.profiles[0]!.items.filter((i) => i.kind === 'http-router').length;
    const before = routers();
    const box = await screen.findByTestId('restore');
    for (const words of [
      'Restore the backup of 9 Nov 2026, 02:00?',
      'goes back to how it was 3 days ago',
      '2 routers return',
      '1 service goes',
      '3 middlewares change',
      'There is a way back.',
    ])
      expect(box.textContent).toContain(words);
    await waitFor(() =>
      expect(document.activeElement?.textContent, 'focus on the safe button').toContain('Cancel'),
    );
    await user.click(within(box).getByRole('button', { name: 'Restore' }));
    const notice = await screen.findByTestId('notice');
    expect(notice.textContent).toContain('Restored the backup of 9 Nov 2026, 02:00.');
    expect(routers(), 'two routers returned').toBe(before + 2);
    await user.click(within(notice).getByRole('button', { name: 'Undo' }));
    await toast();
    expect(routers(), 'and went again').toBe(before);
  });

  it('shows each change side by side', async () => {
    const { user } = await open('restore');
    await user.click(await screen.findByRole('button', { name: 'See all changes' }));
    const changes = screen.getByTestId('changes');
    expect(within(changes).getAllByText('returns')).toHaveLength(2);
    expect(within(changes).getAllByRole('table', { name: 'Difference', hidden: true })).toHaveLength(6);
  });

  it('restores some profiles only', async () => {
    const { user, backend } = await open('restore');
    const apply = vi.spyOn(backend, 'applyRestore');
    await user.click(await screen.findByRole('radio', { name: 'Only what I choose' }));
    const restore = screen.getByRole('button', { name: 'Restore' });
    await user.click(screen.getByRole('checkbox', { name: 'Home lab' }));
    expect(restore.hasAttribute('disabled'), 'nothing chosen, nothing to restore').toBe(true);
    await user.click(screen.getByRole('checkbox', { name: 'Home lab' }));
    await user.click(restore);
    await screen.findByTestId('notice');
    expect(apply).toHaveBeenCalledWith(expect.any(String), { profiles: ['Home lab'], components: [] }, false);
  });

  it('restores single components, and the settings only when told to', async () => {
    const { user, backend } = await open('restore');
    const apply = vi.spyOn(backend, 'applyRestore');
    await user.click(await screen.findByRole('radio', { name: 'Only what I choose' }));
    const components = screen.getByRole('group', { name: 'Components of Home lab' });
    const boxes = within(components).getAllByRole('checkbox', { hidden: true });
    await user.click(boxes[0]!);
    const profile = screen.getByRole<HTMLInputElement>('checkbox', { name: 'Home lab' });
    expect(profile.indeterminate, 'some of it').toBe(true);
    await user.click(screen.getByRole('checkbox', { name: /Take over the settings/ }));
    expect(screen.getByTestId('restore').textContent).toContain('Not touched: backups, activity.');
    await user.click(screen.getByRole('button', { name: 'Restore' }));
    await screen.findByTestId('notice');
    const [, only, settings] = apply.mock.calls[0]!;
    expect(only?.profiles).toEqual([]);
    expect(only?.components, 'all but one').toHaveLength(boxes.length - 1);
    expect(settings).toBe(true);
  });

  it('goes on with the next older one when this one is damaged', async () => {
    const { user } = await open('restore-damaged');
    const box = await screen.findByTestId('restore');
    expect(box.textContent).toContain('The next older good one is from 7 Nov 2026, 02:00.');
    await user.click(within(box).getByRole('button', { name: 'Choose that one' }));
    expect(await screen.findByText('Restore the backup of 7 Nov 2026, 02:00?')).toBeTruthy();
  });

  it('stays open with the reason when no restore point can be made', async () => {
    const { user, backend } = await open('restore');
    vi.spyOn(backend, 'applyRestore').mockRejectedValueOnce({
      code: 'storage',
      message: 'There is no room for a restore point (needs 1 MB)',
      hint: null,
      retry: true,
    });
    await user.click(await screen.findByRole('button', { name: 'Restore' }));
    expect((await screen.findByRole('alert')).textContent).toContain(
      'Not restored. There is no room for a restore point (needs 1 MB).',
    );
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    expect((await screen.findByTestId('notice')).textContent).toContain('Restored');
  });

  it('looks again when the configuration changed meanwhile', async () => {
    const { user, backend } = await open('restore');
    vi.spyOn(backend, 'applyRestore').mockRejectedValueOnce({
      code: 'stale-plan',
      message: 'changed',
      hint: null,
      retry: false,
    });
    const prepare = vi.spyOn(backend, 'prepareRestore');
    await user.click(await screen.findByRole('button', { name: 'Restore' }));
    expect(await screen.findByText(/Your configuration changed in the meantime/)).toBeTruthy();
    expect(prepare, 'compared anew').toHaveBeenCalledOnce();
  });

  it('asks before undoing over later changes', async () => {
    const { user, backend } = await open('activity');
    const undo = vi.spyOn(backend, 'undo').mockRejectedValueOnce({
      code: 'stale-plan',
      message: '3 components changed since then',
      hint: null,
      retry: false,
    });
    await user.click(screen.getByRole('button', { name: 'Undo: Restored the backup of 9 Nov' }));
    const box = await dialog();
    expect(box.textContent).toContain('3 components changed since then.');
    await user.click(within(box).getByRole('button', { name: 'Undo anyway' }));
    await toast();
    expect(undo.mock.lastCall?.[1], 'forced only now').toBe(true);
  });
});

describe('importing', () => {
  const button = () => screen.getByRole('button', { name: /^Import \d|^Import 1/ });

  it('is reviewed with the keyboard alone', async () => {
    const { user } = await open('import-review');
    expect(button().textContent).toContain('Import 6 components');
    screen.getByTestId('review').querySelector<HTMLElement>('[tabindex="0"]')!.focus();
    await user.keyboard('{Home}{ArrowDown}');
    expect(document.activeElement?.textContent).toContain('wiki');
    await user.keyboard(' ');
    expect(button().textContent, 'Space leaves it out').toContain('Import 5 components');
    await user.keyboard('{Home}{Enter}');
    expect(within(screen.getByTestId('review')).queryByText('photos'), 'Enter folds the routers').toBeNull();
  });

  it('decides: keep mine, another name, and the same for all', async () => {
    const { user, backend } = await open('import-review');
    const apply = vi.spyOn(backend, 'applyImport');
    await user.click(screen.getByRole('radio', { name: 'Keep mine' }));
    expect(screen.getByTestId('tally').textContent).toContain('replaces 1');
    await user.click(screen.getByRole('checkbox', { name: 'Do the same for both changed components' }));
    expect(screen.getByTestId('tally').textContent, 'both are kept').toContain('replaces 0');
    await user.click(screen.getByRole('checkbox', { name: 'Do the same for both changed components' }));
    await user.click(screen.getByRole('radio', { name: 'Import as' }));
    const name = screen.getByRole('textbox', { name: 'New name' });
    await user.clear(name);
    expect(button().hasAttribute('disabled'), 'a name is needed first').toBe(true);
    await user.type(name, 'grafana-new');
    await user.click(button());
    await screen.findByTestId('notice');
    const decisions = apply.mock.lastCall![1];
    expect(decisions.find((d) => d.name === 'grafana')).toEqual({
      kind: 'http-router',
      name: 'grafana',
      choice: 'rename',
      new_name: 'grafana-new',
    });
    expect(decisions.find((d) => d.name === 'secure-headers')!.choice).toBe('keep');
    expect(decisions.find((d) => d.name === 'old')!.choice, 'what Traefik would not take stays out').toBe(
      'keep',
    );
  });

  it('ends in the configuration with a way back', async () => {
    const { user, world } = await open('import-review');
    const before = world.profiles[0]!.items.length;
    await user.click(button());
    const notice = await screen.findByTestId('notice');
    expect(notice.textContent).toContain('6 components imported. 4 added, 2 replaced, 1 left out.');
    expect(heading().textContent).toBe('Configuration');
    await user.click(within(notice).getByRole('button', { name: 'Undo' }));
    await toast();
    expect(world.profiles[0]!.items.length).toBe(before);
  });

  it('imports what is wrong only when told to', async () => {
    const { user } = await open('import-review');
    await user.click(screen.getByRole('button', { name: 'Import it anyway, switched off' }));
    expect(button().textContent).toContain('Import 7 components');
    await user.click(screen.getByRole('button', { name: 'Leave it out' }));
    expect(button().textContent).toContain('Import 6 components');
  });

  it('hides secrets until they are asked for', async () => {
    const { user } = await open('import-review');
    await user.click(within(screen.getByTestId('review')).getByText('auth'));
    expect(document.body.textContent, 'hidden at first').not.toContain('$2y$');
    await user.click(screen.getByRole('button', { name: 'Show' }));
    expect(document.body.textContent).toContain('$2y$');
  });

  it('writes nothing when it fails, and says so', async () => {
    const { user, backend, world } = await open('import-review');
    const before = JSON.stringify(world.profiles);
    vi.spyOn(backend, 'applyImport').mockRejectedValueOnce({
      code: 'storage',
      message: 'The disk is full',
      hint: null,
      retry: true,
    });
    await user.click(button());
    expect((await screen.findByTestId('notice')).textContent).toContain(
      'Nothing was imported. The disk is full.',
    );
    expect(JSON.stringify(world.profiles)).toBe(before);
    expect(screen.getByTestId('review'), 'the review is still there').toBeTruthy();
  });

  it('is left with Escape and leaves nothing behind', async () => {
    const { user, backend } = await open('import-review');
    const discard = vi.spyOn(backend, 'discardImport');
    await user.keyboard('{Escape}');
    expect(heading().textContent).toBe('Configuration');
    expect(discard).toHaveBeenCalledOnce();
  });

  it('opens again a review that was open when the window closed', async () => {
    await open(null, (backend) => {
      const state = backend.appState;
      const review = backend.prepareImport('Home lab', ['dynamic.yml'], null, null);
      backend.appState = async () => ({ ...(await state()), open_review: (await review).id });
    });
    await settle();
    expect(heading().textContent).toContain('Import');
    expect(screen.getByTestId('review')).toBeTruthy();
  });
});

describe('importing what is old, off, or in several locations', () => {
  const button = () => screen.getByRole('button', { name: /^Import \d/ });
  const list = () => within(screen.getByTestId('review'));

  it('converts one component and shows what that changes', async () => {
    const { user, world } = await open('import-convert');
    const convert = screen.getByRole('button', { name: 'Convert strip-api' });
    expect(screen.getByTestId('convert').textContent).toContain('Uses words of an older Traefik.');
    await user.click(convert);
    expect(convert.getAttribute('aria-pressed')).toBe('true');
    const difference = () => screen.getByRole('table', { name: 'Difference' });
    expect(difference().textContent, 'beside itself first').toContain('In the file');
    expect(within(difference()).getByText('removed'), 'the old word goes').toBeTruthy();
    await user.click(screen.getByRole('radio', { name: 'Beside mine' }));
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
    expect(document.body.textContent, 'number and line').toContain('Line 26 forceSlash: true');
    await user.click(list().getByText('photos-auth'));
    expect(document.body.textContent).toContain('Line 33');
    expect(document.body.textContent, 'neither in the line nor in the difference').not.toContain('$apr1$');
    expect(document.body.textContent, 'nor what is mine').not.toContain('$2y$');
  });

  it('takes what is wrong switched off, and anything else when asked', async () => {
    const { user, world } = await open('import-review');
    await user.click(screen.getByRole('button', { name: 'Import it anyway, switched off' }));
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
    const { user } = await open('import-review');
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
    expect(screen.getByText('Switched off there, comes in switched off')).toBeTruthy();
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
    expect(banner.textContent).toContain('broken.yml: Line 12, column 3: tab where spaces are needed.');
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
    expect(world.profiles.map((p) => p.name)).toEqual(['My profile']);
    expect(heading().textContent).toBe('Import dynamic/');
  });
});

describe('coming from the Mantrae server', () => {
  const database = '~/mantrae.db';

  it('asks which profile, and goes on with Enter', async () => {
    const { user, backend } = await open('import-server-choice');
    const prepare = vi.spyOn(backend, 'prepareImport');
    const choice = screen.getByRole('radiogroup', { name: 'Which profile of the server?' });
    expect(
      within(choice)
        .getAllByRole<HTMLInputElement>('radio')
        .map((r) => [r.value, r.checked, r.disabled]),
      'the first with something in it; one with nothing cannot be chosen',
    ).toEqual([
      ['default', true, false],
      ['office', false, false],
      ['attic', false, true],
    ]);
    expect(document.body.textContent).toContain('Users, tokens and settings of the server are not taken.');
    expect(prepare, 'nothing is compared before the answer').not.toHaveBeenCalled();
    within(choice).getByRole('radio', { name: 'default' }).focus();
    await user.keyboard('{ArrowDown}{Enter}');
    await settle();
    expect(prepare).toHaveBeenCalledWith('Home lab', ['~/traefik/mantrae.db'], 'office', null);
    expect(screen.getByTestId('source').textContent).toContain('profile office');
    expect(document.activeElement, 'the focus is not lost with the step').toBe(screen.getByRole('main'));
    await user.click(screen.getByRole('button', { name: 'Another profile…' }));
    expect(screen.getByRole('radiogroup', { name: 'Which profile of the server?' })).toBeTruthy();
  });

  it('tells two profiles of one name apart by their ids', async () => {
    const { user, backend } = await open('import-server-twins');
    const prepare = vi.spyOn(backend, 'prepareImport');
    await user.click(screen.getByRole('radio', { name: 'twin#3' }));
    await user.click(screen.getByRole('button', { name: 'Continue' }));
    await settle();
    expect(prepare).toHaveBeenCalledWith('Home lab', ['~/traefik/twins.db'], 'twin#3', null);
    expect(screen.getByTestId('source').textContent).toContain('profile twin#3');
  });

  it('goes straight on where there is only one', async () => {
    const { backend } = await open('import-off');
    expect(screen.queryByTestId('server-step')).toBeNull();
    expect((await backend.serverProfiles('single.db')).length).toBe(1);
  });

  it('says why a database cannot be used', async () => {
    await open('import-server-foreign');
    expect(screen.getByRole('alert').textContent).toContain(
      'This database was not made by the Mantrae server.',
    );
  });

  it('is an import even where a backup was looked for', async () => {
    const { user } = await open('backups', (backend) => (backend.chooseBackupFile = async () => database));
    await user.click(screen.getByRole('button', { name: 'Open file…' }));
    await settle();
    expect(screen.queryByTestId('restore'), 'no restore').toBeNull();
    expect(screen.getByTestId('server-step')).toBeTruthy();
  });

  it('makes no profile for a database that cannot be read', async () => {
    const { user, world } = await open(
      'overview-first-start',
      (backend) => (backend.chooseBackupFile = async () => '~/notes.db'),
    );
    await user.click(screen.getByRole('button', { name: /^Restore a backup/ }));
    expect((await screen.findByTestId('notice')).textContent).toContain('was not made by the Mantrae server');
    expect(world.profiles).toEqual([]);
  });

  it('makes the first profile for one that can', async () => {
    const { user, world } = await open(
      'overview-first-start',
      (backend) => (backend.chooseBackupFile = async () => database),
    );
    await user.click(screen.getByRole('button', { name: /^Restore a backup/ }));
    await user.click(await screen.findByRole('button', { name: 'Continue' }));
    await settle();
    expect(world.profiles).toHaveLength(1);
    expect(screen.getByTestId('server-step')).toBeTruthy();
  });
});

describe('changing the target of an import', () => {
  const target = () => screen.getByRole<HTMLSelectElement>('combobox', { name: 'Import into profile' });

  it('compares anew and keeps the decisions that fit', async () => {
    const { user, backend, world } = await open('import-convert');
    const discard = vi.spyOn(backend, 'discardImport');
    await user.click(screen.getByRole('button', { name: 'Convert all 3' }));
    await user.click(screen.getByRole('radio', { name: 'Keep mine' }));
    target().focus();
    await user.selectOptions(target(), 'Staging');
    await settle();
    expect(discard, 'the old comparison is given up').toHaveBeenCalledOnce();
    expect(document.activeElement, 'the focus stays').toBe(target());
    expect(
      screen.getByRole<HTMLInputElement>('radio', { name: 'Import it' }).checked,
      '“Keep mine” has no meaning where there is none',
    ).toBe(true);
    expect((await toast()).textContent).toContain('1 decision did not fit there');
    expect(within(screen.getByTestId('review')).getAllByText('converted'), 'conversions hold').toHaveLength(
      3,
    );
    await user.click(screen.getByRole('button', { name: /^Import 5/ }));
    await screen.findByTestId('notice');
    expect(world.profiles.find((p) => p.name === 'Staging')!.items.map((i) => i.name)).toContain('strip-api');
  });

  it('stays where it was when the other cannot be compared with', async () => {
    const { user, backend } = await open('import-review');
    vi.spyOn(backend, 'prepareImport').mockRejectedValueOnce({
      code: 'not-found',
      message: 'There is no profile “Staging”',
      hint: null,
      retry: false,
    });
    await user.selectOptions(target(), 'Staging');
    expect((await screen.findByTestId('notice')).textContent).toContain(
      'It could not be compared with “Staging”. There is no profile “Staging”',
    );
    expect(target().value).toBe('Home lab');
    expect(screen.getByTestId('review'), 'the review is still there').toBeTruthy();
  });

  it('keeps the answer that a template is taken as it is', async () => {
    const { user, backend } = await open('import-template');
    const prepare = vi.spyOn(backend, 'prepareImport');
    await user.click(await screen.findByRole('button', { name: 'Take it as it is' }));
    expect((await screen.findByTestId('review')).textContent, 'the component is offered').toContain('wiki');
    await user.selectOptions(target(), 'Staging');
    await settle();
    expect(
      prepare.mock.calls.map(([profile, , , braces]) => [profile, braces]),
      'both times the actions are kept',
    ).toEqual([
      ['Home lab', 'actions'],
      ['Staging', 'actions'],
    ]);
  });

  it('takes braces as text when the person says so', async () => {
    const { user, backend } = await open('import-template');
    const prepare = vi.spyOn(backend, 'prepareImport');
    await user.click(await screen.findByRole('button', { name: 'The braces are text' }));
    expect((await screen.findByTestId('review')).textContent, 'the component is offered').toContain('wiki');
    expect(prepare.mock.calls.map(([, , , braces]) => braces)).toEqual(['text']);
  });

  it('cannot be done for a review that was open before: only the names of its files are known', async () => {
    const { user, backend } = await open(null, (backend) => {
      const state = backend.appState;
      const review = backend.prepareImport('Staging', ['dynamic.yml'], null, null);
      backend.appState = async () => ({ ...(await state()), open_review: (await review).id });
    });
    await settle();
    expect(screen.queryByRole('combobox', { name: 'Import into profile' })).toBeNull();
    expect(screen.getByRole('banner').textContent, 'its own profile, not the chosen one').toContain(
      'Staging',
    );
    vi.spyOn(backend, 'applyImport').mockRejectedValueOnce({
      code: 'stale-plan',
      message: 'changed',
      hint: null,
      retry: false,
    });
    await user.click(screen.getByRole('button', { name: /^Import \d/ }));
    expect((await screen.findByTestId('notice')).textContent).toContain('Cancel, and open the file again.');
  });

  it('only counts the last of two quick changes', async () => {
    const { user, backend } = await open('import-review');
    const prepare = backend.prepareImport;
    const discard = vi.spyOn(backend, 'discardImport');
    vi.spyOn(backend, 'prepareImport').mockImplementationOnce(async (...given) => {
      await settle(80);
      return prepare(...given);
    });
    await user.selectOptions(target(), 'Staging');
    await user.selectOptions(target(), 'Office edge');
    await settle(150);
    expect(target().value).toBe('Office edge');
    expect(discard, 'the first one, and the one that came too late').toHaveBeenCalledTimes(2);
    expect(screen.getByRole('button', { name: /^Import \d/ }).hasAttribute('disabled'), 'and goes on').toBe(
      false,
    );
  });

  it('compares again, with the decisions, when the configuration changed meanwhile', async () => {
    const { user, backend } = await open('import-review');
    await user.click(screen.getByRole('radio', { name: 'Keep mine' }));
    vi.spyOn(backend, 'applyImport').mockRejectedValueOnce({
      code: 'stale-plan',
      message: 'changed',
      hint: null,
      retry: false,
    });
    await user.click(screen.getByRole('button', { name: /^Import 5/ }));
    expect((await screen.findByTestId('notice')).textContent).toContain(
      'Your configuration changed in the meantime.',
    );
    expect(screen.getByRole<HTMLInputElement>('radio', { name: 'Keep mine' }).checked).toBe(true);
  });
});

describe('changing the configuration', () => {
  it('deletes with Del, and Ctrl+Z brings it back', async () => {
    const { user } = await open('configuration');
    screen.getByTestId('components').focus();
    await user.keyboard('{End}');
    expect(screen.getByRole('option', { selected: true }).textContent).toContain('vault');
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
    expect(await screen.findByText(/left out of what Traefik gets/)).toBeTruthy();
  });

  it('follows what a component uses', async () => {
    const { user } = await open('configuration-detail');
    await user.click(screen.getAllByRole('button', { name: 'secure-headers' })[0]!);
    await settle();
    expect(screen.getByRole('heading', { level: 2 }).textContent).toBe('secure-headers');
    expect(screen.getByText('Used by').nextElementSibling!.textContent).toContain('nextcloud');
  });
});

describe('profiles', () => {
  it('begin with a name at the first start, and lead on to the import', async () => {
    const { user, world } = await open('overview-first-start');
    await user.click(screen.getByRole('button', { name: /Import a Traefik file/ }));
    const name = await screen.findByLabelText('Name');
    expect((name as HTMLInputElement).value, 'a sensible name is there').toBe('My profile');
    await user.clear(name);
    await user.type(name, 'Attic{Enter}');
    await settle(120);
    expect(heading().textContent).toBe('Import dynamic.yml');
    expect(world.profiles.map((p) => p.name)).toEqual(['Attic']);
  });

  it('are followed by what is decided once, and a first backup', async () => {
    const { user, world } = await open('overview-first-start');
    await user.click(screen.getByRole('button', { name: /Begin empty/ }));
    await user.click(await screen.findByRole('button', { name: 'Create' }));
    const card = await screen.findByTestId('first-run');
    expect(card.textContent).toContain('Every day at 02:00; missed ones are caught up. Kept for 30 days.');
    expect(card.textContent).toContain('Start at login');
    const before = world.backups.length;
    await user.click(within(card).getByRole('button', { name: 'Finish' }));
    expect((await screen.findByTestId('notice')).textContent).toContain('Your first backup is made');
    expect(world.backups.length).toBe(before + 1);
    expect(screen.queryByTestId('first-run'), 'asked once').toBeNull();
  });

  it('are not made when no file was chosen', async () => {
    const { user, world } = await open(
      'first-import',
      (backend) => (backend.chooseImportFiles = async () => null),
    );
    await user.click(await screen.findByRole('button', { name: 'Choose files…' }));
    await settle();
    expect(world.profiles).toEqual([]);
  });

  it('are refused a name that is taken', async () => {
    const { user } = await open('profile-create');
    await user.type(await screen.findByLabelText('Name'), 'staging');
    await user.click(screen.getByRole('button', { name: 'Create' }));
    expect(screen.getByLabelText('Name').getAttribute('aria-invalid')).toBe('true');
    expect(screen.getByText('There is a profile “staging” already')).toBeTruthy();
  });

  it('are deleted only with their name typed', async () => {
    const { user, world } = await open('profile-delete');
    const field = await screen.findByTestId('typed-name');
    await user.type(field, 'home lab');
    await user.click(screen.getByRole('button', { name: 'Delete profile' }));
    expect(
      world.profiles.map((p) => p.name),
      'nearly is not enough',
    ).toContain('Home lab');
    await user.clear(field);
    await user.type(field, 'Home lab{Enter}');
    const notice = await screen.findByTestId('notice');
    expect(notice.textContent).toContain('Profile “Home lab” deleted. A restore point was made first.');
    expect(world.profiles.map((p) => p.name)).not.toContain('Home lab');
    await user.click(within(notice).getByRole('button', { name: 'Undo' }));
    await toast();
    expect(
      world.profiles.map((p) => p.name),
      'and back',
    ).toContain('Home lab');
  });

  it('are switched in the sidebar', async () => {
    const { user } = await open(null);
    await user.click(screen.getByTestId('profiles'));
    await user.click(await within(await screen.findByRole('menu', { hidden: true })).findByText('Staging'));
    await settle();
    expect(screen.getByRole('heading', { level: 2, name: 'Staging' })).toBeTruthy();
  });
});

describe('the window', () => {
  it('asks what closing means and remembers the answer only when told to', async () => {
    const { user, backend } = await open('first-close');
    const [remember, close, quit] = [
      vi.spyOn(backend, 'setOnClose'),
      vi.spyOn(backend, 'closeWindow'),
      vi.spyOn(backend, 'quit'),
    ];
    const box = await dialog();
    expect(box.textContent).toContain('Keep Mantrae running?');
    await user.click(within(box).getByRole('button', { name: 'Keep running' }));
    await settle();
    expect([remember.mock.calls.length, close.mock.calls.length, quit.mock.calls.length]).toEqual([0, 1, 0]);
  });

  it('remembers to quit', async () => {
    const { user, backend } = await open('first-close');
    const [remember, quit] = [vi.spyOn(backend, 'setOnClose'), vi.spyOn(backend, 'quit')];
    await user.click(await screen.findByRole('checkbox', { name: 'Remember' }));
    await user.click(screen.getByRole('button', { name: 'Quit' }));
    await waitFor(() => expect(quit).toHaveBeenCalledOnce());
    expect(remember).toHaveBeenCalledWith('quit');
  });

  it('follows the engine: a new verdict, another screen, the question when closing', async () => {
    const { world, backend } = await open(null);
    const heard = vi.spyOn(backend, 'closeHeard');
    const tell = (event: never) => world.listeners.forEach((hear) => hear(event));
    tell({
      type: 'verdict-changed',
      verdict: {
        kind: 'overdue',
        sentence: 'No backup for 3 days',
        facts: [],
        last_verified: null,
        next_due: null,
      },
    } as never);
    await settle();
    expect(screen.getByTestId('verdict').textContent).toBe('No backup for 3 days');
    tell({ type: 'go-asked', to: 'backups' } as never);
    await settle();
    expect(heading().textContent).toBe('Backups');
    tell({ type: 'close-asked' } as never);
    expect((await dialog()).textContent).toContain('Keep Mantrae running?');
    expect(heard, 'the shell learns that somebody was asked').toHaveBeenCalledOnce();
  });

  it('puts the action first on Windows', async () => {
    await open('delete', (backend) => {
      const state = backend.appState;
      backend.appState = async () => ({ ...(await state()), platform: 'windows' });
    });
    const box = await screen.findByTestId('delete-backups');
    expect(
      within(box)
        .getAllByRole('button')
        .map((b) => b.textContent!.trim()),
    ).toEqual(['Delete', 'Cancel']);
  });

  it('changes theme and text size', async () => {
    const { user } = await open('settings-app');
    await user.click(screen.getByRole('radio', { name: 'Dark' }));
    expect(document.documentElement.dataset.theme).toBe('dark');
    await user.keyboard('{Control>}={/Control}');
    expect(document.documentElement.style.fontSize, 'a step larger').toBe('17.6px');
    await user.keyboard('{Control>}0{/Control}');
    expect(document.documentElement.style.fontSize).toBe('');
  });

  it('reaches the backups even without a database', async () => {
    const { user } = await open('overview-error');
    await user.click(screen.getByRole('button', { name: 'Restore a backup…' }));
    expect(heading().textContent).toBe('Backups');
  });
});
