import { Fragment, type Node as TextNode, Slice } from '@tiptap/pm/model';
import { sectionTitle } from '../section-titles.ts';

/**
 * What was selected, without the sections round it, so that it fits anywhere: inside one section its blocks alone;
 * over several sections each one's heading as a heading of the third level, then its blocks.
 */
export function withoutSections(slice: Slice): Slice {
  const { content, openStart, openEnd } = slice;
  if (content.firstChild?.type.name !== 'section') return slice;
  if (content.childCount === 1)
    return new Slice(content.firstChild.content, Math.max(openStart - 1, 0), Math.max(openEnd - 1, 0));
  const blocks = content.content.flatMap((section) => [headingFor(section), ...section.children]);
  return new Slice(Fragment.from(blocks), 0, Math.max(openEnd - 1, 0));
}

/**
 * What comes in, without sections: ProseMirror puts one round whatever is pasted over everything, and the guard would
 * refuse it.
 */
export function blocksOf(slice: Slice): Slice {
  const { content, openStart, openEnd } = slice;
  if (!content.content.some(({ type }) => type.name === 'section')) return slice;
  const blocks = content.content.flatMap((node) => (node.type.name === 'section' ? node.children : [node]));
  return new Slice(Fragment.from(blocks), Math.max(openStart - 1, 0), Math.max(openEnd - 1, 0));
}

function headingFor(section: TextNode): TextNode {
  const { schema } = section.type;
  const { heading } = schema.nodes;
  if (heading === undefined) throw new Error('the schema has no heading');
  return heading.create({ level: 3 }, schema.text(sectionTitle(section.attrs.key)));
}
