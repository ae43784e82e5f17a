import { m } from '#lib/paraglide/messages.js';
import type { IconName } from '#lib/ui/icon-paths.ts';
import type { Tool } from './text-editor.svelte.ts';

/** One button of the toolbar. */
export type ToolButton = {
  readonly tool: Tool | 'link';
  readonly icon: IconName;
  readonly label: string;
  /** Shortcut in the words of `aria-keyshortcuts`. */
  readonly keys?: string;
  /** The icon at 16 px. */
  readonly small?: boolean;
  /** A rule stands before it. */
  readonly apart?: boolean;
};

/** The toolbar from left to right, in the person's language. */
export const toolButtons = (): readonly ToolButton[] => [
  { tool: 'bold', icon: 'bold', label: m.analysis_tool_bold(), keys: 'Control+B' },
  { tool: 'italic', icon: 'italic', label: m.analysis_tool_italic(), keys: 'Control+I' },
  { tool: 'heading', icon: 'heading', label: m.analysis_tool_heading(), apart: true },
  { tool: 'subheading', icon: 'heading', label: m.analysis_tool_subheading(), small: true },
  { tool: 'bulletList', icon: 'bullet-list', label: m.analysis_tool_bullet_list(), apart: true },
  { tool: 'orderedList', icon: 'numbered-list', label: m.analysis_tool_numbered_list() },
  { tool: 'link', icon: 'link', label: m.analysis_tool_link() },
  { tool: 'undo', icon: 'undo', label: m.analysis_tool_undo(), keys: 'Control+Z', apart: true },
  { tool: 'redo', icon: 'redo', label: m.analysis_tool_redo(), keys: 'Control+Y' },
];

/** Undo and redo do something, they are not on or off. */
export const isHistory = (tool: Tool | 'link'): tool is 'undo' | 'redo' => tool === 'undo' || tool === 'redo';
