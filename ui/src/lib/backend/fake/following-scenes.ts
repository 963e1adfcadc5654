// Pictures of profiles that follow files, or are kept as files.
import type { Opening } from '../opening';
import { sampleFollowing } from './following';
import type { Presses } from './moment-scenes';
import { sampleGateway } from './requests';
import { sampleVersions } from './versions';
import type { World } from './world';

type Add = (
  name: string,
  opening: Opening,
  prepare?: (world: World) => unknown,
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
  const settings: Opening = { screen: 'settings', show: { section: 'backups' } };
  scene('settings-versions', settings, (world) => (world.versions = sampleVersions(true)));
  scene('settings-versions-failed', settings, (world) => {
    const message = '`/srv/traefik-versions/home-lab.yml` was written or changed by somebody else';
    const hint = 'Import it to keep what they wrote, then move it away: the profile is written there again';
    world.versions = { ...sampleVersions(), failure: { code: 'exists', message, hint, retry: false } };
  });
  scene('configuration-not-written', { screen: 'configuration' }, is('not-written'));
}
