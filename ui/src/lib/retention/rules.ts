import { RULE_NUMBERS, type Custom, type Rule } from '../backend';
import { t } from './messages';

/** The longest time by number. Longer is “Keep all”. */
export const MOST = RULE_NUMBERS['most-days'];

/** The numbers behind a rule; null when everything is kept. */
export function limits(rule: Rule): Custom | null {
  switch (rule.kind) {
    case 'keep-all':
      return null;
    case 'days':
      return { days: rule.days, daily: 0, weekly: 0, monthly: 0 };
    case 'custom': {
      const { days, daily, weekly, monthly } = rule;
      return { days, daily, weekly, monthly };
    }
    default:
      return RULE_NUMBERS[rule.kind];
  }
}

export const sameRule = (a: Rule, b: Rule): boolean =>
  a.kind === b.kind && JSON.stringify(limits(a)) === JSON.stringify(limits(b));

/** 2 days all · 14 daily · 8 weekly · 6 monthly */
export function numbers(rule: Rule): string {
  const l = limits(rule);
  if (!l) return t.nothingIsEverRemoved;
  const locations = [
    l.daily && t.dailyCount(l.daily),
    l.weekly && t.weeklyCount(l.weekly),
    l.monthly && t.monthlyCount(l.monthly),
  ];
  return [t.allFor(l.days), ...locations].filter(Boolean).join(' · ');
}

/** What a rule does, in one sentence. */
export function sentence(rule: Rule): string {
  const l = limits(rule);
  if (!l) return t.everyBackupKeptUntilYou;
  const locations = [
    l.daily && t.eachDay(l.daily),
    l.weekly && t.eachWeek(l.weekly),
    l.monthly && t.eachMonth(l.monthly),
  ].filter((p) => !!p) as string[];
  const all = t.everyFor(l.days);
  return locations.length ? t.thenNewest(all, locations) : t.thenRemoved(all);
}

/** A number as it was typed, or what is wrong with it. */
export function numberOf(text: string, least: 0 | 1): number | string {
  const typed = text.trim();
  if (typed === '') return t.enterANumber;
  if (!/^\d+$/.test(typed)) return t.enterAWholeNumber;
  const n = Number(typed);
  if (n < least) return t.atLeast1ChooseKeep;
  return n > MOST ? t.atMost(MOST) : n;
}
