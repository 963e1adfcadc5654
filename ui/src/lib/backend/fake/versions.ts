// The fake's version folder.
import type { Backend, VersionFolder } from '../connection';
import type { Bench } from './bench';
import { stamp } from './clock';
import { copy, failure, type World } from './world';

type Commands = Pick<Backend, 'versionFolder' | 'chooseVersionFolder' | 'keepVersions' | 'endVersions'>;

export const sampleVersions = (commits = false): VersionFolder => ({
  path: '/srv/traefik-versions',
  commits,
  since: stamp(),
  at: stamp(),
  failure: null,
  files: ['cloud-edge.yml', 'home-lab.yml'],
});

export const versionCommands = (world: World, { tell }: Bench): Commands => ({
  versionFolder: async () => copy(world.versions),
  chooseVersionFolder: async () => '/srv/traefik-versions',
  keepVersions: async (path, commits) => {
    if (commits && !world.hasRepository)
      throw failure(
        'invalid-input',
        `\`${path}\` is in no git repository`,
        `Make one there: \`git -C '${path}' init\``,
      );
    world.versions = { ...sampleVersions(commits), path };
    tell({ type: 'settings-changed' });
    return copy(world.versions);
  },
  endVersions: async () => {
    world.versions = null;
    tell({ type: 'settings-changed' });
    return null;
  },
});
