import { describe, expect, it } from 'vitest';
import '../components/editor/parts';
import '../lib/editor/code';
import type { FieldEdit } from '../lib/backend';
import { open, screen, settle, within } from './window';

/** Opens the form of a router, and hears what it sends; the text is changed as the engine would. */
async function form(scene: string) {
  const edits: FieldEdit[][] = [];
  const opened = await open(scene, (backend) => {
    const { editDraft } = backend;
    backend.editDraft = (component, lines, sent) => (edits.push(sent), editDraft(component, lines, sent));
  });
  await settle(200);
  const sent = () => edits.map(([one]) => (one?.edit === 'set' ? one.value : one?.edit));
  return { ...opened, sent };
}
const rule = async () => within(await screen.findByRole('group', { name: 'Rule' }));
const conditions = async () =>
  (await rule())
    .getAllByLabelText<HTMLSelectElement>('Condition')
    .map((one) => one.selectedOptions[0]!.textContent);

describe('the rule of a router', { timeout: 60_000 }, () => {
  it('reads as rows', async () => {
    const { sent } = await form('editor-rule');
    expect(await conditions()).toEqual([
      'Host is',
      'Path starts with',
      'Header is',
      'Not: Client address is',
    ]);
    const { getAllByText, getByLabelText } = await rule();
    expect(getAllByText('and').length, 'two between three rows').toBe(2);
    expect(getByLabelText<HTMLInputElement>('Host is 2').value).toBe('grafana.example.com');
    expect(getByLabelText<HTMLInputElement>('Name for “Header is”').value).toBe('X-Env');
    expect(getByLabelText<HTMLSelectElement>('Group').selectedOptions[0]!.textContent).toBe('Any of');
    expect(sent(), 'looking changes nothing').toEqual([]);
  });

  it('is written from rows, and what is not filled in waits', async () => {
    const { user, sent } = await form('configuration-detail');
    const before = await conditions();
    await user.click((await rule()).getByRole('button', { name: 'Condition' }));
    await settle(100);
    expect(await conditions()).toEqual([...before, 'Host is']);
    expect(sent(), 'there is nothing to write yet').toEqual([]);
    const fresh = (await rule()).getAllByLabelText<HTMLSelectElement>('Condition').at(-1)!;
    await user.selectOptions(fresh, 'Path starts with');
    await settle(100);
    const fields = (await rule()).getAllByRole<HTMLInputElement>('textbox');
    await user.type(fields.at(-1)!, '/metrics{Tab}');
    await settle(200);
    expect(sent().at(-1)).toBe('Host(`g.example.com`) && PathPrefix(`/`) && PathPrefix(`/metrics`)');
  });

  it('takes values and rows away, and turns and into or', async () => {
    const { user, sent } = await form('editor-rule');
    await user.clear((await rule()).getByLabelText('Host is 1'));
    await user.tab();
    await settle(200);
    expect(sent().at(-1)).toMatch(/^Host\(`grafana.example.com`\) && \(PathPrefix/);
    await user.click((await rule()).getAllByTitle('Switch between and and or')[0]!);
    await settle(200);
    expect(sent().at(-1)).toContain(' || !ClientIP(`192.0.2.0/24`)');
    await user.click((await rule()).getByRole('button', { name: 'Remove Client address is' }));
    await settle(200);
    expect(sent().at(-1)).not.toContain('ClientIP');
  });

  it('stays text where rows cannot show it, and where somebody wants it', async () => {
    const { user } = await form('editor-rule-text');
    expect(screen.getByText('This rule is edited as text.')).toBeTruthy();
    expect(screen.getByLabelText<HTMLTextAreaElement>('Rule').value).toContain('Query(`a`)');
    expect(user).toBeTruthy();
  });

  it('can be written as text, and goes back to rows', async () => {
    const { user } = await form('editor-rule');
    await user.click((await rule()).getByRole('button', { name: 'Edit as text' }));
    await settle();
    expect(screen.getByLabelText<HTMLTextAreaElement>('Rule').tagName).toBe('TEXTAREA');
    await user.click(screen.getByRole('button', { name: 'Edit as rows' }));
    await settle();
    expect((await conditions()).length).toBe(4);
  });
});
