import type { Custom, Rule } from '../backend';
import { count, list } from '../shared/words';

/** The longest time by number: about 100 years. Longer is “Keep all”. */
export const MOST = 36_500;

/** The numbers behind a rule; null when everything is kept. */
export function limits(rule: Rule): Custom | null {
  switch (rule.kind) {
    case 'keep-all':
      return null;
    case 'days':
      return { days: rule.days, daily: 0, weekly: 0, monthly: 0 };
    case 'keep-many':
      return { days: 7, daily: 30, weekly: 12, monthly: 24 };
    case 'keep-some':
      return { days: 2, daily: 14, weekly: 8, monthly: 6 };
    case 'custom': {
      const { days, daily, weekly, monthly } = rule;
      return { days, daily, weekly, monthly };
    }
  }
}

export const sameRule = (a: Rule, b: Rule): boolean =>
  a.kind === b.kind && JSON.stringify(limits(a)) === JSON.stringify(limits(b));

/** 2 days all · 14 daily · 8 weekly · 6 monthly */
export function numbers(rule: Rule): string {
  const l = limits(rule);
  if (!l) return 'Nothing is ever removed';
  const locations = [
    l.daily && `${l.daily} daily`,
    l.weekly && `${l.weekly} weekly`,
    l.monthly && `${l.monthly} monthly`,
  ];
  return [`${count(l.days, 'day')} all`, ...locations].filter(Boolean).join(' · ');
}

/** What a rule does, in one sentence. */
export function sentence(rule: Rule): string {
  const l = limits(rule);
  if (!l) return 'Every backup stays until you delete it.';
  const locations = [
    l.daily && count(l.daily, 'day'),
    l.weekly && count(l.weekly, 'week'),
    l.monthly && count(l.monthly, 'month'),
  ].filter((p) => !!p) as string[];
  const all = `Every backup stays for ${count(l.days, 'day')}`;
  return locations.length
    ? `${all}; after that the newest of each of ${list(locations)}.`
    : `${all}, then it goes.`;
}

/** A number as it was typed, or what is wrong with it. */
export function numberOf(text: string, least: 0 | 1): number | string {
  const typed = text.trim();
  if (typed === '') return 'Enter a number';
  if (!/^\d+$/.test(typed)) return 'Only whole numbers';
  const n = Number(typed);
  if (n < least) return 'At least 1; choose “Keep all” to remove nothing';
  return n > MOST ? `At most ${MOST.toLocaleString('en-GB')}; choose “Keep all” for longer` : n;
}
