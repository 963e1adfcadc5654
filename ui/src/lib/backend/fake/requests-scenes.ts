// Pictures of requests that are tried.
import type { Opening, Show } from '../opening';
import { sampleExpectations, sampleForeseen, sampleGateway } from './requests';
import { all } from './samples';
import { find, type Item, type World } from './world';

type Add = (name: string, opening: Opening, prepare?: (world: World) => void) => unknown;

const filled = (world: World) => {
  world.gateway = sampleGateway();
  world.expectations = sampleExpectations();
};
const tried = (request: string): Opening => ({ screen: 'requests', show: { request } });

const broken: Show = { kind: 'http-router', name: 'old' };

export function requestsScenes(scene: Add): void {
  scene('requests', tried('https://ha.example.com/lovelace'), filled);
  scene('requests-redirect', tried('http://tv.example.com/'), filled);
  scene('requests-nobody', tried('https://nowhere.example.com/'), filled);
  scene('requests-other', tried('https://vault.example.com/'), filled);
  scene('requests-bad', tried('https://'), filled);
  scene('requests-headers', tried("curl -H 'X-Env: a' https://docs.example.com/"), (world) => {
    filled(world);
    world.expectations[0]!.headers = ['X-Env: staging', 'Authorization: …'];
    world.expectations[0]!.method = 'POST';
  });
  scene('requests-list', { screen: 'requests', show: { list: true } }, filled);
  const facts = (way: 'ask' | 'text' | 'hand'): Opening => ({
    screen: 'requests',
    show: { request: 'https://ha.example.com/lovelace', facts: way },
  });
  scene('facts-ask', facts('ask'), filled);
  scene('facts-text', facts('text'));
  scene('facts-hand', facts('hand'), filled);
  scene('configuration-will-not-work', { screen: 'configuration', show: broken }, (world) => {
    filled(world);
    const known = all<Item>('componentKnown').map(({ answer }) => answer);
    find(world, 'Home lab').items = known;
  });
  const importing = (...files: string[]): Opening => ({
    screen: 'configuration',
    task: { kind: 'import', profile: 'Home lab', from: { paths: files.map((file) => `~/traefik/${file}`) } },
  });
  scene('import-will-not-work', importing('shop.yml'), (world) => {
    filled(world);
    world.foreseen = sampleForeseen();
  });
  scene('import-install', importing('traefik.yml'));
  scene('import-install-beside', importing('traefik.yml', 'wiki.yml'));
  scene('requests-empty', { screen: 'requests' });
  scene(
    'import-expectations',
    {
      screen: 'configuration',
      task: { kind: 'import', profile: 'Home lab', from: { paths: ['~/traefik/dynamic.yml'] } },
    },
    (world) => {
      filled(world);
      world.foreseen = { ...sampleForeseen(), brought: [], broken: [], expectations: sampleExpectations() };
    },
  );
}
