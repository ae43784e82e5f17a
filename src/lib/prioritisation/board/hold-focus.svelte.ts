/**
 * Keeps the focus where it is when `what` changes the order of elements inside of `root`: an element that is put elsewhere
 * in the document loses it otherwise. Nothing scrolls.
 */
export function holdFocus(root: () => HTMLElement | undefined, what: () => unknown): void {
  let held: HTMLElement | null = null;
  $effect.pre(() => {
    what();
    const { activeElement } = document;
    held = activeElement instanceof HTMLElement && root()?.contains(activeElement) === true ? activeElement : null;
  });
  $effect(() => {
    what();
    if (held?.isConnected === true && document.activeElement !== held) held.focus({ preventScroll: true });
  });
}
