import { deadlineMark, secondsLeft } from './deadline.ts';

/**
 * Says the announced end of a ballot while the calling component is shown: 30 and 10 seconds before it, once each, and when it
 * is reached. Whoever gets more time hears of the new end anew.
 */
export function announceEnd(
  read: () => { readonly end: number | null; readonly leftMs: number },
  tell: (said: { readonly seconds: number }) => void,
): void {
  let known: number | null = null;
  let before = Infinity;
  $effect(() => {
    const { end, leftMs } = read();
    if (end === null) return;
    if (end !== known) before = Infinity;
    const isOver = leftMs <= 0 && before > 0;
    const wasThere = known === end;
    known = end;
    if (deadlineMark(before, leftMs) !== null) tell({ seconds: secondsLeft(leftMs) });
    else if (isOver && wasThere) tell({ seconds: 0 });
    before = leftMs;
  });
}
