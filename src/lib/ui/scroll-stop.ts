/** Makes an element a stop for the keyboard for as long as it scrolls; one that shows everything must not be one. */
export function scrollStop(element: HTMLElement): () => void {
  const watch = new ResizeObserver(() => {
    if (element.scrollHeight > element.clientHeight) element.tabIndex = 0;
    else element.removeAttribute('tabindex');
  });
  for (const part of [element, ...element.children]) watch.observe(part);
  return () => watch.disconnect();
}
