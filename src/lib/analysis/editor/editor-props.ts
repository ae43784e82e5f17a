import type { Awareness } from 'y-protocols/awareness';
import type { Doc } from 'yjs';
import type { TextKind } from '#domain/sections.ts';

/** What the editor needs. Apart from its component, so that the page can name the types without loading the editor. */
export type EditorProps = {
  /** Synced once already. */
  doc: Doc;
  awareness: Awareness;
  editable: boolean;
  kind: TextKind;
  /** What the text is called: "Text der Lageanalyse: Hochbetagte in Ofenerdiek". */
  name: string;
};

/** What the page may ask of the editor. */
export type EditorExports = {
  /** The text as plain lines, for copying it elsewhere. */
  plainText: () => string;
  /** Puts the focus where the caret was. */
  focus: () => void;
};
