// Pictures of the map: of a small profile, of every shape a way can have, of many routers, and of too many.
import type { Opening, Show } from '../opening';
import { failure, type World } from './world';

type More = { presses?: string[]; page?: { text?: number; focus?: string } };
type Add = (name: string, opening: Opening, prepare?: (world: World) => void, more?: More) => unknown;

const map = (show: Show = {}): Opening => ({ screen: 'configuration', show: { map: true, ...show } });
const called = (name: string) => (world: World) => {
  world.profiles[0]!.name = name;
};
const ROUTER = '[data-node][aria-label^="Router shop,"]';

export function mapScenes(scene: Add): void {
  scene('map', map(), undefined, { page: { focus: '[data-node][aria-label^="Router grafana"]' } });
  scene('map-unlit', map());
  scene('map-ways', map(), called('All ways'), { page: { focus: ROUTER } });
  scene('map-ways-unlit', map(), called('All ways'));
  scene('map-shared', map(), called('All ways'), { page: { focus: '[aria-label^="Middleware compress"]' } });
  scene('map-tcp', map({ kind: 'tcp-router' }), called('All ways'));
  scene('map-udp', map({ kind: 'udp-router' }), called('All ways'));
  scene('map-list', map(), called('All ways'), { presses: ['Show as list'] });
  scene('map-street', map(), called('One street'), { page: { focus: '[aria-label^="Router house-0008"]' } });
  scene('map-city', map(), called('Big city'));
  scene('map-city-lit', map(), called('Big city'), { page: { focus: '[data-node="3"]' } });
  scene('map-city-list', map(), called('Big city'), { presses: ['Show as list'] });
  scene('map-filtered', map({ filter: 'grafana' }));
  scene('map-nothing', map({ filter: 'xyzzy' }));
  scene('map-empty', map({ kind: 'udp-router' }));
  scene('map-loading', map(), (world) => (world.broken.routeMap = 'silent'));
  scene('map-error', map(), (world) => {
    world.broken.routeMap = failure('database', 'mantrae.db cannot be opened: it is locked', null, true);
  });
  scene('map-large-text', map(), called('All ways'), { page: { text: 200 } });
  scene('map-drawn', map({ map: 'drawn' }), called('All ways'), { page: { focus: ROUTER } });
  scene('map-large-drawn', map({ map: 'drawn' }), called('All ways'), { page: { text: 200, focus: ROUTER } });
}
