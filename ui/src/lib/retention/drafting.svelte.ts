import { RULE_NUMBERS, type Backup, type Custom, type Preview, type Rule } from '../backend';
import { Load } from '../shared/load.svelte';
import type { Draft } from '../shared/leaving.svelte';
import type { Session } from '../shared/session.svelte';
import { limits, numberOf, sameRule } from './rules';
import { t } from './messages';

export type Kind = Rule['kind'];
export type NumberName = 'days' | keyof Custom;
type Texts = Record<keyof Custom, string>;

const asTexts = (l: Custom): Texts => ({
  days: String(l.days),
  daily: String(l.daily),
  weekly: String(l.weekly),
  monthly: String(l.monthly),
});
const NAMES = ['days', 'daily', 'weekly', 'monthly'] as const;

/** The rule for keeping backups while somebody chooses it, and what it would do. */
export class Drafting implements Draft {
  readonly what = t.theRetentionRule;
  kind = $state<Kind>('days');
  /** What stands in the field of “30 days”. */
  days = $state('30');
  custom = $state<Texts>(asTexts(RULE_NUMBERS['keep-some']));
  /** Saving was tried with a wrong number. */
  tried = $state(false);
  readonly preview = new Load<Preview>();
  readonly backups = new Load<Backup[]>();
  readonly #session: Session;
  readonly #onwrong: (field: NumberName) => void;
  #base: Rule;
  #own = false;

  readonly saved = $derived.by((): Rule => this.#session.settings?.retention ?? { kind: 'keep-all' });
  readonly locked = $derived.by(() => this.#session.settings?.locked.includes('retention') ?? false);
  /** What is wrong, by field of the chosen rule. */
  readonly wrong = $derived.by((): Partial<Record<keyof Custom, string>> => {
    const texts = this.kind === 'days' ? { days: this.days } : this.kind === 'custom' ? this.custom : {};
    return Object.fromEntries(
      Object.entries(texts)
        .map(([name, text]) => [name, numberOf(text, name === 'days' ? 1 : 0)])
        .filter(([, found]) => typeof found === 'string'),
    );
  });
  /** Null as long as a number is wrong. */
  readonly rule = $derived.by((): Rule | null => {
    if (Object.keys(this.wrong).length) return null;
    if (this.kind === 'days') return { kind: 'days', days: Number(this.days) };
    if (this.kind !== 'custom') return { kind: this.kind };
    const { days, daily, weekly, monthly } = this.custom;
    return {
      kind: 'custom',
      days: Number(days),
      daily: Number(daily),
      weekly: Number(weekly),
      monthly: Number(monthly),
    };
  });
  readonly changed = $derived.by(
    () => !this.locked && (this.rule === null || !sameRule(this.rule, this.saved)),
  );
  /** What the rule would do in each location; null while that is not known. */
  readonly locations = $derived.by(() => (this.rule ? (this.preview.value?.locations ?? null) : null));

  /** `onwrong` is told which field the person has to look at. */
  constructor(session: Session, begun: Rule | undefined, onwrong: (field: NumberName) => void) {
    this.#session = session;
    this.#onwrong = onwrong;
    this.#base = this.saved;
    this.#fill(this.saved);
    if (begun && !this.locked) this.#fill(begun);
  }

  /** Another rule; “Custom” begins with the numbers of the one before. */
  choose = (kind: Kind): void => {
    const before = this.rule && limits(this.rule);
    if (kind === 'custom' && before && !this.#own) this.custom = asTexts(before);
    if (kind === 'custom') this.#own = true;
    this.tried = false;
    this.kind = kind;
  };

  dirty = (): boolean => this.changed;

  discard = (): void => {
    this.#own = false;
    this.#fill(this.saved);
  };

  /** Somebody else saved a rule: it is taken over unless this one was begun to be changed. */
  follow = (saved: Rule): void => {
    if (sameRule(saved, this.#base)) return;
    if (this.locked || (this.rule && sameRule(this.rule, this.#base))) this.#fill(saved);
    this.#base = saved;
  };

  look = async (): Promise<void> => {
    const { backend } = this.#session;
    const rule = this.locked ? this.saved : this.rule;
    await Promise.all([
      rule && this.preview.read(() => backend.previewRetention(rule)),
      this.backups.read(() => backend.backups()),
    ]);
  };

  save = async (): Promise<boolean> => {
    const { backend, messages, nav } = this.#session;
    if (this.locked) return true;
    const rule = this.rule;
    if (!rule) {
      this.tried = true;
      this.#onwrong(NAMES.find((name) => this.wrong[name])!);
      return false;
    }
    if (!this.changed) {
      messages.say(t.nothingToSave);
      return true;
    }
    let agreed = true;
    const went = await this.#session.attempt(t.ruleCouldNotBeSaved, async () => {
      const comparison = await backend.compareRetention(rule);
      if (comparison.sentence) agreed = await nav.consent({ kind: 'new-rule', rule, comparison });
      if (!agreed) return;
      await backend.changeSetting({ name: 'retention', value: rule });
      await this.#session.refresh();
      messages.say(t.savedRuleAppliesFromNext);
    });
    return went && agreed;
  };

  #fill(rule: Rule): void {
    this.tried = false;
    this.kind = rule.kind;
    if (rule.kind === 'days') this.days = String(rule.days);
    if (rule.kind === 'custom') {
      this.custom = asTexts(rule);
      this.#own = true;
    }
  }
}
