import type { ActivityEntry } from '../backend';

/** `usual`: milliseconds that such a run took the last times; null where that is not known, or not worth a word. */
export type Progress = { step: number; of: number; percent: number; usual: number | null };

const WORTH_A_WORD = 1000;

/** How far a run is. */
export function progress(run: ActivityEntry, past: ActivityEntry[]): Progress {
  const done = run.steps.filter((s) => s.state === 'done').length;
  const of = run.steps.length;
  const lengths = past
    .filter((e) => e.kind === run.kind && e.outcome === 'ok' && e.finished_at !== null)
    .map((e) => Date.parse(e.finished_at!) - Date.parse(e.started_at))
    .sort((a, b) => a - b);
  const usual = lengths[lengths.length >> 1] ?? 0;
  return {
    step: Math.min(done + 1, of),
    of,
    percent: of === 0 ? 0 : Math.round((100 * done) / of),
    usual: usual >= WORTH_A_WORD ? usual : null,
  };
}
