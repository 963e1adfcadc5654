import type { Decision, ImportItem, ImportReview, Kind } from '../backend';
import { t } from './messages';

export type Choice = Decision['choice'];
export type Item = Pick<ImportItem, 'kind' | 'name' | 'change' | 'problems' | 'modern' | 'enabled'>;
export type Answer = { choice: Choice; new_name: string; convert: boolean; switched_off: boolean };

export const keyOf = (item: Pick<ImportItem, 'kind' | 'name'>): string => `${item.kind}/${item.name}`;
export const isWrong = (item: Pick<ImportItem, 'problems'>): boolean =>
  item.problems.some((p) => p.severity === 'error');

/** True where the words of an older Traefik could be exchanged, and the component would come in at all. */
export const isConvertible = (item: Pick<Item, 'modern' | 'change'>): boolean =>
  item.modern !== null && item.change !== 'same';

/** Take what is new or different, leave out what Traefik would not take; should that be taken after all, it is off. */
export const suggested = (item: Item): Answer => ({
  choice: item.change === 'same' || isWrong(item) ? 'keep' : 'take',
  new_name: freshName(item.name, () => false),
  convert: false,
  switched_off: isWrong(item),
});

/** Off where it comes from, and so here: it has no switch of its own yet. What it replaces keeps its switch. */
export const offThere = (item: Item, answer: Answer): boolean =>
  !item.enabled && (item.change === 'added' || answer.choice === 'rename');

/** True when it comes in switched off, whoever wants that. */
export const comesOff = (item: Item, answer: Answer): boolean =>
  item.change !== 'same' && answer.choice !== 'keep' && (answer.switched_off || offThere(item, answer));

/** secure-headers → secure-headers-2, or the next number that is free. */
export function freshName(name: string, taken: (name: string) => boolean): string {
  for (let n = 2; ; n++) if (!taken(`${name}-${n}`)) return `${name}-${n}`;
}

/** What is wrong with importing under another name; null when nothing is. */
export function renameProblem(item: Item, wanted: string, items: Item[]): string | null {
  const name = wanted.trim();
  if (name === '') return t.enterAName;
  if (/[\s@]/.test(name)) return name.includes('@') ? t.aNameCannotContain : t.nameCannotContainSpaces;
  if (name === item.name) return t.thisAlreadyItsName;
  if (items.some((i) => i.kind === item.kind && i.name === name)) return t.alreadyInFile(name);
  return null;
}

/** `leaves`: the same on both sides; `skips`: different, and left out. */
export type Tally = { adds: number; replaces: number; leaves: number; skips: number; total: number };

/** 5 new · 2 replaced · 1 unchanged · 1 skipped */
export function tally(items: Item[], answers: ReadonlyMap<string, Answer>): Tally {
  const t = { adds: 0, replaces: 0, leaves: 0, skips: 0, total: 0 };
  for (const item of items) {
    const { choice } = answers.get(keyOf(item)) ?? suggested(item);
    if (item.change === 'same') t.leaves += 1;
    else if (choice === 'keep') t.skips += 1;
    else if (choice === 'rename' || item.change === 'added') t.adds += 1;
    else t.replaces += 1;
  }
  t.total = t.adds + t.replaces;
  return t;
}

/** One decision for each component that differs, as the engine wants them. */
export const decisions = (items: Item[], answers: ReadonlyMap<string, Answer>): Decision[] =>
  items
    .filter((item) => item.change !== 'same')
    .map((item): Decision => {
      const { kind, name } = item;
      const answer = answers.get(keyOf(item)) ?? suggested(item);
      if (answer.choice === 'keep') return { kind, name, choice: 'keep' };
      const how = {
        ...(answer.convert && item.modern !== null && { convert: true }),
        ...(answer.switched_off && { switched_off: true }),
      };
      return answer.choice === 'rename'
        ? { kind, name, choice: 'rename', new_name: answer.new_name.trim(), ...how }
        : { kind, name, choice: 'take', ...how };
    });

/**
 * The answers that still hold when the same file is compared with another profile. “Keep mine” says nothing about an
 * component that is new there, so a choice holds only where the component stands to the profile as before; what is wanted of
 * the component itself (convert, switch off) holds wherever it comes in.
 */
export function refit(before: Item[], answers: ReadonlyMap<string, Answer>, after: Item[]) {
  const was = new Map(before.map((item) => [keyOf(item), item]));
  const fitting = new Map<string, Answer>();
  let dropped = 0;
  for (const item of after) {
    const answer = answers.get(keyOf(item));
    const then = was.get(keyOf(item));
    if (!answer || !then) continue;
    const decided = answer.choice !== suggested(then).choice;
    const stands = item.change === then.change && isWrong(item) === isWrong(then);
    const holds =
      stands && (answer.choice !== 'rename' || renameProblem(item, answer.new_name, after) === null);
    const fresh = suggested(item);
    if (decided && !holds && answer.choice !== fresh.choice) dropped += 1;
    if (item.change === 'same') continue;
    fitting.set(keyOf(item), {
      choice: holds ? answer.choice : fresh.choice,
      new_name: answer.new_name,
      convert: answer.convert && item.modern !== null,
      switched_off: isWrong(item) === isWrong(then) ? answer.switched_off : fresh.switched_off,
    });
  }
  return { answers: fitting, dropped };
}

export type Line = { group: Kind; count: number; folded: boolean } | { item: ImportItem };

/** The list as it is drawn: a head for each kind, and its components unless it is folded. */
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

/** The components that are to get a name they cannot have. */
export const badlyRenamed = (items: ImportItem[], answers: ReadonlyMap<string, Answer>): ImportItem[] =>
  items.filter((i) => {
    const answer = answers.get(keyOf(i));
    return answer?.choice === 'rename' && renameProblem(i, answer.new_name, items) !== null;
  });

/** The other components the same decision could hold for. */
export const othersLike = (item: ImportItem, items: ImportItem[]): ImportItem[] =>
  items.filter((i) => i.change === item.change && keyOf(i) !== keyOf(item) && isWrong(i) === isWrong(item));

/** Was a component left out because Traefik could not run an action in it? */
export const holdsUnrunnable = (review: ImportReview): boolean =>
  review.rejected.some((one) => one.problems.some((problem) => problem.code === 'TEMPLATE-ACTION'));
