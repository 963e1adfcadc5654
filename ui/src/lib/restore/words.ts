import type { ChangeCounts, RestoreOutcome, RestorePlan, RestoreProfile } from '../backend';
import { kindCount } from '../shared/kinds';
import { fullDate, span } from '../shared/time';
import { fileName } from '../shared/words';
import { t } from './messages';

const isNothing = (plan: RestorePlan): boolean =>
  plan.added + plan.changed + plan.removed === 0 && plan.profiles.every((p) => p.change === 'same');

export const restoreTitle = (plan: RestorePlan): string =>
  isNothing(plan) ? t.nothingToRestoreTitle : t.restoreTitle(fullDate(new Date(plan.created_at)));

/** What the restore means, in one sentence. */
export function restoreText(plan: RestorePlan, now: Date): string {
  const from = plan.source === 'file' ? t.fileIs(fileName(plan.file)) : '';
  if (isNothing(plan)) return t.nothingToRestore(fullDate(new Date(plan.created_at)), from);
  return t.goesBack(span(new Date(plan.created_at), now), from);
}

export type Phrase = { look: 'added' | 'removed' | 'changed'; sign: '+' | '−' | '~'; text: string };

/** 2 routers added · 1 service removed · 3 middlewares changed */
export function phrases(profile: Pick<RestoreProfile, 'counts'>): Phrase[] {
  const looks = [
    { look: 'added', sign: '+' },
    { look: 'removed', sign: '−' },
    { look: 'changed', sign: '~' },
  ] as const;
  return looks.flatMap(({ look, sign }) =>
    profile.counts
      .filter((c) => c[look] > 0)
      .map((c) => ({ look, sign, text: t.counted(kindCount(c[look], c.kind), t[look]) })),
  );
}

export const profileWord = (p: Pick<RestoreProfile, 'change'>): string =>
  ({ returns: t.profileRestored, goes: t.profileRemoved, stays: '', same: t.noChanges })[p.change];

/** The profiles a person may pick from: those that would change. */
export const choosable = (plan: RestorePlan): string[] =>
  plan.profiles.filter((p) => p.change !== 'same').map((p) => p.name);

export const doneText = (o: Pick<RestoreOutcome, keyof ChangeCounts>): string =>
  [o.added && t.returned(o.added), o.removed && t.went(o.removed), o.changed && t.changedBack(o.changed)]
    .filter(Boolean)
    .join(', ') || t.nothingHadToChange;
