import { t } from './messages';
import { isLater } from './updated';

/** What a version brings, as the changelog tells it. */
export type Version = { name: string; groups: Group[] };
export type Group = { title: string; blocks: Block[] };
export type Block =
  | { kind: 'text'; text: string }
  | { kind: 'list'; items: string[] }
  | { kind: 'table'; head: string[]; rows: string[][] };

/** Names without decoration; the words between backticks stay as they are. */
const bare = (text: string): string =>
  text.replace(/\*\*?([^*]+)\*\*?/g, '$1').replace(/\[([^\]]+)\]\([^)]*\)/g, '$1');

const cells = (line: string): string[] =>
  line
    .replace(/^\||\|$/g, '')
    .split('|')
    .map((cell) => bare(cell.trim()));

/** The changelog's versions, newest first. */
export function versions(changelog: string): Version[] {
  const found: Version[] = [];
  for (const part of changelog.split(/^## /m).slice(1)) {
    const [head = '', ...lines] = part.split('\n');
    const name = head.replace(/[[\]]/g, '').split(' ')[0]!;
    found.push({ name, groups: groups(lines) });
  }
  return found;
}

function groups(lines: string[]): Group[] {
  const found: Group[] = [{ title: '', blocks: [] }];
  let open = false;
  for (const line of lines) {
    const { blocks } = found.at(-1)!;
    const last = blocks.at(-1);
    const text = bare(line.trim());
    if (line.startsWith('### ')) found.push({ title: bare(line.slice(4)), blocks: [] });
    else if (/^\|[-| :]+\|$/.test(line)) continue;
    else if (line.startsWith('|') && last?.kind === 'table' && open) last.rows.push(cells(line));
    else if (line.startsWith('|')) blocks.push({ kind: 'table', head: cells(line), rows: [] });
    else if (line.startsWith('- ') && last?.kind === 'list') last.items.push(bare(line.slice(2)));
    else if (line.startsWith('- ')) blocks.push({ kind: 'list', items: [bare(line.slice(2))] });
    else if (text && open && last?.kind === 'list') last.items.push(`${last.items.pop()} ${text}`);
    else if (text && open && last?.kind === 'text') last.text += ` ${text}`;
    else if (text) blocks.push({ kind: 'text', text });
    open = text !== '' && !line.startsWith('#');
  }
  return found.filter(({ blocks }) => blocks.length > 0);
}

/**
 * What is new in `current` for those who had `since`; without that, everything. What is not released yet belongs to a program
 * that was built before its version had a name.
 */
export function newIn(changelog: string, current: string, since?: string): Version[] {
  const all = versions(changelog);
  const isNamed = all.some(({ name }) => name === current);
  return all
    .map((one) => (one.name === t.unreleased && !isNamed ? { ...one, name: current } : one))
    .filter(({ name }) => name !== t.unreleased && (!since || isLater(name, since)));
}

/** The changelog that came with this program. */
export async function readChangelog(): Promise<string> {
  const { default: written } = await import('../../../../CHANGELOG.md?raw');
  return written;
}
