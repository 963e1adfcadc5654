import { describe, expect, it } from 'vitest';
import '../components/editor/parts';
import '../lib/editor/code';
import { dialog, open, screen, settle, toast, within } from './window';

const rows = () => within(screen.getByTestId('versions')).getAllByRole('option');
const marks = () => rows().map((row) => row.querySelector('.letter')?.textContent ?? '');
const titles = () => rows().map((row) => row.querySelector('b')!.textContent);
const difference = () => screen.getByTestId('difference').textContent!.replace(/\s+/g, ' ').trim();

describe('the history of a component', { timeout: 60_000 }, () => {
  it('says what changed, and compares the last two versions', async () => {
    await open('editor-history');
    await settle(400);
    expect(titles()).toEqual(['3 fields', 'Observability', 'Rule and priority', 'Changed', 'Created']);
    expect(marks()).toEqual(['B', 'A', '', '', '']);
    expect(difference()).toContain('priority −before 10 +after not set');
  });

  it('moves the nearer of the two, by mouse and by keyboard', async () => {
    const { user } = await open('editor-history');
    await settle(400);
    await user.click(rows()[3]!);
    await settle();
    expect(marks()).toEqual(['B', '', '', 'A', '']);
    await user.click(rows()[1]!);
    await settle();
    expect(marks()).toEqual(['', 'B', '', 'A', '']);
    rows()[1]!.focus();
    await user.keyboard('{ArrowUp} ');
    await settle();
    expect(marks()).toEqual(['B', '', '', 'A', '']);
  });

  it('brings the older version back as a draft, and Undo takes it away', async () => {
    const { world, user } = await open('editor-history');
    await settle(400);
    await user.click(screen.getByRole('button', { name: 'Bring back version A' }));
    await settle(400);
    expect([...world.drafts.values()][0]!.lines).toContain('PathPrefix(`/grafana`)');
    await user.click(within(await toast()).getByRole('button', { name: 'Undo' }));
    await settle(400);
    expect(world.drafts.size, 'as it was').toBe(0);
  });

  it('is opened and left by Alt+H', async () => {
    const { user } = await open('configuration-detail');
    await settle(400);
    await user.keyboard('{Alt>}h{/Alt}');
    await settle(400);
    expect(screen.getByRole('tab', { name: 'History' }).getAttribute('aria-selected')).toBe('true');
    await user.keyboard('{Alt>}h{/Alt}');
    await settle(400);
    expect(screen.queryByTestId('versions')).toBeNull();
  });

  it('lists what was deleted', async () => {
    await open('editor-deleted');
    await settle(400);
    const names = within(await dialog())
      .getAllByRole('listitem')
      .map((one) => one.querySelector('b')!.textContent);
    expect(names).toEqual(['wallabag', 'freshrss']);
  });
});
