// Imports: what they would do, and doing it.
import type { Decision, ImportItem, ImportOutcome, ImportReview } from '../connection';
import { stamp } from './clock';
import { readAll, toProblem, type FileItem, type How } from './files';
import { newId } from './history';
import { find, known, problems, ref, type FakeProfile, type World } from './world';

function item(target: FakeProfile, file: string, from: FileItem, together: Set<string>): ImportItem {
  const mine = target.items.find((i) => i.kind === from.kind && i.name === from.name);
  const uses = [`- ${from.name}\n`, `service: ${from.name}\n`];
  return {
    kind: from.kind,
    name: from.name,
    change: !mine ? 'added' : mine.yaml === from.yaml ? 'same' : 'changed',
    file,
    line: from.line,
    column: from.line === 0 ? 0 : 5,
    yours: mine?.yaml ?? null,
    theirs: from.yaml,
    modern: from.modern ?? null,
    enabled: from.line === 0 ? from.enabled : true,
    checked: true,
    secrets: [...from.secrets, ...(mine?.secrets ?? [])],
    problems: from.found?.map((f) => toProblem(f, file)) ?? problems(from, together),
    used_by: mine
      ? target.items.filter((i) => uses.some((u) => i.yaml.includes(u))).map((i) => ref(target, i))
      : [],
  };
}

export function review(world: World, profile: string, paths: string[], how: How): ImportReview {
  const target = find(world, profile);
  const { files, refused } = readAll(paths, how);
  const together = known([...target.items, ...files.flatMap((f) => f.items)]);
  const rejected = files.flatMap((f) => f.rejected ?? []);
  return {
    id: newId('review'),
    profile,
    files: files.map((f) => f.file),
    refused,
    excerpts: files.flatMap(({ file, items }) =>
      items
        .flatMap((i) => i.found ?? [])
        .flatMap(({ line, text }) => (line && text ? [{ file, line, text }] : [])),
    ),
    items: files.flatMap((f) => f.items.map((i) => item(target, f.file, i, together))),
    rejected,
    problems: [],
    traefik_would_refuse: rejected.length > 0,
  };
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
      const put = {
        yaml: (decision?.convert && item.modern) || item.theirs,
        secrets: item.secrets.filter((s) => item.theirs.includes(s)),
        updated_at: stamp(),
        // What is replaced keeps its switch; what is new has that of its source.
        enabled: (mine?.enabled ?? item.enabled) && !decision?.switched_off,
      };
      if (mine) Object.assign(mine, put);
      else target.items.push({ kind: item.kind, name, ...put });
      outcome[mine ? 'changed' : 'added'].push(where);
    }
  }
  return outcome;
}
