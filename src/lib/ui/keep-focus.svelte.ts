/**
 * When `what` changes and takes away the element that had the focus, the focus goes to the element with this id (the page's
 * main part, if nothing else is said) instead of getting lost; otherwise it stays where it is.
 */
export function keepFocus(what: () => unknown, id = 'main'): void {
  let hadFocus = false;
  $effect.pre(() => {
    what();
    hadFocus = document.activeElement !== null && document.activeElement !== document.body;
  });
  $effect(() => {
    what();
    const lost = document.activeElement === null || document.activeElement === document.body;
    if (hadFocus && lost) document.getElementById(id)?.focus({ preventScroll: true });
  });
}
