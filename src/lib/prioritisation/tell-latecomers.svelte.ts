import { untrack } from 'svelte';

/** Those who come within so many milliseconds are told together: after a break half a hall comes back. */
const together = 3_000;

/** Tells how many wait to be let in, whenever there are more of them, while the calling component is shown. */
export function tellLatecomers(count: () => number, tell: (count: number) => void): void {
  let told = untrack(count);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const speak = (): void => {
    timer = undefined;
    const now = count();
    if (now > told) tell(now);
    told = now;
  };
  $effect(() => {
    const now = count();
    if (now > told) timer ??= setTimeout(speak, together);
    else told = now;
  });
  $effect(() => () => clearTimeout(timer));
}
