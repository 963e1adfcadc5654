import type { HostChanges, Publication, PublicationPlan, PublishedChange } from '../backend';
import { t } from './messages';

/** What happens to a component: a sign, and words. */
export const signs: Record<string, string> = { added: '+', changed: '~', removed: '−' };

export const changeWords = ({ change, fields }: PublishedChange): string =>
  change === 'added' ? t.isNew : change === 'removed' ? t.isRemoved : t.fields(fields);

/** Each component once, although several hosts use it. */
export function distinct(changes: readonly HostChanges[]): PublishedChange[] {
  const all = new Map<string, PublishedChange>();
  for (const { changes: some } of changes) for (const one of some) all.set(`${one.kind}/${one.name}`, one);
  return [...all.values()];
}

/** How many components come, change and go, and how many stay as they are. */
export function counts({ changes, components }: PublicationPlan): {
  added: number;
  changed: number;
  removed: number;
  same: number;
} {
  const all = distinct(changes);
  const of = (word: string) => all.filter((one) => one.change === word).length;
  const [added, changed, removed] = [of('added'), of('changed'), of('removed')];
  return { added, changed, removed, same: components - added - changed };
}

/** What a person can accept about a publication, by the problem that asks for it. */
const accepted = { overwrite: ['CHANGED-OUTSIDE', 'NOT-OURS'], removes: ['REMOVES-MANY'] };

export type Asked = { overwrite: boolean; removes: boolean; blocked: PublicationPlan['problems'] };

/** What has to be agreed to, and what nothing but a change helps against. */
export function asked({ problems }: PublicationPlan): Asked {
  const errors = problems.filter((one) => one.severity === 'error');
  const has = (codes: string[]) => errors.some((one) => codes.includes(one.code));
  return {
    overwrite: has(accepted.overwrite),
    removes: has(accepted.removes),
    blocked: errors.filter(
      (one) => !accepted.overwrite.includes(one.code) && !accepted.removes.includes(one.code),
    ),
  };
}

/** The word for what became of a publication. */
export function stateWord({ state, deadline, outcome }: Publication, isCurrent: boolean): string {
  if (state !== 'written' || !isCurrent) return t.states[state];
  if (deadline) return t.onTrial;
  return t.outcomes[outcome?.state ?? 'not-confirmed'];
}

/** 48 s, 2:05 min */
export function left(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  if (seconds < 100) return t.seconds(seconds);
  return t.minutesAndSeconds(Math.floor(seconds / 60), String(seconds % 60).padStart(2, '0'));
}
