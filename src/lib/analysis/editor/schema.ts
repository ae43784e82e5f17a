import { type Extensions, Node } from '@tiptap/core';
import StarterKit from '@tiptap/starter-kit';
import { SafeLink } from './links.ts';
import { Section } from './section-node.ts';

/**
 * `*` and not so many: y-tiptap deletes from the shared document whatever breaks the schema, and two edits that are fine
 * by themselves may break a stricter one together. That all of them stay is the guard's task (section-guard.ts).
 */
const SectionedText = Node.create({ name: 'doc', topNode: true, content: 'section*' });

/** As Tiptap's, but Tab is left alone (it leaves the editor), and a list may come first (see SectionedText). */
const ListItem = Node.create({
  name: 'listItem',
  content: '(paragraph | bulletList | orderedList)+',
  defining: true,
  parseHTML: () => [{ tag: 'li' }],
  renderHTML: () => ['li', 0],
  addKeyboardShortcuts() {
    return { Enter: () => this.editor.commands.splitListItem('listItem') };
  },
});

/** What a text may hold: in each section paragraphs, headings 3 and 4, lists; bold, italic, links. */
export const textExtensions: Extensions = [
  SectionedText,
  Section,
  ListItem,
  SafeLink,
  StarterKit.configure({
    document: false,
    listItem: false,
    link: false,
    blockquote: false,
    code: false,
    codeBlock: false,
    horizontalRule: false,
    strike: false,
    underline: false,
    trailingNode: false,
    undoRedo: false,
    heading: { levels: [3, 4] },
    dropcursor: { color: false, width: 2, class: 'drop-mark' },
  }),
];
