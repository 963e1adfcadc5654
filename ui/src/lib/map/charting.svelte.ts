import type { MapProtocol, MapRange, RouteMap } from '../backend';
import { Load } from '../shared/load.svelte';
import type { Session } from '../shared/session.svelte';
import { isNarrow } from '../shared/theme.svelte';
import { chartOf, groupName, type Station } from './chart';
import { lightOf, orderOf } from './light';
import { wayOf } from './moves';

export type Asked = { protocol: MapProtocol; filter: string; onlyProblems: boolean };

/** The map: what is shown of it, and whose way is lit. */
export class Charting {
  readonly map = new Load<RouteMap>();
  /** The parts that were opened, each inside the one before. */
  parts = $state.raw<{ name: string; range: MapRange }[]>([]);
  asList = $state(isNarrow());
  /** The node with the cursor, by its id: it may move when the map is read again. */
  chosen = $state<string | null>(null);
  hovered = $state<number | null>(null);
  /** The router whose way the arrow keys follow. */
  #way = $state<number | null>(null);
  /** Whether that whole way is lit, and not only what belongs to the node. */
  #follows = $state(false);
  readonly #session: Session;

  readonly chart = $derived(this.map.value && chartOf(this.map.value));
  readonly cursor = $derived.by(() => {
    const at = this.chart?.stations.findIndex(({ id }) => id === this.chosen) ?? -1;
    return at < 0 ? null : at;
  });
  readonly light = $derived.by(() => {
    const at = this.hovered ?? (this.#follows && this.#way !== null ? this.#way : this.cursor);
    return this.chart && at !== null && at < this.chart.stations.length ? lightOf(this.chart, at) : null;
  });
  readonly order = $derived(
    this.chart && this.light ? orderOf(this.chart, this.light) : new Map<number, number>(),
  );

  constructor(session: Session) {
    this.#session = session;
  }

  get way(): number | null {
    return this.#way;
  }

  read = ({ protocol, filter, onlyProblems }: Asked): Promise<void> =>
    this.map.read(async () => {
      const within = this.parts.at(-1)?.range ?? null;
      const query = { protocol, filter, only_problems: onlyProblems, within };
      const map = await this.#session.backend.routeMap(this.#session.profile?.name ?? '', query);
      this.hovered = null;
      // Its number may be another's now.
      this.#way = null;
      return map;
    });

  /** Puts the cursor on a node and lights its ways. Who walked there still sees the way that led there. */
  choose(at: number, walked = false): void {
    if (!this.chart) return;
    this.#way = wayOf(this.chart, at, walked ? this.#way : null);
    this.#follows = walked;
    this.chosen = this.chart.stations[at]?.id ?? null;
  }

  unlight(): void {
    this.chosen = null;
    this.hovered = null;
    this.#way = null;
  }

  /** Opens what a folded node stands for. */
  openPart({ group }: Station): void {
    if (!group) return;
    this.unlight();
    this.parts = [...this.parts, { name: groupName(group), range: group.range }];
  }

  /** Back to the part at this depth; 0 is the whole map. */
  leaveTo(depth: number): void {
    if (depth >= this.parts.length) return;
    this.unlight();
    this.parts = this.parts.slice(0, depth);
  }
}
