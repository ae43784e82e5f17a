import { gatherWordLists } from './word-lists.ts';

/** Cleaned HTML, and how many pictures were left out. */
export type Cleaned = { readonly html: string; readonly images: number };

const neverText =
  'script, style, meta, link, title, template, noscript, iframe, object, embed, svg, math, audio, video, canvas';
const headings: Record<string, string> = { H1: 'h3', H2: 'h3', H5: 'h4', H6: 'h4' };

/**
 * HTML from Word or the web in the few forms that our text knows. Styles, classes and unknown elements need no care
 * here: the schema does not know them, so they fall off while parsing. The document is inert: nothing loads or runs.
 */
export function cleanPasted(html: string): Cleaned {
  const { body } = new DOMParser().parseFromString(html, 'text/html');
  const images = body.querySelectorAll('img, picture, v\\:imagedata');
  for (const out of [...body.querySelectorAll(neverText), ...images]) out.remove();
  dropComments(body);
  gatherWordLists(body);
  for (const [name, becomes] of Object.entries(headings))
    for (const old of body.querySelectorAll(name)) rename(old, becomes);
  // Inner tables first, so that a row of the outer one finds text in its cells.
  for (const table of [...body.querySelectorAll('table')].reverse()) table.replaceWith(...rowsAsParagraphs(table));
  for (const element of body.querySelectorAll('*')) dropHandlers(element);
  return { html: body.innerHTML, images: images.length };
}

/** Word's conditional comments and its `<![if …]>` are both comments to the parser. */
function dropComments(body: HTMLElement): void {
  const walker = body.ownerDocument.createTreeWalker(body, NodeFilter.SHOW_COMMENT);
  const comments: Node[] = [];
  while (walker.nextNode()) comments.push(walker.currentNode);
  for (const comment of comments) comment.parentNode?.removeChild(comment);
}

/** They could not run (the page's policy forbids it), but every parse would report them. */
function dropHandlers(element: Element): void {
  for (const name of element.getAttributeNames()) if (name.startsWith('on')) element.removeAttribute(name);
}

function rename(old: Element, name: string): void {
  const renamed = old.ownerDocument.createElement(name);
  renamed.append(...old.childNodes);
  old.replaceWith(renamed);
}

/** One paragraph for each row, its cells parted by a bar. */
function rowsAsParagraphs(table: HTMLTableElement): HTMLElement[] {
  return [...table.rows].flatMap((row) => {
    const cells = [...row.cells]
      .map((cell) => cell.textContent.replace(/\s+/g, ' ').trim())
      .filter((text) => text !== '');
    if (cells.length === 0) return [];
    const paragraph = table.ownerDocument.createElement('p');
    paragraph.textContent = cells.join(' | ');
    return [paragraph];
  });
}
