/** Tells an element, as `--covered`, how much of the window's top the shell's bar covers: it wraps on narrow screens. */
export function underTopbar(element: HTMLElement): (() => void) | undefined {
  const bar = document.querySelector<HTMLElement>('.topbar, .phone-top');
  if (bar === null) return undefined;
  const watch = new ResizeObserver(() => {
    const covers = getComputedStyle(bar).position === 'sticky';
    element.style.setProperty('--covered', `${covers ? bar.offsetHeight : 0}px`);
  });
  watch.observe(bar);
  return () => watch.disconnect();
}
