import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { createDecoder, readVarUint, readVarUint8Array } from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { sql } from 'kysely';
import * as v from 'valibot';
import { WebSocket } from 'ws';
import * as Y from 'yjs';
import { WebsocketProvider } from 'y-websocket';
import { analysisRoot, documentMessages } from '#domain/analysis/document.ts';
import { DocumentId, type RoundId } from '#domain/ids.ts';
import type { Caller } from '#domain/people/caller.ts';
import { change, type Database } from '../../server/database/database.ts';
import { createDocument } from '../../server/documents/create.ts';
import { createDocuments, type Documents } from '../../server/documents/gateway.ts';
import { findDocuments, readDocuments, storedDocument as readStored } from '../../server/documents/store.ts';
import { textSeed } from '../../server/documents/seed.ts';
import type { Log } from '../../server/platform/log.ts';
import { keepHistory } from '../../server/prioritisation/board-history.ts';

/** The origin that the test's document server takes for its own. */
export const origin = 'http://planung.test';

/** One line of the log. */
export type LogLine = {
  readonly level: string;
  readonly code: string;
  readonly fields: Readonly<Record<string, unknown>>;
};

/** A document server on a port of this machine; who asks is told by the cookie `person`. */
export type DocumentServer = {
  readonly documents: Documents;
  readonly url: string;
  readonly port: number;
  readonly lines: readonly LogLine[];
  /** How many sockets of others it holds. */
  connections(): Promise<number>;
  close(): Promise<void>;
};

/** Serves the documents of `db` to whom `identify` knows, by person id; every other request asks whether it `isWell`. */
export async function serveDocuments(
  db: Database,
  identify: (personId: string) => Caller | null | Promise<Caller | null>,
  port = 0,
  isWell: () => Promise<boolean> = () => Promise.resolve(true),
): Promise<DocumentServer> {
  const lines: LogLine[] = [];
  const at =
    (level: string) =>
    (code: string, fields: LogLine['fields'] = {}) =>
      void lines.push({ level, code, fields });
  const log: Log = { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
  const documents = createDocuments({
    db,
    identify: async ({ headers }) => identify(/person=([\w-]+)/.exec(headers.cookie ?? '')?.[1] ?? ''),
    accepts: (claimed) => claimed === origin,
    log,
    beforeCompaction: keepHistory(db),
  });
  const http = createServer((_request, response) => {
    void isWell().then((well) => response.writeHead(well ? 200 : 503).end());
  });
  http.on('upgrade', (request, socket, head) =>
    documents.upgrade(request, socket, head, new URL(request.url ?? '/', origin).pathname.slice('/documents/'.length)),
  );
  http.listen(port, '127.0.0.1');
  await once(http, 'listening');
  const { port: taken } = http.address() as AddressInfo;
  const close = async () => {
    await documents.stop();
    http.closeAllConnections();
    http.close();
  };
  const connections = () => promisify(http.getConnections.bind(http))();
  return { documents, connections, url: `ws://127.0.0.1:${taken}/documents`, port: taken, lines, close };
}

/** Writes an analysis' document with these first paragraphs under "baseline". */
export async function plantDocument(db: Database, roundId: RoundId, paragraphs: string[] = []): Promise<DocumentId> {
  const id = v.parse(DocumentId, randomUUID());
  const update = textSeed('analysis', { baseline: paragraphs });
  await change(db, (changes) => createDocument(changes, { id, roundId, kind: 'analysis', update }));
  return id;
}

/** A browser's WebSocket of this person: with origin and cookie. */
export function socketOf(personId: string): typeof globalThis.WebSocket {
  const Dialled = class extends WebSocket {
    constructor(url: string | URL) {
      super(url, { origin, headers: { cookie: `person=${personId}` } });
    }
  };
  return Dialled as unknown as typeof globalThis.WebSocket;
}

/** A plain y-websocket client of this person; it knows nothing of acknowledgements and access. */
export function provide(
  url: string,
  documentId: string,
  personId: string,
  WebSocketPolyfill = socketOf(personId),
): WebsocketProvider {
  const options = { disableBc: true, maxBackoffTime: 500, WebSocketPolyfill };
  const provider = new WebsocketProvider(url, documentId, new Y.Doc(), options);
  // Only keeps it from complaining on the console.
  for (const message of Object.values(documentMessages)) provider.messageHandlers[message] = () => undefined;
  return provider;
}

/** A bare socket of this person, for frames that no provider would send. */
export class BareClient {
  readonly socket: WebSocket;
  /** All frames that came in. */
  readonly frames: Uint8Array[] = [];
  /** Code and reason with which the socket was closed. */
  readonly closed: Promise<{ code: number; reason: string }>;

  constructor(url: string, documentId: string, personId: string) {
    this.socket = new WebSocket(`${url}/${documentId}`, { origin, headers: { cookie: `person=${personId}` } });
    this.socket.on('error', () => undefined);
    this.socket.on('message', (frame: Buffer) => this.frames.push(new Uint8Array(frame)));
    this.closed = new Promise((resolve) =>
      this.socket.on('close', (code, reason) => resolve({ code, reason: String(reason) })),
    );
  }

  /** Opens it and takes the whole document. */
  async enter(): Promise<Y.Doc> {
    await once(this.socket, 'open');
    this.socket.send(Uint8Array.of(0, 0, 1, 0));
    await until(() => this.sync(1).length > 0);
    const doc = new Y.Doc();
    this.applyTo(doc);
    return doc;
  }

  /** Applies every update that came in from the given frame on, as part of the document or later. */
  applyTo(doc: Y.Doc, from = 0): void {
    for (const frame of this.frames.slice(from))
      if (frame[0] === 0 && (frame[1] === 1 || frame[1] === 2)) Y.applyUpdate(doc, payloadOf(frame));
  }

  /** Sends a step 2 (1) or an update (2). */
  contribute(kind: 1 | 2, update: Uint8Array): void {
    this.socket.send(encode(0, kind, update));
  }

  /** The payloads of the sync frames of a kind: 0 step 1, 1 step 2, 2 update. */
  sync(kind: 0 | 1 | 2): Uint8Array[] {
    return this.frames.filter((frame) => frame[0] === 0 && frame[1] === kind).map(payloadOf);
  }

  /** The number in the last frame of this type, e.g. the last acknowledgement. */
  last(message: number): number | undefined {
    const frame = this.frames.findLast((each) => each[0] === message);
    return frame && readVarUint(createDecoder(frame.subarray(1)));
  }

  /** How many of its sync frames are stored. */
  get acknowledged(): number {
    return this.last(documentMessages.acknowledged) ?? 0;
  }
}

const payloadOf = (frame: Uint8Array) => readVarUint8Array(createDecoder(frame.subarray(2)));

/** A frame of numbers and byte strings, one after the other. */
export function encode(...parts: readonly (number | Uint8Array | string)[]): Uint8Array {
  return encoding.encode((encoder) => {
    for (const part of parts) {
      if (typeof part === 'number') encoding.writeVarUint(encoder, part);
      else if (typeof part === 'string') encoding.writeVarString(encoder, part);
      else encoding.writeVarUint8Array(encoder, part);
    }
  });
}

/** Resolves when the condition holds, looking `every` few milliseconds; fails after `ms`. */
export async function until(condition: () => unknown, ms = 8_000, every = 5): Promise<void> {
  const end = Date.now() + ms;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`still not so after ${ms} ms: ${condition.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, every));
  }
}

/** Appends a paragraph to the first section, as somebody who types a line. `root`: the kind of text. */
export function writeLine(doc: Y.Doc, line: string, root: string = analysisRoot): void {
  const section = doc.getXmlFragment(root).get(0);
  if (!(section instanceof Y.XmlElement)) throw new Error('the document has not arrived');
  const paragraph = new Y.XmlElement('paragraph');
  paragraph.insert(0, [new Y.XmlText(line)]);
  section.push([paragraph]);
}

/** The lines of all sections, top to bottom, without empty ones. */
export function linesOf(doc: Y.Doc, root: string = analysisRoot): string[] {
  const lines = [...doc.getXmlFragment(root).createTreeWalker((node) => node instanceof Y.XmlText)];
  return lines.map((text) => (text instanceof Y.XmlText ? text.toJSON() : '')).filter((line) => line !== '');
}

/** The document as the database has it. */
export async function storedDocument(db: Database, documentId: DocumentId): Promise<Y.Doc> {
  const record = (await findDocuments(db, [documentId])).get(documentId);
  if (record === undefined) throw new Error('there is no such document');
  const parts = (await readDocuments(db.kysely, [documentId])).get(documentId);
  const { snapshot, updates } = readStored(record, parts ?? []);
  const doc = new Y.Doc();
  for (const bytes of [snapshot.bytes, ...updates]) Y.applyUpdate(doc, bytes);
  return doc;
}

/** Every byte that the database holds of a document, in the order of its rows. */
export async function storedBytes(db: Database, documentId: DocumentId): Promise<Buffer> {
  const { rows: columns } = await sql<{ table: string; column: string }>`
    select table_name as table, column_name as column from information_schema.columns
    where table_schema = 'public' and table_name like 'document%' and data_type = 'bytea'
    order by table_name, ordinal_position`.execute(db.kysely);
  const parts: Buffer[] = [];
  for (const { table, column } of columns) {
    const { rows } = await sql<{ bytes: Buffer }>`select ${sql.ref(column)} as bytes from ${sql.table(table)}
      where document_id = ${documentId} order by seq`.execute(db.kysely);
    parts.push(...rows.map(({ bytes }) => bytes));
  }
  return Buffer.concat(parts);
}

/** The bytes of a document as somebody has it who took it as a whole: equal for all who have the same. */
export function wholeOf(doc: Y.Doc): Buffer {
  const copy = new Y.Doc();
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc));
  const bytes = Buffer.from(Y.encodeStateAsUpdate(copy));
  copy.destroy();
  return bytes;
}
