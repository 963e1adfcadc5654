// Pictures of requests that are tried.
import type { Opening } from '../opening';
import { sampleExpectations, sampleGateway } from './requests';
import type { World } from './world';

type Add = (name: string, opening: Opening, prepare?: (world: World) => void) => unknown;

const filled = (world: World) => {
  world.gateway = sampleGateway();
  world.expectations = sampleExpectations();
};
const tried = (request: string): Opening => ({ screen: 'requests', show: { request } });

export function requestsScenes(scene: Add): void {
  scene('requests', tried('https://ha.example.com/lovelace'), filled);
  scene('requests-redirect', tried('http://tv.example.com/'), filled);
  scene('requests-nobody', tried('https://nowhere.example.com/'), filled);
  scene('requests-other', tried('https://vault.example.com/'), filled);
  scene('requests-bad', tried('https://'), filled);
  scene('requests-empty', { screen: 'requests' });
  scene(
    'import-expectations',
    {
      screen: 'configuration',
      task: { kind: 'import', profile: 'Home lab', from: { paths: ['~/traefik/dynamic.yml'] } },
    },
    (world) => {
      filled(world);
      world.foreseen = sampleExpectations();
    },
  );
}
