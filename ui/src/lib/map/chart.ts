// What is drawn of an answer: its nodes, or where it is folded a row of counted nodes for each group.
import type { GroupedBy, Kind, MapAlso, MapColumn, MapGroup, MapNode, MapState, RouteMap } from '../backend';
import { t } from './messages';

/** A node as it is drawn. */
export type Station = {
  /** The same for the same thing in the next answer. */
  id: string;
  column: MapColumn;
  /** What stands on it. */
  label: string;
  /** The name in full, where it differs. */
  name: string;
  /** Small words after the label. */
  detail: string | null;
  /** The other provider. */
  provider: string | null;
  state: MapState;
  problem: string | null;
  /** The component that it opens. */
  component: { kind: Kind; name: string } | null;
  /** The group that it opens. */
  group: MapGroup | null;
  also: MapAlso[];
};

/** A step between two nodes; `ways` are the routers, or the groups, that take it. */
export type Step = { from: number; to: number; ways: number[] };

/** `by`: what the groups have in common, where the map is folded. */
export type Chart = { stations: Station[]; steps: Step[]; by: GroupedBy | null };

export const columns: MapColumn[] = ['entry-point', 'host', 'router', 'middleware', 'service', 'server'];

/** What a node without a name is called. */
function named({ column, name }: MapNode): string {
  if (name) return column === 'server' ? name.replace(/^https?:\/\//, '') : name;
  if (column === 'host') return t.anyHost;
  return column === 'service' ? t.noService : t.defaultEntryPoints;
}

function station(node: MapNode): Station {
  const { column, name, kind, detail, state, problem, also } = node;
  return {
    id: `${column}/${name}${state === 'elsewhere' ? `@${detail}` : ''}`,
    column,
    label: named(node),
    name: name || named(node),
    detail: column === 'entry-point' ? detail : null,
    provider: state === 'elsewhere' ? detail : null,
    state,
    problem,
    component: kind ? { kind, name } : null,
    group: null,
    also,
  };
}

export function groupName(group: MapGroup): string {
  if (!group.is_used)
    return group.first
      ? t.range(group.first.replace(/^.*\//, ''), group.last.replace(/^.*\//, ''))
      : t.noRouter;
  return group.first || group.last ? t.range(group.first, group.last) : t.anyHost;
}

const counted = (group: MapGroup): [MapColumn, number][] => [
  ['router', group.routers],
  ['middleware', group.middlewares],
  ['service', group.services],
  ['server', group.servers],
];

export function chartOf({ nodes, edges, groups }: RouteMap): Chart {
  const stations = nodes.map(station);
  if (groups.length === 0)
    return { stations, steps: edges.map(({ from, to, routers }) => ({ from, to, ways: routers })), by: null };
  const steps: Step[] = [];
  groups.forEach((group, index) => {
    const common = { detail: null, provider: null, component: null, group, also: [] };
    const id = `${group.range.from}…`;
    let last = stations.length;
    stations.push({
      ...common,
      id: `host/${id}`,
      column: 'host',
      label: groupName(group),
      name: groupName(group),
      state: group.problems > 0 ? 'problem' : 'fine',
      problem: group.problems > 0 ? t.problems(group.problems) : null,
    });
    for (const from of group.entry_points) steps.push({ from, to: last, ways: [index] });
    for (const [column, n] of counted(group).filter(([, n]) => n > 0)) {
      const label = t.several(n, column);
      const at = stations.push({
        ...common,
        id: `${column}/${id}`,
        column,
        label,
        name: label,
        state: 'fine',
        problem: null,
      });
      steps.push({ from: last, to: at - 1, ways: [index] });
      last = at - 1;
    }
  });
  return { stations, steps, by: groups[0]!.by };
}
