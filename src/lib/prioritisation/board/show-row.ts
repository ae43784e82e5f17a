import type { BoardItem } from '#domain/prioritisation/board.ts';

/** What covers the edges of the window, in px: the top bar, and a little air. */
const covered = { above: 96, below: 24 };

/**
 * Scrolls no further than it takes to see a row at its place. Not `scrollIntoView`: while the row is on its way, the
 * browser would look for it where it came from.
 */
export function showRow(list: HTMLElement, item: BoardItem): void {
  const row = list.querySelector<HTMLElement>(`[data-item="${item}"]`);
  if (row === null) return;
  const top = list.getBoundingClientRect().top + row.offsetTop - list.offsetTop;
  const above = top - covered.above;
  const below = top + row.offsetHeight - (innerHeight - covered.below);
  if (above < 0) scrollBy(0, above);
  else if (below > 0) scrollBy(0, below);
}
