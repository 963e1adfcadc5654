import type { GroupedBy, MapColumn, MapState } from '../backend';
import { count, quoted } from '../shared/words';

const columns: Record<MapColumn, { one: string; many: string; title: string }> = {
  'entry-point': { one: 'entry point', many: 'entry points', title: 'Entry points' },
  host: { one: 'host', many: 'hosts', title: 'Hosts' },
  router: { one: 'router', many: 'routers', title: 'Routers' },
  middleware: { one: 'middleware', many: 'middlewares', title: 'Middlewares' },
  service: { one: 'service', many: 'services', title: 'Services' },
  server: { one: 'server', many: 'servers', title: 'Servers' },
};

const groups: Record<GroupedBy, string> = { domain: 'Domains', host: 'Hosts', router: 'Names of routers' };

/** What the window says about the map. */
export const t = {
  column: (column: MapColumn) => columns[column].title,
  one: (column: MapColumn) => columns[column].one,
  several: (n: number, column: MapColumn) => count(n, columns[column].one, columns[column].many),
  groupedBy: (by: GroupedBy) => groups[by],
  mapOf: (protocol: string) => `Map of ${protocol} routers`,
  waysOf: (protocol: string) => `Ways of ${protocol} requests`,
  filter: 'Filter the map',
  onlyProblems: 'Only problems',
  showAsList: 'Show as list',
  showAsMap: 'Show as map',
  wholeMap: 'Whole map',
  parts: 'Parts of the map',
  legend: 'Marks on the map',
  state: (state: MapState) =>
    ({ fine: '', problem: 'problem', off: 'off', missing: 'missing', elsewhere: 'other provider' })[state],
  defaultEntryPoints: 'default ones',
  anyHost: 'any host',
  noService: 'no service',
  noRouter: 'used by no router',
  range: (first: string, last: string) => (first === last ? first : `${first} – ${last}`),
  otherProvider: (provider: string) => `@${provider}`,
  problems: (n: number) => count(n, 'problem'),
  shown: (n: number) => count(n, 'router'),
  hidden: (n: number) => `${n.toLocaleString('en-GB')} hidden by the filter`,
  lit: (n: number) => `on the way of ${count(n, 'router')}`,
  from: (names: string) => `from ${names}`,
  to: (names: string) => `to ${names}`,
  also: (names: string) => `also uses ${names}`,
  step: (n: number) => `step ${n}`,
  open: (name: string) => `Open ${name}`,
  openGroup: 'Open this part',
  path: 'The way that is lit',
  pressToLight: 'Choose a node to see its way. Arrow keys follow it, Enter opens.',
  nothingMatches: (filter: string) =>
    filter ? `Nothing on the map matches ${quoted(filter)}.` : 'No problems on the map.',
  clearFilter: 'Clear filter',
  nothingToDraw: (protocol: string) => `No ${protocol} routers to draw`,
  nothingToDrawText: 'A router sends requests for a host name to a service. The map shows their ways.',
  exposeAService: 'Expose a service…',
  tryARequest: 'Try a request…',
  hint: 'Arrow keys follow a way, Enter opens, Escape goes back',
  group: 'Part',
  list: 'List',
  map: 'Map',
  view: 'View of the configuration',
};
