import { describe, expect, it, vi } from 'vitest';
import { heading, oneIsWrong, open, screen, settle, toast, within } from './window';

describe('importing', () => {
  const button = () => screen.getByRole('button', { name: /^Import \d|^Import 1/ });

  it('is reviewed with the keyboard alone', async () => {
    const { user } = await open('import-review', oneIsWrong);
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
    const { user, backend } = await open('import-review', oneIsWrong);
    const apply = vi.spyOn(backend, 'applyImport');
    await user.click(screen.getByRole('radio', { name: 'Keep mine' }));
    expect(screen.getByTestId('tally').textContent).toContain('1 replaced');
    await user.click(screen.getByRole('checkbox', { name: 'Do the same for both changed components' }));
    expect(screen.getByTestId('tally').textContent, 'both are kept').not.toContain('replaced');
    await user.click(screen.getByRole('checkbox', { name: 'Do the same for both changed components' }));
    await user.click(screen.getByRole('radio', { name: 'Keep both, import as' }));
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
    const { user, world } = await open('import-review', oneIsWrong);
    const before = world.profiles[0]!.items.length;
    await user.click(button());
    const notice = await screen.findByTestId('notice');
    expect(notice.textContent).toContain('6 components imported. 4 added, 2 replaced, 1 left out.');
    expect(heading().textContent).toBe('Configuration');
    await user.click(within(notice).getByRole('button', { name: 'Undo' }));
    await toast();
    expect(world.profiles[0]!.items.length).toBe(before);
  });

  it('is gone through with letters', async () => {
    const { user, backend } = await open('import-review');
    const apply = vi.spyOn(backend, 'applyImport');
    const looked = () => screen.getByTestId('reviewed').textContent;
    const shown = () => screen.getByRole('heading', { level: 2 }).textContent;
    expect([shown(), looked()]).toEqual(['grafana', '1 of 7 reviewed']);
    await user.keyboard('j');
    expect([shown(), looked()], 'what is the same is passed over').toEqual(['old', '2 of 7 reviewed']);
    await user.keyboard('k');
    expect([shown(), looked()]).toEqual(['grafana', '2 of 7 reviewed']);
    await user.keyboard('s');
    expect(shown(), 'skipped, and on to the next').toBe('old');
    expect(screen.getByTestId('tally').textContent).toContain('1 skipped');
    await user.type(screen.getByRole('searchbox', { name: 'Filter' }), 'a');
    expect(shown(), 'letters in a field are letters').toBe('old');
    await user.clear(screen.getByRole('searchbox', { name: 'Filter' }));
    await user.click(button());
    await screen.findByTestId('notice');
    const decisions = apply.mock.lastCall![1];
    expect(decisions.find((d) => d.name === 'grafana')!.choice).toBe('keep');
  });

  it('imports what is wrong only when told to', async () => {
    const { user } = await open('import-review', oneIsWrong);
    await user.click(screen.getByRole('radio', { name: 'Import switched off' }));
    expect(button().textContent).toContain('Import 7 components');
    await user.click(screen.getByRole('radio', { name: 'Skip it' }));
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
