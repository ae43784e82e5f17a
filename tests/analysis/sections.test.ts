import { AllSelection } from '@tiptap/pm/state';
import { ySyncPluginKey } from '@tiptap/y-tiptap';
import { describe, expect, test } from 'vitest';
import { sectionsOf } from '#domain/sections.ts';
import { clearSelected, crossesSections, fillEmptySections } from '../../src/lib/analysis/editor/section-guard.ts';
import { keysOf, linesOf, paragraph, schema, selecting, stateOf, textOf } from './text-here.ts';

const text = textOf(['Eins'], ['Zwei', 'Zwo'], ['Drei']);

describe('The seven sections stay', () => {
  test('whatever deletes one of them does not happen', () => {
    const state = stateOf(text);
    const size = state.doc.firstChild?.nodeSize ?? 0;
    const { tr } = state;
    for (const change of [tr.delete(0, size), state.tr.delete(0, state.doc.content.size), state.tr.delete(2, size + 4)])
      expect(linesOf(state.apply(change).doc)).toEqual(linesOf(text));
  });

  test('none is added, renamed or moved', () => {
    const state = stateOf(text);
    const first = state.doc.child(0);
    const again = state.tr.insert(0, first);
    const moved = state.tr.delete(0, first.nodeSize).insert(state.doc.content.size - first.nodeSize, first);
    for (const change of [again, moved, state.tr.setNodeAttribute(0, 'key', 'need')])
      expect(keysOf(state.apply(change).doc)).toEqual([...sectionsOf.analysis]);
  });

  test('what others did to the shared text is always shown', () => {
    const state = stateOf(text);
    const theirs = state.tr
      .delete(0, state.doc.firstChild?.nodeSize ?? 0)
      .setMeta(ySyncPluginKey, { isChangeOrigin: true });
    expect(state.apply(theirs).doc.childCount).toBe(6);
  });

  test('typing inside a section is free', () => {
    const state = stateOf(text);
    expect(linesOf(state.apply(state.tr.insertText('Nummer ', 2)).doc)[0]).toBe('Nummer Eins');
  });
});

describe('Deleting over several sections', () => {
  test('empties the selected text in each and keeps the rest', () => {
    const state = selecting(stateOf(text), 'wei', 'Dr');
    expect(crossesSections(state)).toBe(true);
    const cleared = state.apply(clearSelected(state));
    expect(linesOf(cleared.doc).slice(0, 4)).toEqual(['Eins', 'Z', 'ei', '']);
    expect(cleared.selection.$from.parent.textContent).toBe('Z');
  });

  test('of everything leaves seven empty sections and the caret in the first', () => {
    const all = stateOf(text);
    const state = all.apply(all.tr.setSelection(new AllSelection(all.doc)));
    const cleared = state.apply(clearSelected(state));
    expect(keysOf(cleared.doc)).toEqual([...sectionsOf.analysis]);
    expect(cleared.doc.textContent).toBe('');
    expect(cleared.doc.children.every((section) => section.childCount === 1)).toBe(true);
    expect(cleared.selection.$from.index(0)).toBe(0);
  });

  test('a selection inside one section does not cross', () => {
    expect(crossesSections(selecting(stateOf(text), 'Zwei', 'Zwo'))).toBe(false);
  });
});

test('A section that two edits together have emptied gets a paragraph again', () => {
  const gap = schema.node(
    'doc',
    null,
    sectionsOf.analysis.map((key) => schema.node('section', { key }, key === 'gaps' ? [] : [paragraph('x')])),
  );
  const state = stateOf(gap);
  const filled = fillEmptySections(state);
  expect(filled?.doc.child(4).childCount).toBe(1);
  expect(fillEmptySections(stateOf(text))).toBeNull();
});
