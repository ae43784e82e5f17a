import { type Points, spent } from '#domain/prioritisation/points.ts';
import { m } from '#lib/paraglide/messages.js';

/** "Ihre 6 Punkte sind gezählt. Sie können bis zum Ende ändern." */
export function countedText(points: Points): string {
  const count = spent(points);
  return count === 0 ? m.prioritisation_counted_empty() : m.prioritisation_counted({ count });
}
