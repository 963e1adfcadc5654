/** The parts of the window that F6 walks through, in reading order. */
export function nextPane(step: 1 | -1, root: ParentNode = document): void {
  const panes = [...root.querySelectorAll<HTMLElement>('[data-pane]')].filter(
    (p) => p.getClientRects().length > 0 || p.offsetParent !== null,
  );
  if (panes.length === 0) return;
  const here = panes.findLastIndex((p) => p.contains(document.activeElement));
  const pane = panes[(here + step + panes.length) % panes.length]!;
  const inside = pane.querySelector<HTMLElement>(
    '[aria-current=page], [tabindex="0"], button:not([disabled]), input, select, a[href]',
  );
  (inside ?? pane).focus();
}
