/** Which rows of a long list are drawn: those in sight and a few on both sides. */
export function rowsInSight(
  total: number,
  row: number,
  top: number,
  height: number,
  extra = 6,
): { from: number; to: number } {
  if (total === 0 || row <= 0) return { from: 0, to: 0 };
  const first = Math.min(total - 1, Math.max(0, Math.floor(top / row)));
  const last = Math.min(total, Math.ceil((top + height) / row));
  return { from: Math.max(0, first - extra), to: Math.min(total, Math.max(first + 1, last) + extra) };
}

/** Where to scroll so that a row can be seen; null when it can be already. */
export function scrollFor(index: number, row: number, top: number, height: number): number | null {
  if (index * row < top) return index * row;
  if ((index + 1) * row > top + height) return (index + 1) * row - height;
  return null;
}

/** Where the arrow keys lead in a list; null for a key that does not move. */
export function moved(key: string, index: number, total: number, page = 10): number | null {
  const to = {
    ArrowDown: index + 1,
    ArrowUp: index - 1,
    Home: 0,
    End: total - 1,
    PageDown: index + page,
    PageUp: index - page,
  }[key];
  return to === undefined || total === 0 ? null : Math.min(total - 1, Math.max(0, to));
}
