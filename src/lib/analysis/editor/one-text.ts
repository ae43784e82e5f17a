import { Extension } from '@tiptap/core';
import { Plugin } from '@tiptap/pm/state';
import { ySyncPluginKey } from '@tiptap/y-tiptap';
import * as Y from 'yjs';
import { bindingOf } from './own-selection.ts';

const textBlocks = ['paragraph', 'heading'];

/**
 * Gives each empty block that we make its shared text at once. Without it, two people who begin to write in the same
 * empty block make one text each; y-tiptap then joins the two by copying, on both sides, and letters double.
 */
export const OneText = Extension.create({
  name: 'oneText',
  addProseMirrorPlugins: () => [
    new Plugin({
      view: (view) => {
        const { doc } = bindingOf(view.state);
        const complete = (change: Y.Transaction): void => {
          const bare = change.origin === ySyncPluginKey ? bareBlocksIn(change) : [];
          if (bare.length === 0) return;
          doc.transact((more) => {
            // Undone together with the block that it belongs to.
            more.meta.set('addToHistory', change.meta.get('addToHistory'));
            for (const block of bare) block.insert(0, [new Y.XmlText()]);
          }, ySyncPluginKey);
        };
        doc.on('afterTransaction', complete);
        return { destroy: () => doc.off('afterTransaction', complete) };
      },
    }),
  ],
});

/** The blocks without a text where this change put something. */
function bareBlocksIn({ changed }: Y.Transaction): Y.XmlFragment[] {
  const bare = new Set<Y.XmlFragment>();
  const look = (block: Y.XmlFragment): void => {
    if (block instanceof Y.XmlElement && textBlocks.includes(block.nodeName) && block.length === 0) bare.add(block);
    for (const child of block.toArray()) if (child instanceof Y.XmlElement) look(child);
  };
  for (const type of changed.keys()) if (type instanceof Y.XmlFragment && type._item?.deleted !== true) look(type);
  return [...bare];
}
