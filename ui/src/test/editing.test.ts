import { EditorView } from '@codemirror/view';
import { describe, expect, it } from 'vitest';
import '../components/editor/parts';
import '../lib/editor/code';
import { open, screen, settle, toast, within } from './window';

/** The text editor, once it is there. */
async function code(): Promise<EditorView> {
  await settle();
  const content = await screen.findByTestId('yaml');
  return EditorView.findFromDOM(content)!;
}

/** As if somebody typed over a word in the text. */
async function type(view: EditorView, word: string, instead: string): Promise<void> {
  const from = view.state.doc.toString().indexOf(word);
  view.dispatch({ changes: { from, to: from + word.length, insert: instead } });
  await settle(400);
}

const state = () => screen.getByTestId('draft-state').textContent!.replace(/\s+/g, ' ').trim();
const rowOf = (name: string) =>
  within(screen.getByTestId('components'))
    .getAllByRole('option')
    .find((o) => o.querySelector('b')!.textContent === name)!;

describe('editing a component', { timeout: 120_000 }, () => {
  it('opens and saves, and nothing changes', async () => {
    const { world, user } = await open('configuration-detail');
    const view = await code();
    expect(view.state.doc.toString()).toMatch(/^grafana:\n {2}/);
    expect(state()).toMatch(/^Saved /);
    await user.click(screen.getByRole('button', { name: 'Save' }));
    await settle();
    expect(world.activity.some((e) => e.kind === 'edit' && e.sentence.includes('grafana'))).toBe(false);
    expect(world.drafts.size).toBe(0);
  });

  it('keeps what is typed, shows it in the list and below, and saves it', async () => {
    const { world, user } = await open('configuration-detail');
    await type(await code(), '  service:', '  priority: 20\n  service:');
    expect(state()).toMatch(/^Draft saved · 1 change/);
    expect(rowOf('grafana').textContent).toContain('draft');
    expect(screen.getByRole('button', { name: '1 draft' })).toBeTruthy();
    await user.keyboard('{Control>}s{/Control}');
    await settle();
    expect((await toast()).textContent).toContain('Router “grafana” saved');
    expect(world.drafts.size).toBe(0);
    expect(rowOf('grafana').textContent).not.toContain('draft');
    await user.click(within(await toast()).getByRole('button', { name: 'Undo' }));
    await settle(200);
    expect((await code()).state.doc.toString(), 'undone, and shown so').not.toContain('priority');
  });

  it('says which line cannot be read, keeps the draft and goes back to the last good text', async () => {
    const { world, user } = await open('configuration-detail');
    const view = await code();
    await type(view, '  service:', '\tservice:');
    const banner = screen.getByText(/^Line \d+ cannot be read: /).closest('.banner')!;
    expect(banner.textContent).toContain('Traefik would refuse the whole file.');
    await user.click(screen.getByRole('button', { name: 'Save' }));
    await settle();
    expect((await toast()).textContent).toMatch(/^Draft kept\. Fix line \d+ to save\./);
    expect(world.drafts.size, 'nothing was lost').toBe(1);
    const head = view.state.selection.main.head;
    expect(view.state.doc.lineAt(head).text, 'the caret is there').toContain('service:');
    await user.click(screen.getByRole('button', { name: 'Back to the last good text' }));
    await settle(400);
    expect(screen.queryByText(/cannot be read/)).toBeNull();
    expect(world.drafts.size, 'it is what is saved').toBe(0);
  });

  it('keeps a draft that breaks an expectation until somebody agrees', async () => {
    const { world, user } = await open('editor-breaks');
    await code();
    // The scene has pressed *Save*.
    const strip = await screen.findByTestId('broken-expectations');
    expect(strip.textContent).toContain('This breaks an expectation:');
    expect(strip.textContent).toMatch(/“GET https:.* → auth-portal”\s+would reach “grafana”/);
    expect(world.drafts.size, 'not saved').toBe(1);
    await user.keyboard('{Control>}s{/Control}');
    await settle();
    expect(world.drafts.size, 'saving again asks again').toBe(1);
    await user.click(within(strip).getByRole('button', { name: 'Save anyway' }));
    await settle();
    expect((await toast()).textContent).toContain('Router “grafana” saved');
    expect(world.drafts.size).toBe(0);
    expect(screen.queryByTestId('broken-expectations')).toBeNull();
  });

  it('forgets what would break when the text changes, and shows the request', async () => {
    const { user } = await open('editor-breaks');
    const view = await code();
    expect(await screen.findByTestId('broken-expectations')).toBeTruthy();
    await type(view, 'priority: 20', 'priority: 3');
    expect(screen.queryByTestId('broken-expectations')).toBeNull();
    await user.click(screen.getByRole('button', { name: 'Save' }));
    await settle();
    await user.click(screen.getByRole('button', { name: 'Look at the request' }));
    await settle();
    expect(screen.getByDisplayValue('https://grafana.example.com/login')).toBeTruthy();
  });

  it('discards at once, and Undo brings it back', async () => {
    const { world, user } = await open('configuration-detail');
    const view = await code();
    await type(view, '  service:', '  priority: 20\n  service:');
    await user.click(screen.getByRole('button', { name: 'Discard' }));
    await settle();
    expect(view.state.doc.toString()).not.toContain('priority');
    await user.click(within(await toast()).getByRole('button', { name: 'Undo' }));
    await settle();
    expect(view.state.doc.toString()).toContain('priority: 20');
    expect(world.drafts.size).toBe(1);
  });

  it('is left without a question, and the draft stays', async () => {
    const { user } = await open('configuration-detail');
    await type(await code(), '  service:', '  priority: 20\n  service:');
    await user.click(screen.getByRole('button', { name: 'Overview' }));
    await settle();
    expect(screen.queryByRole('dialog')).toBeNull();
    await user.click(screen.getByRole('button', { name: '1 draft' }));
    expect((await code()).state.doc.toString()).toContain('priority: 20');
  });

  it('makes a new router', async () => {
    const { world, user } = await open('editor-new');
    await user.type(await screen.findByLabelText('Name'), 'notes');
    await user.click(screen.getByRole('button', { name: 'Create' }));
    await settle();
    expect(screen.getByRole('heading', { level: 2 }).textContent).toBe('notes');
    expect(rowOf('notes').textContent).toContain('draft');
    expect([...world.drafts.values()].map((one) => one.component.name)).toEqual(['notes']);
  });
});
