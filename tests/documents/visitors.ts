import { afterEach } from 'vitest';
import type { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { analysisRoot } from '#domain/analysis/document.ts';
import type { DocumentId } from '#domain/ids.ts';
import { BareClient, type DocumentServer, encode, provide, until, writeLine } from '../support/documents.ts';
import type { SampleRound } from '../support/sample-round.ts';

type People = SampleRound['people'];
type Visitor = { readonly client: BareClient; readonly doc: Y.Doc };

/** A paragraph so long that the log behind it is not compacted while a test looks at it. */
export const large = 'Der Stadtteil wächst, und mit ihm die Zahl der Kinder. '.repeat(4_000);

/** A socket that sends more in a row would be typing too fast. */
const mostInARow = 150;

/** People of the sample round in its documents. After each test all leave, and what they had open is put away. */
export function visitorsTo({ url, documents }: DocumentServer, people: People): Visitors {
  const visitors = new Visitors(url, people);
  afterEach(async () => {
    visitors.leave();
    await until(() => documents.loaded() === 0);
  });
  return visitors;
}

/** People with bare sockets, or with editors, in documents of one server. */
export class Visitors {
  readonly #url: string;
  readonly #people: People;
  readonly #open: BareClient[] = [];
  readonly #editors: WebsocketProvider[] = [];

  constructor(url: string, people: People) {
    this.#url = url;
    this.#people = people;
  }

  /** Comes in and takes the whole document. */
  async enter(documentId: DocumentId, person: keyof People): Promise<Visitor> {
    const client = this.#dial(documentId, person);
    return { client, doc: await client.enter() };
  }

  /** Comes in with an editor, and has the whole document. */
  async join(documentId: DocumentId, person: keyof People): Promise<WebsocketProvider> {
    const editor = provide(this.#url, documentId, this.#people[person].personId);
    this.#editors.push(editor);
    await until(() => editor.synced);
    return editor;
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
    await acknowledged(client, 1);
    client.socket.close();
  }

  /** Types so many letters into a new line, each an update of its own, and stays until they are stored. */
  async typeMany(documentId: DocumentId, person: keyof People, letters: number): Promise<void> {
    const { doc, client: first } = await this.enter(documentId, person);
    first.contribute(
      2,
      updateOf(doc, () => writeLine(doc, 'x')),
    );
    await acknowledged(first, 1);
    for (let typed = 1; typed < letters;) {
      const { client } = await this.enter(documentId, person);
      const end = Math.min(letters, typed + mostInARow);
      const count = end - typed;
      for (; typed < end; typed += 1)
        client.contribute(
          2,
          updateOf(doc, () => lastLine(doc).insert(0, 'x')),
        );
      await acknowledged(client, count);
      client.socket.close();
    }
  }

  leave(): void {
    for (const { socket } of this.#open.splice(0)) socket.close();
    for (const editor of this.#editors.splice(0)) editor.destroy();
  }

  #dial(documentId: DocumentId, person: keyof People): BareClient {
    const client = new BareClient(this.#url, documentId, this.#people[person].personId);
    this.#open.push(client);
    return client;
  }
}

/** Resolves when so many of a client's frames are stored. */
export const acknowledged = (client: BareClient, count: number) => until(() => client.last(100) === count);

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
