import { Node } from '@tiptap/core';
import type { Node as TextNode } from '@tiptap/pm/model';
import type { Decoration, NodeView, ViewMutationRecord } from '@tiptap/pm/view';
import { contentLanguage } from '#domain/round/round.ts';
import { m } from '#lib/paraglide/messages.js';
import { sectionAnchor, sectionHint, sectionNumber, sectionTitle } from '../section-titles.ts';
import { type Writer, writersIn } from './writers.ts';

/** One of the text's sections. Its heading is drawn, not text: it can neither be edited nor deleted. */
export const Section = Node.create({
  name: 'section',
  content: 'block*',
  isolating: true,
  defining: true,
  selectable: false,
  draggable: false,
  addAttributes: () => ({ key: { default: null, rendered: false } }),
  renderHTML: () => ['section', 0],
  addNodeView: () => (props) => new SectionView(props.node, props.decorations),
});

/** A section on screen: heading, who else is writing here, text. */
class SectionView implements NodeView {
  readonly dom = document.createElement('section');
  readonly contentDOM = document.createElement('div');
  readonly #head = document.createElement('div');
  readonly #writes = document.createElement('span');
  #node: TextNode;

  constructor(node: TextNode, decorations: readonly Decoration[]) {
    this.#node = node;
    const key: unknown = node.attrs.key;
    const heading = document.createElement('h2');
    heading.id = sectionAnchor(key);
    heading.append(numberMark(sectionNumber(key)), sectionTitle(key));
    this.#head.className = 'section-head';
    this.#head.contentEditable = 'false';
    this.#head.append(heading, this.#writes);
    this.contentDOM.className = 'section-text';
    this.contentDOM.lang = contentLanguage;
    this.contentDOM.style.setProperty('--hint', JSON.stringify(sectionHint(key)));
    this.dom.setAttribute('aria-labelledby', heading.id);
    this.dom.append(this.#head, this.contentDOM);
    this.#tell(writersIn(decorations));
  }

  update(node: TextNode, decorations: readonly Decoration[]): boolean {
    if (node.type !== this.#node.type || node.attrs.key !== this.#node.attrs.key) return false;
    this.#node = node;
    this.#tell(writersIn(decorations));
    return true;
  }

  /** The heading is ours; only changes to the text are the editor's to read. */
  ignoreMutation(mutation: ViewMutationRecord): boolean {
    return mutation.type !== 'selection' && this.#head.contains(mutation.target);
  }

  #tell(writers: readonly Writer[]): void {
    const [first, second] = writers;
    this.#writes.className = first === undefined ? '' : `writes p${first.tone}`;
    const text = first === undefined ? '' : whoWrites(first, second, writers.length);
    if (this.#writes.textContent !== text) this.#writes.textContent = text;
  }
}

function numberMark(number: number | null): HTMLElement {
  const mark = document.createElement('span');
  mark.className = 'no num';
  mark.textContent = number === null ? '' : `${number} `;
  return mark;
}

function whoWrites(first: Writer, second: Writer | undefined, count: number): string {
  if (second === undefined) return m.analysis_writes_one({ name: first.label });
  if (count === 2) return m.analysis_writes_two({ first: first.label, second: second.label });
  return m.analysis_writes_many({ name: first.label, count: count - 1 });
}
