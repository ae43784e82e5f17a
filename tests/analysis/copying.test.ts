import { Fragment, Slice } from '@tiptap/pm/model';
import { expect, test } from 'vitest';
import { blocksOf, withoutSections } from '../../src/lib/analysis/editor/copied-slice.ts';
import { pasteLimit, sizeOf } from '../../src/lib/analysis/editor/paste.ts';
import { plainText } from '../../src/lib/analysis/editor/plain-text.ts';
import { paragraph, schema, selecting, stateOf, textOf } from './text-here.ts';

const text = textOf(['Eins'], ['Zwei', 'Zwo'], ['Drei']);
const blocks = (slice: Slice): string[] => slice.content.content.map((node) => `${node.type.name} ${node.textContent}`);

test('What is copied inside one section comes without its section', () => {
  const slice = withoutSections(selecting(stateOf(text), 'wei', 'Zw').selection.content());
  expect(blocks(slice)).toEqual(['paragraph wei', 'paragraph Zw']);
  expect([slice.openStart, slice.openEnd]).toEqual([1, 1]);
});

test('What is copied over several sections brings their headings as text', () => {
  const slice = withoutSections(selecting(stateOf(text), 'Zwo', 'Dr').selection.content());
  expect(blocks(slice)).toEqual([
    'heading Daten und Fakten',
    'paragraph Zwo',
    'heading Erfahrungen vor Ort',
    'paragraph Dr',
  ]);
});

test('What is pasted comes without sections, open where it was open', () => {
  const section = schema.node('section', { key: null }, [paragraph('Fremd'), paragraph('Text')]);
  const slice = blocksOf(new Slice(Fragment.from(section), 0, 0));
  expect(blocks(slice)).toEqual(['paragraph Fremd', 'paragraph Text']);
  expect(blocksOf(new Slice(Fragment.from(section), 2, 2))).toMatchObject({ openStart: 1, openEnd: 1 });
  expect(blocksOf(slice)).toBe(slice);
});

test('A paste is measured in bytes, so that umlauts count twice', () => {
  const slice = (letters: string) => new Slice(Fragment.from(paragraph(letters)), 0, 0);
  expect(sizeOf(slice('a'.repeat(pasteLimit - 1000)))).toBeLessThan(pasteLimit);
  expect(sizeOf(slice('ä'.repeat(pasteLimit / 2)))).toBeGreaterThan(pasteLimit);
});

test('The text as plain lines has headings and dashes', () => {
  const item = (line: string) => schema.node('listItem', null, [paragraph(line)]);
  const section = schema.node('section', { key: 'gaps' }, [
    paragraph('Es fehlt:'),
    schema.node('bulletList', null, [item('Zahl'), item('Ort')]),
  ]);
  expect(plainText(schema.node('doc', null, [section]))).toBe('Lücken\nEs fehlt:\n- Zahl\n- Ort');
});
