import type { ChangeCounts, RestoreOutcome, RestorePlan, RestoreProfile } from '../backend';
import { kindCount } from '../shared/kinds';
import { fullDate, span } from '../shared/time';
import { fileName } from '../shared/words';

export const restoreTitle = (plan: Pick<RestorePlan, 'created_at'>): string =>
  `Restore the backup of ${fullDate(new Date(plan.created_at))}?`;

/** What the restore means, in one sentence. */
export function restoreText(plan: RestorePlan, now: Date): string {
  const from = plan.source === 'file' ? ` The file is ${fileName(plan.file)}.` : '';
  if (plan.added + plan.changed + plan.removed === 0 && plan.profiles.every((p) => p.change === 'same')) {
    return `Your configuration is the same as in this backup: there is nothing to restore.${from}`;
  }
  return `Your configuration goes back to how it was ${span(new Date(plan.created_at), now)}.${from}`;
}

export type Phrase = { look: 'added' | 'removed' | 'changed'; sign: '+' | '−' | '~'; text: string };

/** 2 routers return · 1 service goes · 3 middlewares change */
export function phrases(profile: Pick<RestoreProfile, 'counts'>): Phrase[] {
  const verb = (n: number, one: string, many: string) => (n === 1 ? one : many);
  const found: Phrase[] = [];
  for (const c of profile.counts)
    if (c.added)
      found.push({
        look: 'added',
        sign: '+',
        text: `${kindCount(c.added, c.kind)} ${verb(c.added, 'returns', 'return')}`,
      });
  for (const c of profile.counts)
    if (c.removed)
      found.push({
        look: 'removed',
        sign: '−',
        text: `${kindCount(c.removed, c.kind)} ${verb(c.removed, 'goes', 'go')}`,
      });
  for (const c of profile.counts)
    if (c.changed)
      found.push({
        look: 'changed',
        sign: '~',
        text: `${kindCount(c.changed, c.kind)} ${verb(c.changed, 'changes', 'change')}`,
      });
  return found;
}

export const profileWord = (p: Pick<RestoreProfile, 'change'>): string =>
  ({ returns: 'the profile returns', goes: 'the profile goes', stays: '', same: 'no change' })[p.change];

/** The profiles a person may pick from: those that would change. */
export const choosable = (plan: RestorePlan): string[] =>
  plan.profiles.filter((p) => p.change !== 'same').map((p) => p.name);

export const doneText = (o: Pick<RestoreOutcome, keyof ChangeCounts>): string =>
  [
    o.added && `${o.added} returned`,
    o.removed && `${o.removed} went`,
    o.changed && `${o.changed} changed back`,
  ]
    .filter(Boolean)
    .join(', ') || 'Nothing had to change';
