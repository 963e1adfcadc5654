// Pictures of the Traefik that a profile is published to.
import type { Opening } from '../opening';
import { followingScenes } from './following-scenes';
import type { Presses } from './moment-scenes';
import { samplePublishing, sampleTrial } from './publishing';
import { sampleGateway } from './requests';
import type { World } from './world';

type Add = (
  name: string,
  opening: Opening,
  prepare?: (world: World) => void,
  more?: { presses?: Presses },
) => unknown;

const traefik: Opening = { screen: 'traefik' };
const is = (situation: string, plan?: string) => (world: World) => {
  world.gateway = sampleGateway();
  world.publishing = samplePublishing(situation, plan);
};

export function publishingScenes(scene: Add): void {
  scene('traefik-setup', traefik);
  scene('traefik-change', { screen: 'traefik', show: { connect: true } }, is('live'));
  for (const situation of ['live', 'not-live', 'some-fail', 'differs', 'not-picked-up', 'not-answering'])
    scene(`traefik-${situation}`, traefik, is(situation));
  scene('traefik-held-back', traefik, is('held-back'));
  for (const situation of ['http', 'http-silent', 'http-not-served'])
    scene(`traefik-${situation}`, traefik, is(situation));
  scene('traefik-change-http', { screen: 'traefik', show: { connect: true } }, is('http'));
  scene('publish-new-token', { ...traefik, question: { kind: 'new-token' } }, is('http'));
  scene('traefik-changed-outside', traefik, is('changed-outside', 'changed-outside'));
  scene('traefik-trial', traefik, (world) => {
    is('live')(world);
    world.publishing = sampleTrial(48);
  });
  scene('traefik-loading', traefik, (world) => {
    is('live')(world);
    world.broken.publicationStatus = 'silent';
  });
  scene('publish-plan', { ...traefik, question: { kind: 'publish' } }, is('not-live'));
  scene('publish-first', { ...traefik, question: { kind: 'publish' } }, is('not-live', 'first'));
  scene('publish-refused', { ...traefik, question: { kind: 'publish' } }, is('not-live', 'refused'));
  scene(
    'publish-outside',
    { ...traefik, question: { kind: 'publish' } },
    is('changed-outside', 'changed-outside'),
  );
  scene('publish-take-back', { ...traefik, question: { kind: 'take-back', number: 2 } }, is('live'));
  scene('publish-disconnect', { ...traefik, question: { kind: 'disconnect' } }, is('live'));
  scene('configuration-not-live', { screen: 'configuration' }, is('not-live'));
  followingScenes(scene);
}
