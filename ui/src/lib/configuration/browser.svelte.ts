import type { ComponentDetail, ComponentRef, ComponentRow, DraftRow, Kind } from '../backend';
import { madeIfAgreed } from '../shared/agreeing';
import { allKinds, kinds, kindsOf, isRare, type Protocol } from '../shared/kinds';
import { Load } from '../shared/load.svelte';
import type { Show } from '../shared/navigation.svelte';
import type { Session } from '../shared/session.svelte';
import { capital, quoted } from '../shared/words';
import { common } from '../shared/messages';
import { t } from './messages';

export type Tab = { kind: Kind; label: string; count: number };

/** Finds components by name, summary and type. Lower case is made once, so long lists stay quick. */
export function matching(rows: { row: ComponentRow; hay: string }[], filter: string): ComponentRow[] {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  return rows.filter(({ hay }) => words.every((w) => hay.includes(w))).map(({ row }) => row);
}

/** What is only good to know is no problem. */
const isOff = ({ problems }: ComponentRow): boolean => problems.some(({ severity }) => severity !== 'info');

/** A component that does not exist yet. */
const blank = {
  enabled: true,
  checked: true,
  type_name: null,
  summary: t.notSavedYet,
  braces: 'text',
  used_by_routers: null,
  status: null,
  problems: [],
} satisfies Partial<ComponentRow>;

/** The configuration screen: which kind, which rows, which one is looked at. */
export class Browser {
  readonly rows = new Load<ComponentRow[]>();
  readonly detail = new Load<ComponentDetail>();
  kind = $state<Kind>('http-router');
  filter = $state('');
  selected = $state<string | null>(null);
  /** In a narrow window: is the component shown instead of the list? */
  open = $state(false);
  /** Only components with problems. */
  problemsOnly = $state(false);
  readonly #session: Session;
  #ticks = $state.raw<ReadonlySet<string>>(new Set());
  #anchor: string | null = null;

  /** The components that are ticked for a change of several, as far as they are in sight. */
  readonly ticked = $derived.by((): ComponentRef[] =>
    this.#ticks.size === 0
      ? []
      : this.shown
          .filter((row) => this.#ticks.has(row.name) && !this.draftOf(row)?.is_new)
          .map(({ kind, name }) => ({ profile: this.profile, kind, name })),
  );

  /** Drafts of this profile, by kind and name. */
  readonly drafts = $derived.by(() => {
    const own = this.#session.drafts.filter((one) => one.component.profile === this.profile);
    return new Map(own.map((one) => [`${one.component.kind}/${one.component.name}`, one]));
  });

  readonly #hay = $derived.by(() => {
    const by = new Map<Kind, { row: ComponentRow; hay: string }[]>();
    for (const row of this.#withNew(this.rows.value ?? [])) {
      const list = by.get(row.kind) ?? [];
      list.push({ row, hay: `${row.name}\n${row.summary}\n${row.type_name ?? ''}`.toLowerCase() });
      by.set(row.kind, list);
    }
    return by;
  });

  readonly all = $derived((this.#hay.get(this.kind) ?? []).map(({ row }) => row));
  readonly shown = $derived(
    matching(this.#hay.get(this.kind) ?? [], this.filter).filter((r) => !this.problemsOnly || isOff(r)),
  );
  readonly problems = $derived(this.all.filter(isOff).length);
  readonly protocol = $derived(kinds[this.kind].protocol);
  readonly tabs = $derived.by((): Tab[] =>
    kindsOf(this.protocol)
      .map((kind) => ({ kind, label: capital(kinds[kind].many), count: this.#hay.get(kind)?.length ?? 0 }))
      .filter((tab) => tab.count > 0 || tab.kind === this.kind || !isRare(tab.kind)),
  );
  /** Where else the filter finds something, for a list that stays empty. */
  readonly elsewhere = $derived.by(() =>
    this.filter === ''
      ? []
      : allKinds
          .filter((kind) => kind !== this.kind)
          .map((kind) => ({ kind, hits: matching(this.#hay.get(kind) ?? [], this.filter).length }))
          .filter(({ hits }) => hits > 0),
  );

  constructor(session: Session) {
    this.#session = session;
  }

  get profile(): string {
    return this.#session.profile?.name ?? '';
  }

  read = (): Promise<void> => this.rows.read(() => this.#session.backend.components(this.profile));

  /** Follows what the screen was asked to show. */
  follow(show: Show): void {
    if (show.kind) this.kind = show.kind;
    if (show.filter !== undefined) this.filter = show.filter;
    if (show.name && show.kind) this.select(show.name, true);
  }

  draftOf = ({ kind, name }: Pick<ComponentRow, 'kind' | 'name'>): DraftRow | null =>
    this.drafts.get(`${kind}/${name}`) ?? null;

  /** What is written and not saved yet stands among what is. */
  #withNew(rows: readonly ComponentRow[]): readonly ComponentRow[] {
    const fresh = [...this.drafts.values()].filter((one) => one.is_new);
    if (fresh.length === 0) return rows;
    const made = fresh.map(({ component: { kind, name } }): ComponentRow => ({ ...blank, kind, name }));
    return [...rows, ...made].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  go(kind: Kind): void {
    if (kind === this.kind) return;
    this.kind = kind;
    this.problemsOnly = false;
    this.untick();
    this.close();
  }

  /** The first kind of a protocol that has something to show. */
  goProtocol(protocol: Protocol): void {
    const mine = kindsOf(protocol);
    this.go(mine.find((k) => (this.#hay.get(k)?.length ?? 0) > 0) ?? mine[0]!);
  }

  select(name: string, open = false): void {
    if (name !== this.selected) this.detail.clear();
    this.selected = name;
    if (open) this.open = true;
    void this.readDetail();
  }

  /** Ticks a row, or takes its tick away; with `range`, ticks all from the last one to it. */
  tick(name: string, range = false): void {
    const names = this.shown.map((row) => row.name);
    const from = this.#anchor === null ? -1 : names.indexOf(this.#anchor);
    const to = names.indexOf(name);
    if (range && from >= 0 && to >= 0) {
      const span = names.slice(Math.min(from, to), Math.max(from, to) + 1);
      this.#ticks = new Set([...this.#ticks, ...span]);
      return;
    }
    this.#anchor = name;
    const ticks = new Set(this.#ticks);
    if (!ticks.delete(name)) ticks.add(name);
    this.#ticks = ticks;
  }

  isTicked = (name: string): boolean => this.#ticks.has(name);

  tickAll(): void {
    this.#ticks = new Set(this.shown.map((row) => row.name));
  }

  untick = (): void => {
    this.#ticks = new Set();
    this.#anchor = null;
  };

  close(): void {
    this.selected = null;
    this.open = false;
    this.detail.clear();
  }

  readDetail = async (): Promise<void> => {
    const { kind, selected } = this;
    if (selected === null) return;
    if (this.draftOf({ kind, name: selected })?.is_new) return this.detail.clear();
    await this.detail.read(() => this.#session.backend.component(this.profile, kind, selected));
    if (this.detail.failure?.code === 'not-found' && !this.draftOf({ kind, name: selected })) this.close();
  };

  /** Switches what is looked at; true if it was switched. */
  setEnabled = async (enabled: boolean): Promise<boolean> => {
    const { kind, selected: name, profile } = this;
    if (name === null) return false;
    const { backend, nav, attempt, edited } = this.#session;
    const what = `${kinds[kind].one} ${quoted(name)}`;
    const asked = enabled
      ? { title: common.turnOnAsked(what), act: common.turnOnAnyway }
      : { title: common.turnOffAsked(what), act: common.turnOffAnyway };
    let isDone = false;
    await attempt(t.notSwitched(capital(what)), async () => {
      const made = await madeIfAgreed(nav, asked, (agreed) =>
        backend.setComponentEnabled(profile, kind, name, enabled, agreed),
      );
      isDone = made !== null;
      if (made?.entry) edited(t.switched(capital(what), enabled), made.entry);
    });
    return isDone;
  };

  /** Deletes what is looked at; the next row takes its place, and a toast offers the way back. */
  remove = (): Promise<boolean> => {
    const { kind, selected: name, profile } = this;
    if (name === null) return Promise.resolve(false);
    const { backend, nav } = this.#session;
    const what = `${kinds[kind].one} ${quoted(name)}`;
    const asked = { title: common.deleteAsked(what), act: common.deleteAnyway };
    const at = this.shown.findIndex((r) => r.name === name);
    const next = this.shown[at + 1]?.name ?? this.shown[at - 1]?.name ?? null;
    return this.#session.attempt(t.notDeleted(capital(what)), async () => {
      const made = await madeIfAgreed(nav, asked, (agreed) =>
        backend.removeComponent(profile, kind, name, agreed),
      );
      if (made === null) return;
      await this.read();
      if (next) this.select(next);
      else this.close();
      this.open = false;
      if (made.entry) this.#session.edited(t.deleted(capital(what)), made.entry);
    });
  };
}
