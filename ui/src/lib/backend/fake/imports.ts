// Imports: what the engine said they would do, and doing it.
import type { Braces, Decision, ImportOutcome, ImportReview, ServerProfile } from '../connection';
import { stamp } from './clock';
import { isRecorded, recorded } from './samples';
import { asItem, find, type World } from './world';

/** Wherever it lies: the name says what is in it. */
const known = (path: string): string => `~/traefik/${path.split('/').at(-1)}`;

export const serverProfiles = (path: string): ServerProfile[] =>
  recorded<ServerProfile[]>('serverProfiles', known(path));

/** A profile that the engine never saw is as empty as the one it is compared like. */
const LIKE_EMPTY = 'Staging';

export function review(
  world: World,
  profile: string,
  paths: string[],
  server: string | null,
  braces: Braces | null,
): ImportReview {
  find(world, profile);
  const rest = [paths.map(known), server, braces];
  const seen = isRecorded('prepareImport', profile, ...rest);
  const plan = recorded<ImportReview>('prepareImport', seen ? profile : LIKE_EMPTY, ...rest);
  const [first] = plan.items;
  // Twenty thousand of the one that was recorded.
  const many = (_: unknown, i: number) => ({ ...first!, name: `app-${String(i + 1).padStart(5, '0')}` });
  const items = plan.files[0] === 'many.yml' ? Array.from({ length: 20_000 }, many) : plan.items;
  return { ...plan, profile, items };
}

export function applyImport(world: World, plan: ImportReview, decisions: Decision[]): ImportOutcome {
  const target = find(world, plan.profile);
  const outcome: ImportOutcome = {
    profile: plan.profile,
    added: [],
    changed: [],
    same: [],
    left_out: [],
    problems: [],
    refused: plan.refused,
    applied: true,
    safety_backup: null,
  };
  for (const item of plan.items) {
    const decision = decisions.find((d) => d.kind === item.kind && d.name === item.name);
    const name = decision?.choice === 'rename' ? decision.new_name : item.name;
    const where = { profile: plan.profile, kind: item.kind, name };
    if (item.change === 'same') outcome.same.push(where);
    else if (decision?.choice === 'keep') outcome.left_out.push(where);
    else {
      const mine = target.items.find((i) => i.kind === item.kind && i.name === name);
      const yaml = (decision?.convert && item.modern) || item.theirs;
      const put = {
        ...asItem(item.kind, name, yaml, item.secrets),
        updated_at: stamp(),
        // What is replaced keeps its switch; what is new has that of its source.
        enabled: (mine?.enabled ?? item.enabled) && !decision?.switched_off,
      };
      if (mine) Object.assign(mine, put);
      else target.items.push(put);
      outcome[mine ? 'changed' : 'added'].push(where);
    }
  }
  return outcome;
}
