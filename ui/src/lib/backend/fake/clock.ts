// The fake lives on 12 November 2026, a little after two in the afternoon, local time.
const start = new Date(2026, 10, 12, 14, 5).getTime();
const begun = Date.now();

export const now = (): number => start + (Date.now() - begun);

/** A moment of that autumn: day and month as people write them. */
export const at = (day: number, month: number, hour: number, minute = 0, second = 0): string =>
  new Date(2026, month - 1, day, hour, minute, second).toISOString();

export const stamp = (): string => new Date(now()).toISOString();
