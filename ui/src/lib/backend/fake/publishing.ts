// The fake's publishing: what the engine answered in each situation that was recorded.
import type {
  Backend,
  Publication,
  PublicationPlan,
  PublicationStatus,
  TraefikConnection,
  TraefikSettings,
} from '../connection';
import type { Bench } from './bench';
import { now, stamp } from './clock';
import { all, recorded } from './samples';
import { copy, failure, type FakePublishing, type World } from './world';

type Commands = Pick<
  Backend,
  | 'connection'
  | 'chooseTraefikFolder'
  | 'connect'
  | 'traefikSettings'
  | 'renewToken'
  | 'setAutomatic'
  | 'disconnect'
  | 'planPublication'
  | 'publish'
  | 'keepPublication'
  | 'prolongTrial'
  | 'endTrials'
  | 'takeBack'
  | 'standing'
  | 'publicationStatus'
  | 'publications'
>;

const samplePublications = (): Publication[] => all<Publication[]>('publications')[0]!.answer;

/** A situation that was recorded, with the plan that belongs to it. */
export function samplePublishing(situation: string, plan = 'changes'): FakePublishing {
  const status = recorded<PublicationStatus>('publicationStatus', situation);
  const publications = samplePublications();
  if (status.publication) publications[0] = copy(status.publication);
  return { status, plan: recorded<PublicationPlan>('planPublication', plan), publications };
}

/** A trial that began a moment ago. */
export function sampleTrial(seconds: number): FakePublishing {
  const found = samplePublishing('on-trial');
  const deadline = new Date(now() + seconds * 1000).toISOString();
  found.status.standing.deadline = deadline;
  for (const one of [found.status.publication!, found.publications[0]!]) one.deadline = deadline;
  return found;
}

export const publishingCommands = (world: World, { tell }: Bench): Commands => {
  const there = (): FakePublishing => {
    if (!world.publishing) throw failure('not-found', 'The profile is not connected');
    return world.publishing;
  };
  const settled = (situation: string, plan?: string) => {
    world.publishing = samplePublishing(situation, plan);
    tell({ type: 'settings-changed' });
  };
  const current = (): Publication => there().status.publication ?? there().publications[0]!;
  return {
    connection: async () => copy(world.publishing?.status.connection ?? null),
    chooseTraefikFolder: async () => '/srv/traefik/dynamic',
    connect: async (_, wanted): Promise<TraefikConnection> => {
      const { way } = wanted;
      if (way.kind === 'files' && way.path.includes('nowhere'))
        throw failure('storage', `There is no folder \`${way.path}\``, 'Create it first');
      settled(way.kind === 'http' ? 'http' : 'live');
      const { status } = there();
      status.connection = { ...status.connection, api: wanted.api, user: wanted.user || null };
      return copy(status.connection);
    },
    traefikSettings: async (_, way, withToken) => {
      const lines = copy(recorded<TraefikSettings>('traefikSettings', way.kind));
      if (withToken) lines.yaml = lines.yaml.replace('TOKEN', '0123456789abcdef');
      return lines;
    },
    renewToken: async () => null,
    setAutomatic: async (_, isOn) => {
      const { connection } = there().status;
      const isNew = connection.automatic !== isOn;
      connection.automatic = isOn;
      tell({ type: 'settings-changed' });
      return isNew;
    },
    disconnect: async () => {
      world.publishing = null;
      tell({ type: 'settings-changed' });
      return null;
    },
    planPublication: async () => copy(there().plan),
    publish: async (_, agreed) => {
      const { plan } = there();
      if (agreed.revision !== plan.revision) throw failure('stale-plan', 'The profile has changed');
      settled(agreed.trial ? 'on-trial' : 'live');
      if (agreed.trial) world.publishing = sampleTrial(agreed.trial);
      return { plan, publication: copy(current()) };
    },
    keepPublication: async () => {
      settled('live');
      return copy(current());
    },
    prolongTrial: async (_, seconds) => {
      const { deadline } = there().status.standing;
      const left = deadline ? Date.parse(deadline) - now() : 0;
      world.publishing = sampleTrial(Math.round(left / 1000) + seconds);
      return copy(current());
    },
    endTrials: async () => {
      settled('not-live');
      return null;
    },
    takeBack: async (_, number) => {
      const publication = { ...current(), number: number ?? current().number };
      settled('not-live');
      return { publication: { ...publication, state: 'taken-back', written_at: stamp() }, is_followed: true };
    },
    standing: async () => copy(world.publishing?.status.standing ?? world.following?.standing ?? null),
    publicationStatus: async () => copy(there().status),
    publications: async () => copy(there().publications),
  };
};
