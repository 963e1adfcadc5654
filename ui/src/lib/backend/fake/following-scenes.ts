// Pictures of a profile that follows files.
import type { Opening } from '../opening';
import { sampleFollowing } from './following';
import type { Presses } from './moment-scenes';
import { sampleGateway } from './requests';
import type { World } from './world';

type Add = (
  name: string,
  opening: Opening,
  prepare?: (world: World) => void,
  more?: { presses?: Presses },
) => unknown;

const traefik: Opening = { screen: 'traefik' };
const is = (situation: string) => (world: World) => {
  world.gateway = sampleGateway();
  world.following = sampleFollowing(situation);
};

export function followingScenes(scene: Add): void {
  scene('follow-setup', { ...traefik, show: { follow: true } });
  for (const situation of ['following', 'files-broken', 'not-written', 'changed-on-both-sides'])
    scene(`follow-${situation}`, traefik, is(situation));
  scene('follow-write', { ...traefik, question: { kind: 'write-files' } }, is('not-written'));
  scene('follow-stop', { ...traefik, question: { kind: 'stop-following' } }, is('following'));
  scene('configuration-not-written', { screen: 'configuration' }, is('not-written'));
}
