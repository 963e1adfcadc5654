import type { Decision, ImportItem, ImportReview, Kind } from '../backend';

export type Choice = Decision['choice'];
export type Item = Pick<ImportItem, 'kind' | 'name' | 'change' | 'problems'>;
export type Answer = { choice: Choice; new_name: string };

export const keyOf = (item: Pick<ImportItem, 'kind' | 'name'>): string => `${item.kind}/${item.name}`;
export const isWrong = (item: Pick<ImportItem, 'problems'>): boolean =>
  item.problems.some((p) => p.severity === 'error');

/** What is suggested: take what is new or different, leave out what Traefik would not take. */
export const suggested = (item: Item): Answer => ({
  choice: item.change === 'same' || isWrong(item) ? 'keep' : 'take',
  new_name: freshName(item.name, () => false),
});

/** secure-headers → secure-headers-2, or the next number that is free. */
export function freshName(name: string, taken: (name: string) => boolean): string {
  for (let n = 2; ; n++) if (!taken(`${name}-${n}`)) return `${name}-${n}`;
}

/** What is wrong with importing under another name; null when nothing is. */
export function renameProblem(item: Item, wanted: string, items: Item[]): string | null {
  const name = wanted.trim();
  if (name === '') return 'A name is needed';
  if (/[\s@]/.test(name)) return name.includes('@') ? 'A name holds no @' : 'A name has no spaces';
  if (name === item.name) return 'This is the name it already has';
  if (items.some((i) => i.kind === item.kind && i.name === name)) return `The file has another “${name}”`;
  return null;
}

export type Tally = { adds: number; replaces: number; leaves: number; total: number };

/** Adds 5 · replaces 2 · leaves 2 alone */
export function tally(items: Item[], answers: ReadonlyMap<string, Answer>): Tally {
  const t = { adds: 0, replaces: 0, leaves: 0, total: 0 };
  for (const item of items) {
    const { choice } = answers.get(keyOf(item)) ?? suggested(item);
    if (item.change === 'same' || choice === 'keep') t.leaves += 1;
    else if (choice === 'rename' || item.change === 'added') t.adds += 1;
    else t.replaces += 1;
  }
  t.total = t.adds + t.replaces;
  return t;
}

/** One decision for each object that differs, as the engine wants them. */
export const decisions = (items: Item[], answers: ReadonlyMap<string, Answer>): Decision[] =>
  items
    .filter((item) => item.change !== 'same')
    .map(({ kind, name, ...rest }): Decision => {
      const answer = answers.get(keyOf({ kind, name })) ?? suggested({ kind, name, ...rest });
      return answer.choice === 'rename'
        ? { kind, name, choice: 'rename', new_name: answer.new_name.trim() }
        : { kind, name, choice: answer.choice };
    });

export type Line = { group: Kind; count: number; folded: boolean } | { item: ImportItem };

/** The list as it is drawn: a head for each kind, and its objects unless it is folded. */
export function lines(
  review: Pick<ImportReview, 'items'>,
  order: Kind[],
  shown: (item: ImportItem) => boolean,
  folded: Set<Kind>,
): Line[] {
  const out: Line[] = [];
  for (const kind of order) {
    const items = review.items.filter((i) => i.kind === kind && shown(i));
    if (items.length === 0) continue;
    out.push({ group: kind, count: items.length, folded: folded.has(kind) });
    if (!folded.has(kind)) for (const item of items) out.push({ item });
  }
  return out;
}
