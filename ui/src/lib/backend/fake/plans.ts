// Restores: what the engine said they would do, and doing it.
import type {
  ChangeCounts,
  RestoreChange,
  RestoreChoice,
  RestoreOutcome,
  RestorePlan,
  RestoreSource,
} from '../connection';
import { isRecorded, recorded } from './samples';
import { asItem, type FakeProfile, type World } from './world';

/** A backup that was made meanwhile holds what the newest of the sample does; a file is the one that was recorded. */
export function restorePlan(world: World, source: RestoreSource): RestorePlan {
  if (isRecorded('prepareRestore', source)) return recorded<RestorePlan>('prepareRestore', source);
  if (source.backup === undefined)
    return recorded<RestorePlan>('prepareRestore', { file: '~/Documents/mantrae-2026-11-09.mantrae' });
  const plan = recorded<RestorePlan>('prepareRestore', { backup: 'backup-0001' });
  const { id, created_at, trigger, note } = world.backups.find((b) => b.id === source.backup)!;
  return { ...plan, backup: id, created_at, trigger, note };
}

const counted = (changes: Pick<RestoreChange, 'change'>[]): ChangeCounts => {
  const count = (change: RestoreChange['change']) => changes.filter((c) => c.change === change).length;
  return { added: count('added'), changed: count('changed') + count('comments'), removed: count('removed') };
};

export function applyRestore(
  world: World,
  plan: RestorePlan,
  only: RestoreChoice | null,
  safety: string,
): RestoreOutcome {
  const chosen = plan.changes.filter(
    ({ component: { profile, kind, name } }) =>
      !only ||
      only.profiles.includes(profile) ||
      only.components.some((one) => one.profile === profile && one.kind === kind && one.name === name),
  );
  for (const change of chosen) put(world, change);
  return { ...counted(chosen), safety_backup: safety, warnings: [] };
}

function put(world: World, { component, then, secrets }: RestoreChange): void {
  const { profile, kind, name } = component;
  let owner = world.profiles.find((p) => p.name === profile);
  if (!owner) world.profiles.push((owner = { name: profile, description: '', created_at: '', items: [] }));
  owner.items = owner.items.filter((i) => !(i.kind === kind && i.name === name));
  if (then !== null) owner.items.push(asItem(kind, name, then, secrets));
}

/** How many components of the profiles are not the same in both. */
export function differing(before: FakeProfile[], now: FakeProfile[]): number {
  const texts = (profiles: FakeProfile[]) =>
    new Map(
      profiles.flatMap((p) =>
        p.items.map((i) => [`${p.name}/${i.kind}/${i.name}`, `${i.enabled} ${i.yaml}`]),
      ),
    );
  const [was, is] = [texts(before), texts(now)];
  return [...new Set([...was.keys(), ...is.keys()])].filter((key) => was.get(key) !== is.get(key)).length;
}
