import type { Backup, Line, LocationPreview, Rule } from '../backend';
import { daysBetween, fullDate, shortDate } from '../shared/time';
import { count } from '../shared/words';
import { limits } from './rules';
import { t } from './messages';

export type Look = 'kept' | 'pin' | 'point' | 'goes';
/** One mark of the time line; where there are very many backups it stands for several. */
export type Dot = { id: string; look: Look; title: string };
export type Zone = { name: string; stay: number; go: number; newest: string; oldest: string; dots: Dot[] };

/** With more than that, neighbours that look alike share a mark. */
const MOST_DOTS = 70;

const looks: Record<Look, string> = {
  kept: t.kept,
  pin: t.pinned,
  point: t.restorePoint,
  goes: t.wouldBeRemoved,
};
/** What the marks mean; only those that are there. */
export const legendOf = (zones: Zone[]): { look: Look; words: string }[] =>
  (Object.keys(looks) as Look[])
    .filter((look) => zones.some((z) => z.dots.some((d) => d.look === look)))
    .map((look) => ({ look, words: looks[look] }));

/** Spans of age that the rule makes a difference between, in days. */
function spans(rule: Rule): { name: string; until: number }[] {
  const l = limits(rule);
  if (!l) return [{ name: t.all, until: Infinity }];
  const later = [
    { name: t.toDays(l.daily), until: l.daily },
    { name: t.toWeeks(l.weekly), until: l.weekly * 7 },
    { name: t.toMonths(l.monthly), until: l.monthly * 31 },
    { name: 'older', until: Infinity },
  ];
  const found = [{ name: `${count(l.days, 'day')}, all`, until: l.days }];
  for (const span of later) if (span.until > found.at(-1)!.until) found.push(span);
  return found;
}

const lookOf = (line: Line, backup: Backup | undefined): Look =>
  line.remove ? 'goes' : backup?.pinned ? 'pin' : backup?.trigger.startsWith('before-') ? 'point' : 'kept';

/** Neighbours that look alike, at most so many of them, share a mark. What stays among what goes is never hidden. */
function marks(lines: Line[], backups: Map<string, Backup>, most: number): Dot[] {
  const found: (Dot & { first: string; n: number })[] = [];
  for (const line of lines) {
    const look = lookOf(line, backups.get(line.id));
    const at = fullDate(new Date(line.created_at));
    const last = found.at(-1);
    if (last && last.look === look && last.n < most) {
      last.n += 1;
      last.title = t.markTitle(last.n, at, last.first, looks[look]);
    } else found.push({ id: line.id, look, title: `${at}: ${looks[look]}`, first: at, n: 1 });
  }
  return found;
}

/** How many backups a mark stands for at most. */
export const together = (n: number): number => Math.max(1, Math.ceil(n / MOST_DOTS));

/** The backups of one location along the rule's spans, newest first; spans without any are left out. */
export function zones(lines: Line[], backups: Backup[], rule: Rule, now: Date): Zone[] {
  const known = new Map(backups.map((b) => [b.id, b]));
  const most = together(lines.length);
  const age = (line: Line) => daysBetween(new Date(line.created_at), now);
  const date = (line: Line) => shortDate(new Date(line.created_at), now);
  let after = -Infinity;
  return spans(rule).flatMap(({ name, until }) => {
    const mine = lines.filter((l) => age(l) > after && age(l) <= until);
    after = until;
    if (mine.length === 0) return [];
    const go = mine.filter((l) => l.remove).length;
    const dots = marks(mine, known, most);
    return [{ name, stay: mine.length - go, go, newest: date(mine[0]!), oldest: date(mine.at(-1)!), dots }];
  });
}

/** 28 stay (12 MB), 2 would go now */
export function tally({ kept, removed }: Pick<LocationPreview, 'kept' | 'removed'>, bytes: number): string {
  const stay = t.staying(kept, !removed && kept > 1);
  return t.tally(stay, kept ? bytes : null, removed);
}

/** The time line for those who do not see it. */
export const inWords = (zones: Zone[]): string => t.zonesInWords(zones);
