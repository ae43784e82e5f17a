import * as Y from 'yjs';
import { analysisRoot } from '#domain/analysis/document.ts';
import type { DocumentId } from '#domain/ids.ts';
import { BareClient, encode, until, writeLine } from '../support/documents.ts';
import type { SampleRound } from '../support/sample-round.ts';

type People = SampleRound['people'];
type Visitor = { readonly client: BareClient; readonly doc: Y.Doc };

/** A socket that sends more in a row would be typing too fast. */
const mostInARow = 150;

/** People with bare sockets in documents of one server. */
export class Visitors {
  readonly #url: string;
  readonly #people: People;
  readonly #open: BareClient[] = [];

  constructor(url: string, people: People) {
    this.#url = url;
    this.#people = people;
  }

  /** Comes in and takes the whole document. */
  async enter(documentId: DocumentId, person: keyof People): Promise<Visitor> {
    const client = this.#dial(documentId, person);
    return { client, doc: await client.enter() };
  }

  /** Comes in with a copy, brings it up to date, and leaves. */
  async catchUp(documentId: DocumentId, person: keyof People, doc: Y.Doc): Promise<void> {
    const client = this.#dial(documentId, person);
    await new Promise((resolve) => client.socket.once('open', resolve));
    client.socket.send(encode(0, 0, Y.encodeStateVector(doc)));
    await until(() => client.sync(1).length > 0);
    client.applyTo(doc);
    client.socket.close();
    await client.closed;
  }

  /** Comes in, writes a line, and leaves when it is stored. */
  async contributeLine(documentId: DocumentId, person: keyof People, line: string): Promise<void> {
    const { client, doc } = await this.enter(documentId, person);
    client.contribute(
      2,
      updateOf(doc, () => writeLine(doc, line)),
    );
    await until(() => client.last(100) === 1);
    client.socket.close();
  }

  /** Types so many letters into a new line, each an update of its own, and stays until they are stored. */
  async typeMany(documentId: DocumentId, person: keyof People, letters: number): Promise<void> {
    const { doc, client: first } = await this.enter(documentId, person);
    first.contribute(
      2,
      updateOf(doc, () => writeLine(doc, 'x')),
    );
    await until(() => first.last(100) === 1);
    for (let typed = 1; typed < letters;) {
      const { client } = await this.enter(documentId, person);
      const end = Math.min(letters, typed + mostInARow);
      const count = end - typed;
      for (; typed < end; typed += 1)
        client.contribute(
          2,
          updateOf(doc, () => lastLine(doc).insert(0, 'x')),
        );
      await until(() => client.last(100) === count);
      client.socket.close();
    }
  }

  leave(): void {
    for (const { socket } of this.#open.splice(0)) socket.close();
  }

  #dial(documentId: DocumentId, person: keyof People): BareClient {
    const client = new BareClient(this.#url, documentId, this.#people[person].personId);
    this.#open.push(client);
    return client;
  }
}

/** The update that an editor sends for an edit. */
export function updateOf(doc: Y.Doc, edit: () => void): Uint8Array {
  let sent = new Uint8Array();
  const note = (update: Uint8Array) => void (sent = new Uint8Array(update));
  doc.on('update', note);
  doc.transact(edit);
  doc.off('update', note);
  return sent;
}

/** Takes the last paragraph of the first section away. */
export function deleteLast(doc: Y.Doc): void {
  const section = firstSection(doc);
  section.delete(section.length - 1);
}

function lastLine(doc: Y.Doc): Y.XmlText {
  const section = firstSection(doc);
  return (section.get(section.length - 1) as Y.XmlElement).get(0) as Y.XmlText;
}

function firstSection(doc: Y.Doc): Y.XmlElement {
  return doc.getXmlFragment(analysisRoot).get(0) as Y.XmlElement;
}
