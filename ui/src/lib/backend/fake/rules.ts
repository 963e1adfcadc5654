// What the fake makes of the rows of a rule, in the engine's words.
import type { Backend, RuleCondition, RuleRow, RuleRows } from '../connection';

const joined = (parts: (string | null)[], join: RuleRows['join']): string =>
  parts.filter((part) => part !== null && part !== '').join(join === 'all' ? ' && ' : ' || ');

function condition({ matcher, is_negated, name, values }: RuleCondition): string | null {
  const quoted = (text: string) => `\`${text}\``;
  const calls = values
    .filter((value) => value !== '')
    .map((value) => `${matcher}(${(name === null ? [value] : [name, value]).map(quoted).join(', ')})`);
  if (calls.length === 0) return null;
  const text = calls.length > 1 ? `(${calls.join(' || ')})` : calls[0]!;
  return is_negated ? `!${text}` : text;
}

function row(one: RuleRow): string | null {
  if (one.row === 'condition') return condition(one);
  const text = joined(one.conditions.map(condition), one.join);
  return text === '' ? null : `${one.is_negated ? '!' : ''}(${text})`;
}

export const ruleCommands: Pick<Backend, 'ruleOfRows'> = {
  ruleOfRows: async ({ rows, join }) => joined(rows.map(row), join),
};
