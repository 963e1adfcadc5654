// The fake's requests: what the engine answered to those that were recorded.
import type { Backend, CheckedExpectation, Entered, ForeseenImport, Tried } from '../connection';
import type { Bench } from './bench';
import { all, isRecorded, recorded } from './samples';
import { copy, failure, type World } from './world';

type Commands = Pick<
  Backend,
  | 'tryRequest'
  | 'expectations'
  | 'expectRouter'
  | 'removeExpectation'
  | 'foreseeImport'
  | 'gateway'
  | 'learnGatewayFromFile'
  | 'learnGatewayFromPaths'
  | 'askGateway'
  | 'enteredGateway'
  | 'previewGateway'
  | 'enterGateway'
  | 'forgetGateway'
>;

/** What was recorded as expected. */
export const sampleExpectations = (): CheckedExpectation[] =>
  all<CheckedExpectation[]>('expectations')[0]!.answer;

/** What was recorded as known of a Traefik. */
export const sampleGateway = (): string => all<string>('gateway')[0]!.answer;

/** The part of it that is said of what was entered. */
const sampleSaid = (): string => sampleGateway().split(' · from ')[0]!;

const NOT_OF_TRAEFIK = { by: 'text', text: 'routers: {}' };

/** What was recorded as foreseen of an import that brings something broken. */
export const sampleForeseen = (): ForeseenImport => all<ForeseenImport>('foreseeImport')[0]!.answer;

export const requestCommands = (world: World, { tell }: Bench): Commands => {
  const number = () => world.expectations.forEach((one, i) => (one.number = i + 1));
  const known = (gateway: string | null) => {
    world.gateway = gateway;
    tell({ type: 'configuration-changed' });
  };
  const tryRequest: Backend['tryRequest'] = async (profile, tried) => {
    if (!isRecorded('tryRequest', profile, tried))
      throw failure('invalid-input', 'That request was not recorded', 'Try one of the samples');
    const answer = recorded<Tried>('tryRequest', profile, tried);
    return { ...answer, expectation: copy(world.expectations.find((e) => e.url === answer.url) ?? null) };
  };
  return {
    tryRequest,
    expectations: async () => copy(world.expectations),
    expectRouter: async (profile, tried, router) => {
      const { answer, method, url } = await tryRequest(profile, tried);
      const kept = {
        number: 0,
        method,
        url,
        headers: tried.headers ?? [],
        expected: router,
        reached: answer.router,
        ambiguous: answer.ambiguous,
        met: answer.router === router,
        sentence: answer.sentence,
      };
      world.expectations = [...world.expectations.filter((e) => e.url !== url), kept];
      number();
      return copy(kept);
    },
    removeExpectation: async (_, n) => {
      world.expectations = world.expectations.filter((e) => e.number !== n);
      number();
      return null;
    },
    foreseeImport: async (_, decisions) => {
      const kept = decisions.filter((d) => d.choice === 'keep');
      const isKept = (one: { kind: string; name: string }) =>
        kept.some((d) => d.kind === one.kind && d.name === one.name);
      return copy({ ...world.foreseen, brought: world.foreseen.brought.filter((one) => !isKept(one)) });
    },
    gateway: async () => copy(world.gateway),
    learnGatewayFromFile: async () => (known(sampleGateway()), sampleGateway()),
    learnGatewayFromPaths: async () => (known(sampleGateway()), sampleGateway()),
    askGateway: async (_, address, user) => {
      if (!user)
        throw failure(
          'gateway-login',
          `Traefik at ${address} requires a name and a password`,
          'Enter those of a user who may see its dashboard',
        );
      return (known(sampleGateway()), sampleGateway());
    },
    enteredGateway: async (profile) =>
      world.gateway
        ? recorded<Entered>('enteredGateway', profile)
        : { by: 'hand', version: '', entry_points: [] },
    previewGateway: async (entered) => {
      if (isRecorded('previewGateway', entered)) return recorded<string>('previewGateway', entered);
      return entered.by === 'hand' ? sampleSaid() : recorded<string>('previewGateway', NOT_OF_TRAEFIK);
    },
    enterGateway: async () => (known(sampleGateway()), sampleGateway()),
    forgetGateway: async () => (known(null), null),
  };
};
