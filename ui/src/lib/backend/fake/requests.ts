// The fake's requests: what the engine answered to those that were recorded.
import type { Backend, CheckedExpectation, Tried } from '../connection';
import type { Bench } from './bench';
import { all, isRecorded, recorded } from './samples';
import { copy, failure, type World } from './world';

type Commands = Pick<
  Backend,
  | 'tryRequest'
  | 'expectations'
  | 'expectRouter'
  | 'removeExpectation'
  | 'foreseeExpectations'
  | 'gateway'
  | 'learnGatewayFromFile'
  | 'forgetGateway'
>;

/** What was recorded as expected. */
export const sampleExpectations = (): CheckedExpectation[] =>
  all<CheckedExpectation[]>('expectations')[0]!.answer;

/** What was recorded as known of a Traefik. */
export const sampleGateway = (): string => all<string>('gateway')[0]!.answer;

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
    foreseeExpectations: async () => copy(world.foreseen),
    gateway: async () => copy(world.gateway),
    learnGatewayFromFile: async () => (known(sampleGateway()), sampleGateway()),
    forgetGateway: async () => (known(null), null),
  };
};
