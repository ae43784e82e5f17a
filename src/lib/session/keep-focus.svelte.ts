/**
 * When `what` changes and takes away the element that had the focus, the focus goes to the page's main part instead of
 * getting lost; otherwise it stays where it is.
 */
export function keepFocus(what: () => unknown): void {
  let hadFocus = false;
  $effect.pre(() => {
    what();
    hadFocus = document.activeElement !== null && document.activeElement !== document.body;
  });
  $effect(() => {
    what();
    const lost = document.activeElement === null || document.activeElement === document.body;
    if (hadFocus && lost) document.getElementById('main')?.focus({ preventScroll: true });
  });
}
