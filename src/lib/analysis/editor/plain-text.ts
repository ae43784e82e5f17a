import type { Node as TextNode } from '@tiptap/pm/model';
import { sectionTitle } from '../section-titles.ts';

/** The text as plain lines: each section's heading, then its blocks, list items with a dash. */
export const plainText = (doc: TextNode): string =>
  doc.children.map((section) => [sectionTitle(section.attrs.key), ...linesOf(section, '')].join('\n')).join('\n\n');

function linesOf(parent: TextNode, indent: string): string[] {
  return parent.children.flatMap((block) => {
    if (block.isTextblock) return [indent + block.textBetween(0, block.content.size, undefined, '\n')];
    if (block.type.name === 'listItem')
      return linesOf(block, '').map((line, at) => indent + (at === 0 ? '- ' : '  ') + line);
    return linesOf(block, indent);
  });
}
