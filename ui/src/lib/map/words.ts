// What a node is called aloud: its kind, its name, how it is, where it comes from and where it leads.
import { list, reasonIn } from '../shared/words';
import type { Chart, Station } from './chart';
import { t } from './messages';

const SEVERAL = 4;

function some(names: string[]): string {
  const rest = names.length - SEVERAL;
  return rest > 1 ? `${names.slice(0, SEVERAL).join(', ')} +${rest}` : list(names);
}

/** How a node is, in words. */
export function stateOf({ state, provider, problem, group }: Station): string {
  if (group) return problem ?? '';
  if (provider) return t.otherProvider(provider);
  const why = problem === null ? '' : (reasonIn(problem) ?? problem);
  return [t.state(state), state === 'problem' ? why : ''].filter(Boolean).join(': ');
}

export function spoken({ stations, steps }: Chart, at: number, order: number | undefined): string {
  const one = stations[at]!;
  const names = (others: number[]) =>
    some([...new Set(others)].filter((other) => other !== at).map((other) => stations[other]!.label));
  const from = names(steps.filter((step) => step.to === at).map((step) => step.from));
  const to = names(steps.filter((step) => step.from === at).map((step) => step.to));
  const called = one.group && one.column !== 'host' ? one.label : `${t.one(one.column)} ${one.name}`;
  const also = one.also.map(({ name, state }) => [name, t.state(state)].filter(Boolean).join(' '));
  return [
    called.charAt(0).toUpperCase() + called.slice(1) + (one.detail ?? ''),
    stateOf(one),
    order ? t.step(order) : '',
    from && t.from(from),
    to && t.to(to),
    also.length > 0 ? t.also(list(also)) : '',
  ]
    .filter(Boolean)
    .join(', ');
}
