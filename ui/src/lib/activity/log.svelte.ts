import type { ActivityEntry } from '../backend';
import { clock } from '../shared/clock.svelte';
import { Load } from '../shared/load.svelte';
import { Selection } from '../shared/selection.svelte';
import type { Session } from '../shared/session.svelte';
import { dayHead } from '../shared/time';

export type What = 'all' | 'backups' | 'changes' | 'imports' | 'restores';
export type Result = 'any' | 'well' | 'problem';

const what: Record<What, (e: ActivityEntry) => boolean> = {
  all: () => true,
  backups: (e) => ['backup', 'verify', 'delete'].includes(e.kind),
  changes: (e) => ['edit', 'profile', 'settings'].includes(e.kind),
  imports: (e) => ['import', 'export'].includes(e.kind),
  restores: (e) => ['restore', 'undo', 'restore-test'].includes(e.kind),
};
const result: Record<Result, (e: ActivityEntry) => boolean> = {
  any: () => true,
  well: (e) => ['ok', 'running', 'not-needed'].includes(e.outcome),
  problem: (e) => ['warning', 'failed', 'interrupted'].includes(e.outcome),
};

/** 2026-11-12, of the local day. */
export function localDay(at: Date): string {
  const two = (n: number) => String(n).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

const PAGE = 200;

/** The activity screen: what happened, newest first. */
export class Log {
  readonly entries = new Load<ActivityEntry[]>();
  what = $state<What>('all');
  result = $state<Result>('any');
  search = $state('');
  /** A local date to look at alone. */
  day = $state<string | null>(null);
  readonly selection: Selection;
  readonly #session: Session;
  #limit = $state(PAGE);

  readonly rows = $derived.by(() => {
    const words = this.search.toLowerCase();
    const live = this.#session.run;
    const all = this.entries.value ?? [];
    const known =
      live && !all.some((e) => e.id === live.id)
        ? [live, ...all]
        : all.map((e) => (live?.id === e.id ? live : e));
    return known.filter(
      (e) =>
        what[this.what](e) &&
        result[this.result](e) &&
        (this.day === null || localDay(new Date(e.started_at)) === this.day) &&
        (words === '' || `${e.sentence} ${e.detail ?? ''}`.toLowerCase().includes(words)),
    );
  });
  readonly chosen = $derived(this.rows.find((e) => this.selection.has(e.id)) ?? null);
  readonly filtered = $derived(
    this.what !== 'all' || this.result !== 'any' || this.search !== '' || this.day !== null,
  );
  readonly more = $derived((this.entries.value?.length ?? 0) >= this.#limit);

  constructor(session: Session) {
    this.#session = session;
    this.selection = new Selection(() => this.rows.map((e) => e.id), false);
  }

  group = (e: ActivityEntry): string => dayHead(new Date(e.started_at), new Date(clock.now));
  read = (): Promise<void> => this.entries.read(() => this.#session.backend.activity(this.#limit));

  readMore = (): Promise<void> => {
    this.#limit += PAGE;
    return this.read();
  };

  clearFilters = (): void => {
    Object.assign(this, { what: 'all', result: 'any', search: '', day: null });
  };
}
