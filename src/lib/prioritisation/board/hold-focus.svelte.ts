/**
 * Keeps the focus where it is when `what` changes the order of elements inside of `root`: an element that is put elsewhere
 * in the document loses it otherwise. Where the element itself has gone, `instead` names another one. Nothing scrolls.
 */
export function holdFocus(
  root: () => HTMLElement | undefined,
  what: () => unknown,
  instead: (gone: HTMLElement) => HTMLElement | null = () => null,
): void {
  let held: HTMLElement | null = null;
  $effect.pre(() => {
    what();
    const { activeElement } = document;
    held = activeElement instanceof HTMLElement && root()?.contains(activeElement) === true ? activeElement : null;
  });
  $effect(() => {
    what();
    const next = held === null || held.isConnected ? held : instead(held);
    if (next !== null && document.activeElement !== next) next.focus({ preventScroll: true });
  });
}
