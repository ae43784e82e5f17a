/** A list being built, with the level Word gave it (1 for the outermost). */
type OpenList = { readonly level: number; readonly list: HTMLElement };

const isOrdered = (marker: string): boolean => /^\s*\(?(\d+|[a-z]|[ivxlc]+)[.)]/i.test(marker);

/** Word writes lists as paragraphs with a drawn bullet. Makes real lists of them, nested by level; changes `body`. */
export function gatherWordLists(body: HTMLElement): void {
  let open: OpenList[] = [];
  let last: Element | null = null;
  let lastId = '';
  for (const paragraph of [...body.querySelectorAll<HTMLElement>('p[style*="mso-list"]')]) {
    const [, id = '', level = '1'] = /mso-list:\s*(\S+)\s+level(\d+)/.exec(paragraph.getAttribute('style') ?? '') ?? [];
    if (last === null || paragraph.previousElementSibling !== last || id !== lastId) open = [];
    const marker = takeMarker(paragraph);
    while ((open.at(-1)?.level ?? 0) > Number(level)) open.pop();
    if (open.at(-1)?.level !== Number(level))
      open.push({ level: Number(level), list: newList(paragraph, marker, open.at(-1)) });
    const item = paragraph.ownerDocument.createElement('li');
    item.append(...paragraph.childNodes);
    open.at(-1)?.list.append(item);
    paragraph.remove();
    last = open[0]?.list ?? null;
    lastId = id;
  }
}

/** Removes the drawn bullet or number and returns it. */
function takeMarker(paragraph: HTMLElement): string {
  const marker = [...paragraph.querySelectorAll<HTMLElement>('span[style*="mso-list"]')].find((span) =>
    /mso-list:\s*ignore/i.test(span.getAttribute('style') ?? ''),
  );
  const text = marker?.textContent ?? '';
  marker?.remove();
  return text;
}

/** An empty list where the paragraph stands, or inside the last item of the list round it. */
function newList(paragraph: HTMLElement, marker: string, parent: OpenList | undefined): HTMLElement {
  const list = paragraph.ownerDocument.createElement(isOrdered(marker) ? 'ol' : 'ul');
  const item = parent?.list.lastElementChild;
  if (item) item.append(list);
  else paragraph.before(list);
  return list;
}
