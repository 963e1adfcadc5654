// The fake's history of a component: what the engine recorded, and for any other just what is there.
import type { Backend, ComponentHistory, DeletedComponent, FieldDifference } from '../connection';
import { stamp } from './clock';
import { isRecorded, recorded } from './samples';
import { failure, find, type World } from './world';

type Commands = Pick<
  Backend,
  'componentHistory' | 'compareVersions' | 'linesOfVersion' | 'deletedComponents'
>;

export function pastCommands(world: World): Commands {
  return {
    componentHistory: async (component, backups) => {
      if (isRecorded('componentHistory', component, backups))
        return recorded<ComponentHistory>('componentHistory', component, backups);
      const { profile, kind, name } = component;
      const item = find(world, profile).items.find((one) => one.kind === kind && one.name === name);
      if (!item) throw failure('not-found', `The profile “${profile}” never had “${name}”`);
      const version = {
        id: 'earlier',
        at: item.updated_at ?? stamp(),
        cause: 'earlier' as const,
        sentence: '',
        name,
        existed: true,
        enabled: item.enabled,
        undone: false,
        lines: `${name}:\n${item.yaml.replace(/^(?=.)/gm, '  ')}`,
        fields: [],
        secrets: item.secrets,
      };
      return { component, versions: [version], backups: backups ? world.backups.length : null, unread: [] };
    },
    compareVersions: async (component, older, newer) =>
      isRecorded('compareVersions', component, older, newer)
        ? recorded<FieldDifference[]>('compareVersions', component, older, newer)
        : [],
    linesOfVersion: async (component, version) => recorded<string>('linesOfVersion', component, version),
    deletedComponents: async (profile) =>
      isRecorded('deletedComponents', profile)
        ? recorded<DeletedComponent[]>('deletedComponents', profile)
        : [],
  };
}
