// How long the fake keeps backups: the engine's rule in small, for one location.
import type { Backend, Comparison, Line, Preview, Rule } from '../connection';
import type { Bench } from './bench';
import { now, stamp } from './clock';
import { entry } from './history';
import { failure, type FakeBackup, type World } from './world';

type Limits = { days: number; daily: number; weekly: number; monthly: number };
type Bucket = 'daily' | 'weekly' | 'monthly';
const BUCKETS: Bucket[] = ['daily', 'weekly', 'monthly'];
const POINT_DAYS = 30;
const DAY = 86_400_000;

function limits(rule: Rule): Limits | null {
  switch (rule.kind) {
    case 'keep-all':
      return null;
    case 'days':
      return { days: rule.days, daily: 0, weekly: 0, monthly: 0 };
    case 'keep-many':
      return { days: 7, daily: 30, weekly: 12, monthly: 24 };
    case 'keep-some':
      return { days: 2, daily: 14, weekly: 8, monthly: 6 };
    case 'custom':
      return rule;
  }
}

const inDays = (n: number) => `${n} ${n === 1 ? 'day' : 'days'}`;
const locations = (l: Limits): string[] => BUCKETS.filter((b) => l[b] > 0).map((b) => `${l[b]} ${b}`);

function ruleName(rule: Rule): string {
  const names = { 'keep-all': 'Keep all', 'keep-many': 'Keep many', 'keep-some': 'Keep some' } as const;
  return rule.kind === 'days' ? inDays(rule.days) : rule.kind === 'custom' ? 'Custom' : names[rule.kind];
}

/** “Keep some: 2 days all · 14 daily · 8 weekly · 6 monthly” */
function inWords(rule: Rule): string {
  const l = limits(rule);
  if (!l || rule.kind === 'days') return ruleName(rule);
  return `${ruleName(rule)}: ${[`${inDays(l.days)} all`, ...locations(l)].join(' · ')}`;
}

/** The local day, counted in days. */
const dayOf = (at: number): number => {
  const d = new Date(at);
  return Math.round(Date.UTC(d.getFullYear(), d.getMonth(), d.getDate()) / DAY);
};
const period: Record<Bucket, (day: number) => number> = {
  daily: (day) => day,
  // Day 0 was a Thursday; weeks begin on Monday.
  weekly: (day) => Math.floor((day + 3) / 7),
  monthly: (day) => new Date(day * DAY).getUTCFullYear() * 12 + new Date(day * DAY).getUTCMonth(),
};

const isPoint = (b: FakeBackup) => b.trigger === 'before-import' || b.trigger === 'before-restore';

/** Which backups hold a location among the daily, weekly and monthly ones, and which one. */
function rotation(backups: FakeBackup[], l: Limits): Map<string, string[]> {
  const held = new Map<string, string[]>();
  for (const bucket of BUCKETS) {
    const taken = new Set<number>();
    for (const b of backups) {
      const here = period[bucket](dayOf(Date.parse(b.created_at)));
      if (b.pinned || isPoint(b) || b.problem || taken.has(here) || taken.size >= l[bucket]) continue;
      taken.add(here);
      held.set(b.id, [...(held.get(b.id) ?? []), `${bucket} ${taken.size} of ${l[bucket]}`]);
    }
  }
  return held;
}

function judge(world: World, rule: Rule): Line[] {
  const backups = [...world.backups].sort((a, b) => b.created_at.localeCompare(a.created_at));
  const l = limits(rule);
  const held = l ? rotation(backups, l) : new Map<string, string[]>();
  const newest = backups.find((b) => b.own && !b.problem) ?? backups.find((b) => b.own);
  return backups.map((b) => {
    const age = dayOf(now()) - dayOf(Date.parse(b.created_at));
    const stays = [
      b === newest && (b.problem ? 'newest here, where none is verified' : 'newest verified here'),
      !b.own && 'from another computer',
      b.pinned && 'pinned',
      isPoint(b) && age <= POINT_DAYS && `restore point younger than ${inDays(POINT_DAYS)}`,
      !l && 'keep all',
      l && age <= l.days && `${b.problem ? 'not verified, ' : ''}younger than ${inDays(l.days)}`,
      ...(held.get(b.id) ?? []),
    ].filter((r): r is string => !!r);
    const line = { id: b.id, created_at: b.created_at };
    if (stays.length || !l) return { ...line, remove: false, reasons: stays };
    const days = isPoint(b) ? Math.max(l.days, POINT_DAYS) : l.days;
    const none = !isPoint(b) && locations(l).length ? `, none of ${locations(l).join(', ')}` : '';
    const what = isPoint(b) ? 'restore point, ' : b.problem ? 'not verified, ' : '';
    const why = `${what}older than ${inDays(days)}${none} (rule: ${ruleName(rule)})`;
    return { ...line, remove: true, reasons: [why] };
  });
}

const inPlace = (lines: Line[]): Preview['locations'] =>
  lines.length === 0
    ? []
    : [
        {
          location: 'This computer',
          kept: lines.filter((l) => !l.remove).length,
          removed: lines.filter((l) => l.remove).length,
          backups: lines,
        },
      ];

export function compare(world: World, rule: Rule): Comparison {
  const stays = new Set(
    judge(world, world.settings.retention)
      .filter((l) => !l.remove)
      .map((l) => l.id),
  );
  const more = judge(world, rule).filter((l) => l.remove && stays.has(l.id));
  const words = `${more.length} ${more.length === 1 ? 'backup' : 'backups'}`;
  return {
    backups: more.length,
    sentence: more.length ? `The new rule deletes ${words} after the next backup` : null,
    locations: inPlace(more),
  };
}

const shortDay = (at: string) =>
  new Date(at).toLocaleString('en-GB', {
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
  });

/** Removes what the rule does not keep, and writes down which and why. */
export function cleanUp(world: World, log: Bench['log']): Line[] {
  const going = judge(world, world.settings.retention).filter((l) => l.remove);
  if (going.length === 0) return going;
  world.backups = world.backups.filter((b) => !going.some((l) => l.id === b.id));
  const words = `${going.length} old ${going.length === 1 ? 'backup' : 'backups'} cleaned up`;
  const detail = going.map((l) => `${shortDay(l.created_at)}: ${l.reasons.join(' · ')}`).join('\n');
  log(entry('delete', stamp(), words, 0.2, { detail }));
  return going;
}

type Commands = Pick<Backend, 'previewRetention' | 'compareRetention' | 'applyRetention'>;

export const retentionCommands = (world: World, { log, tell }: Bench): Commands => ({
  previewRetention: async (rule) => {
    const held = rule ?? world.settings.retention;
    return { rule: inWords(held), locations: inPlace(judge(world, held)) };
  },
  compareRetention: async (rule) => compare(world, rule),
  applyRetention: async () => {
    const removed = cleanUp(world, log);
    tell({ type: 'backups-changed' }, { type: 'activity-changed' });
    return {
      removed: removed.map(({ id, reasons }) => ({ id, location: 'This computer', reason: reasons[0]! })),
      postponed: null,
    };
  },
});
