import { find, type Range } from './match';
import type { Group, Item } from './items';

export type Hit = { item: Item; title: Range[]; detail: Range[] };
export type Section = { group: Group | 'recent'; hits: Hit[] };

const ORDER: Group[] = ['go', 'actions', 'backups', 'settings'];
const MOST: Record<Group, number> = { go: 8, actions: 6, backups: 4, settings: 4 };
/** How many of the last used are shown before anything is typed. */
export const RECENT = 6;

/** `>` asks for commands only, `@` for hosts. */
export function parse(text: string): { mode: 'all' | 'commands' | 'hosts'; words: string[] } {
  const mode = text.startsWith('>') ? 'commands' : text.startsWith('@') ? 'hosts' : 'all';
  const rest = mode === 'all' ? text : text.slice(1);
  return { mode, words: rest.toLowerCase().split(/\s+/).filter(Boolean) };
}

type Scored = Hit & { score: number };

/** The best few, without sorting ten thousand. */
class Best {
  readonly hits: Scored[] = [];
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  offer(hit: Scored): void {
    const { hits } = this;
    if (hits.length === this.#most && hits.at(-1)!.score >= hit.score) return;
    const at = hits.findIndex((other) => other.score < hit.score);
    hits.splice(at < 0 ? hits.length : at, 0, hit);
    if (hits.length > this.#most) hits.pop();
  }
}

const untouched = (item: Item): Hit => ({ item, title: [], detail: [] });

/** What fits, in groups; before anything is typed what was used last, and the commands. */
export function search(items: Item[], text: string, recent: string[] = []): Section[] {
  const { mode, words } = parse(text);
  if (words.length === 0) return opening(items, mode, recent);
  const best = new Map(ORDER.map((group) => [group, new Best(mode === 'all' ? MOST[group] : 20)]));
  for (const item of items) {
    if (mode === 'commands' && item.group !== 'actions') continue;
    if (mode === 'hosts' && !item.host) continue;
    const where = mode === 'hosts' ? { title: item.host!, detail: '' } : item.text;
    const found = find(words, where);
    if (!found) continue;
    const { score } = found;
    const hit =
      mode === 'hosts'
        ? { item, score, title: [], detail: [] }
        : { item, score, title: found.title, detail: found.detail };
    best.get(item.group)!.offer(hit);
  }
  return ORDER.map((group) => ({ group, hits: best.get(group)!.hits })).filter((s) => s.hits.length > 0);
}

function opening(items: Item[], mode: ReturnType<typeof parse>['mode'], recent: string[]): Section[] {
  if (mode === 'hosts')
    return [
      {
        group: 'go',
        hits: items
          .filter((i) => i.host)
          .slice(0, 20)
          .map(untouched),
      },
    ];
  const actions = items.filter((i) => i.group === 'actions');
  if (mode === 'commands') return [{ group: 'actions', hits: actions.map(untouched) }];
  const used = recent
    .map((id) => items.find((one) => one.id === id))
    .filter((one): one is Item => one !== undefined)
    .slice(0, RECENT);
  const screens = items.filter((i) => i.id.startsWith('screen/'));
  const first: Section = used.length
    ? { group: 'recent', hits: used.map(untouched) }
    : { group: 'go', hits: screens.slice(0, RECENT).map(untouched) };
  return [first, { group: 'actions', hits: actions.slice(0, MOST.actions).map(untouched) }];
}
