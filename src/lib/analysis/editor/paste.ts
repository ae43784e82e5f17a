import { Extension } from '@tiptap/core';
import type { Slice } from '@tiptap/pm/model';
import { Plugin } from '@tiptap/pm/state';
import { cleanPasted } from './clean-html.ts';
import { blocksOf, withoutSections } from './copied-slice.ts';

/** The most that one paste may bring, in bytes of text: the server takes frames of 1 MiB. */
export const pasteLimit = 900_000;

/** Why something was not, or not wholly, taken into the text. */
export type PasteNotice = 'too-large' | 'images-dropped';

/** How many bytes a slice will have when it is sent: its text, and some for every node. */
export function sizeOf(slice: Slice): number {
  let nodes = 0;
  slice.content.descendants(() => (nodes += 1) > 0);
  return new TextEncoder().encode(slice.content.textBetween(0, slice.content.size)).length + nodes * 60;
}

/** Cleans what is pasted or dropped, and refuses what is too large before anything of it is in the text. */
export const CleanPaste = Extension.create<{ notify: (notice: PasteNotice) => void }>({
  name: 'cleanPaste',
  priority: 3000,
  addOptions: () => ({ notify: () => undefined }),
  addProseMirrorPlugins() {
    const { notify } = this.options;
    return [pastePlugin(notify)];
  },
});

function pastePlugin(notify: (notice: PasteNotice) => void): Plugin {
  const refuse = (slice: Slice): boolean => {
    const tooLarge = sizeOf(slice) > pasteLimit;
    if (tooLarge) notify('too-large');
    return tooLarge;
  };
  const bringsOnlyFiles = (source: DataTransfer | null): boolean => {
    const onlyFiles =
      source !== null &&
      source.files.length > 0 &&
      !source.types.includes('text/plain') &&
      !source.types.includes('text/html');
    if (onlyFiles) notify('images-dropped');
    return onlyFiles;
  };
  return new Plugin({
    props: {
      transformPastedHTML: (html) => {
        const cleaned = cleanPasted(html);
        if (cleaned.images > 0) notify('images-dropped');
        return cleaned.html;
      },
      transformPasted: blocksOf,
      transformCopied: withoutSections,
      handlePaste: (_view, event, slice) => bringsOnlyFiles(event.clipboardData) || refuse(slice),
      handleDrop: (_view, event, slice, moved) => bringsOnlyFiles(event.dataTransfer) || (!moved && refuse(slice)),
    },
  });
}
