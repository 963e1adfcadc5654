import type { RuleCondition, RuleJoin, RuleMatcher, RuleRow, RuleRows } from '../backend';
import type { Session } from '../shared/session.svelte';
import type { Filling } from './filling.svelte';
import { set, unset } from './form';
import { t } from './messages';

const PATH = ['rule'];

/** Where a condition stands: the row, and within a group the condition. */
export type Spot = { row: number; inner: number | null };

/** The rule of a router as rows. The engine reads and writes it; what is not complete yet is only here. */
export class Ruling {
  /** Somebody wants the text, although rows could show it. */
  asText = $state(false);
  /** Rows as they are filled in, and the rule that they stand for. */
  #own = $state.raw<{ rows: RuleRows; text: string } | null>(null);
  #sending = $state(0);
  #turn = 0;
  readonly #session: Session;
  readonly #filling: Filling;

  readonly matchers = $derived.by((): RuleMatcher[] => this.#filling.form?.matchers ?? []);
  readonly text = $derived.by(() => {
    const text = this.#filling.at(PATH);
    return typeof text === 'string' ? text : '';
  });
  /** Null where only text can show the rule. A rule that was changed elsewhere takes the place of what is here. */
  readonly rows = $derived.by((): RuleRows | null => {
    const own = this.#own;
    if (own && (this.#sending > 0 || own.text === this.text)) return own.rows;
    return this.#filling.editing.draft?.rule ?? null;
  });

  constructor(session: Session, filling: Filling) {
    this.#session = session;
    this.#filling = filling;
  }

  matcher = (name: string): RuleMatcher | undefined => this.matchers.find((one) => one.matcher === name);

  /** A condition that is still to be filled in. */
  fresh = (): RuleCondition => ({
    matcher: this.matchers[0]!.matcher,
    is_negated: false,
    name: null,
    values: [''],
  });

  add = (): Promise<void> => this.#change((rows) => [...rows, { row: 'condition', ...this.fresh() }]);

  addGroup = (): Promise<void> =>
    this.#change((rows) => [
      ...rows,
      {
        row: 'group',
        is_negated: false,
        join: this.rows?.join === 'any' ? 'all' : 'any',
        conditions: [this.fresh()],
      },
    ]);

  /** Takes a condition or a whole row away; a group goes with its last condition. */
  drop = ({ row, inner }: Spot): Promise<void> =>
    this.#change((rows) =>
      rows.flatMap((one, at): RuleRow[] => {
        if (at !== row) return [one];
        if (inner === null || one.row !== 'group' || one.conditions.length < 2) return [];
        return [{ ...one, conditions: one.conditions.filter((_, i) => i !== inner) }];
      }),
    );

  put = ({ row, inner }: Spot, condition: RuleCondition): Promise<void> =>
    this.#change((rows) =>
      rows.map((one, at): RuleRow => {
        if (at !== row) return one;
        if (one.row !== 'group' || inner === null) return { row: 'condition', ...condition };
        return { ...one, conditions: one.conditions.map((other, i) => (i === inner ? condition : other)) };
      }),
    );

  addTo = (row: number): Promise<void> =>
    this.#change((rows) =>
      rows.map((one, at) =>
        at === row && one.row === 'group' ? { ...one, conditions: [...one.conditions, this.fresh()] } : one,
      ),
    );

  group = (row: number, is_negated: boolean, join: RuleJoin): Promise<void> =>
    this.#change((rows) =>
      rows.map((one, at) => (at === row && one.row === 'group' ? { ...one, is_negated, join } : one)),
    );

  /** And becomes or, or the other way round. */
  turn = (): Promise<void> => this.#change((rows) => rows, this.rows?.join === 'any' ? 'all' : 'any');

  async #change(change: (rows: RuleRow[]) => RuleRow[], join?: RuleJoin): Promise<void> {
    const before = this.rows;
    if (!before || this.#filling.isLocked) return;
    const rows = { join: join ?? before.join, rows: change(before.rows) };
    const turn = ++this.#turn;
    this.#sending += 1;
    this.#own = { rows, text: this.text };
    await this.#session.attempt(t.ruleNotWritten, async () => {
      const text = await this.#session.backend.ruleOfRows(rows);
      // What was filled in meanwhile is sent next.
      if (turn !== this.#turn) return;
      this.#own = { rows, text };
      if (text === this.text) return;
      await this.#filling.editing.edit([text === '' ? unset(PATH) : set(PATH, text)]);
    });
    this.#sending -= 1;
  }
}
