import * as Y from 'yjs';
import { analysisRoot } from '#domain/analysis/document.ts';
import { encode } from './documents.ts';
import type { Random } from './random.ts';

/** Frames as a real editor sends them, one after the other, who has this document and writes in a section of its own. */
export function realFrames(document: Uint8Array, clientId: number): Uint8Array[] {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, document);
  doc.clientID = clientId;
  const section = new Y.XmlElement('section');
  const update = (edit: () => void) => {
    const before = Y.encodeStateVector(doc);
    doc.transact(edit);
    return encode(0, 2, Y.encodeStateAsUpdate(doc, before));
  };
  const lastText = () => (section.get(section.length - 1) as Y.XmlElement).get(0) as Y.XmlText;
  return [
    encode(0, 0, Y.encodeStateVector(doc)),
    encode(0, 0, Uint8Array.of(0)),
    update(() => doc.getXmlFragment(analysisRoot).push([section])),
    update(() => section.push([paragraph('Der Stadtteil wächst.')])),
    update(() => lastText().insert(4, 'neue ')),
    update(() => lastText().insert(0, 'Fett', { bold: {} })),
    update(() => lastText().format(0, 4, { bold: null, italic: {} })),
    update(() => lastText().delete(2, 5)),
    update(() => section.setAttribute('key', 'baseline')),
    update(() => section.insert(1, [new Y.XmlElement('bulletList'), new Y.XmlElement('heading')])),
    update(() => section.delete(0, 1)),
    encode(0, 1, Y.encodeStateAsUpdate(doc)),
    encode(0, 0, Y.encodeStateVector(doc)),
    encode(1, encode(1, doc.clientID, 1, '{"cursor":{"anchor":1,"head":2}}')),
    encode(1, encode(2, doc.clientID, 2, 'null', 4711, 3, '{"user":{"name":"Presse"}}')),
    encode(3),
  ];
}

function paragraph(text: string): Y.XmlElement {
  const element = new Y.XmlElement('paragraph');
  element.insert(0, [new Y.XmlText(text)]);
  return element;
}

/** A frame with one to three changes: bits turned, an end cut off, bytes put in, taken out or copied, a length made up. */
export function mutate(frame: Uint8Array, others: readonly Uint8Array[], random: Random): Uint8Array {
  let bytes = Array.from(frame);
  for (let count = 1 + random.below(3); count > 0; count -= 1) bytes = random.pick(mutations)(bytes, random, others);
  return Uint8Array.from(bytes);
}

type Mutation = (bytes: number[], random: Random, others: readonly Uint8Array[]) => number[];

const mutations: readonly Mutation[] = [
  (bytes, random) => {
    const turned = random.below(bytes.length);
    return bytes.map((byte, at) => (at === turned ? byte ^ (1 << random.below(8)) : byte));
  },
  (bytes, random) => bytes.slice(0, random.below(bytes.length + 1)),
  (bytes, random) => bytes.toSpliced(random.below(bytes.length + 1), random.below(4)),
  (bytes, random) =>
    bytes.toSpliced(
      random.below(bytes.length + 1),
      0,
      ...Array.from({ length: 1 + random.below(6) }, () => random.below(256)),
    ),
  // A piece of another frame: what it means there it does not mean here.
  (bytes, random, others) => {
    const other = random.pick(others);
    const from = random.below(other.length);
    return bytes.toSpliced(
      random.below(bytes.length + 1),
      random.below(8),
      ...other.subarray(from, from + random.below(24)),
    );
  },
  // A number far larger than what follows.
  (bytes, random) =>
    bytes.toSpliced(
      random.below(bytes.length + 1),
      1,
      ...encode(random.pick([0, 1, 127, 2 ** 14, 2 ** 31, 2 ** 32, 2 ** 45, 2 ** 53 - 1])),
    ),
];
