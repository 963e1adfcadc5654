import { describe, expect, it, vi } from 'vitest';
import { oneIsWrong, open, screen, settle, toast, within } from './window';

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
    expect((await toast()).textContent).toContain('1 decision no longer applied');
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
      'The file could not be compared with “Staging”. There is no profile “Staging”',
    );
    expect(target().value).toBe('Home lab');
    expect(screen.getByTestId('review'), 'the review is still there').toBeTruthy();
  });

  it('keeps the answer that a template is taken as it is', async () => {
    const { user, backend } = await open('import-template');
    const prepare = vi.spyOn(backend, 'prepareImport');
    await user.click(await screen.findByRole('button', { name: 'Import as is' }));
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
    await user.click(await screen.findByRole('button', { name: 'Treat braces as text' }));
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
    expect((await screen.findByTestId('notice')).textContent).toContain('Cancel and open the file again.');
  });

  it('only counts the last of two quick changes', async () => {
    const { user, backend } = await open('import-review');
    const prepare = backend.prepareImport;
    const discard = vi.spyOn(backend, 'discardImport');
    let answer = () => {};
    vi.spyOn(backend, 'prepareImport').mockImplementationOnce(async (...given) => {
      await new Promise<void>((late) => (answer = late));
      return prepare(...given);
    });
    await user.selectOptions(target(), 'Staging');
    await user.selectOptions(target(), 'Office edge');
    await settle();
    answer();
    await settle();
    expect(target().value).toBe('Office edge');
    expect(discard, 'the first one, and the one that came too late').toHaveBeenCalledTimes(2);
    expect(screen.getByRole('button', { name: /^Import \d/ }).hasAttribute('disabled'), 'and goes on').toBe(
      false,
    );
  });

  it('compares again, with the decisions, when the configuration changed meanwhile', async () => {
    const { user, backend } = await open('import-review', oneIsWrong);
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
