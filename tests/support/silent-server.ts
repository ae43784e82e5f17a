import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createDecoder, readVarUint8Array } from 'lib0/decoding';
import { WebSocketServer } from 'ws';
import * as Y from 'yjs';
import { documentAccess, documentMessages } from '#domain/analysis/document.ts';
import { encode } from './documents.ts';

/** A document server of one document that does what it is told: it may stop confirming, or speak out of turn. */
export type SilentServer = {
  readonly url: string;
  readonly doc: Y.Doc;
  /** The addresses under which it was dialled, without host. */
  readonly dialled: readonly string[];
  /** The epoch that it names, and whether it confirms what it takes. Free to change. */
  readonly conduct: { epoch: number; confirms: boolean; access: number; size: number };
  /** Confirms now whatever was not. */
  confirm(): void;
  close(): Promise<void>;
};

/** Serves `doc` to everybody, on a port of this machine. */
export async function serveSilently(doc: Y.Doc): Promise<SilentServer> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  await once(server, 'listening');
  const conduct = { epoch: 1, confirms: true, access: documentAccess.write as number, size: 0 };
  const dialled: string[] = [];
  const taken = new Map<object, () => void>();
  server.on('connection', (socket, request) => {
    dialled.push(request.url ?? '');
    let frames = 0;
    const acknowledge = () => socket.send(encode(documentMessages.acknowledged, frames));
    taken.set(socket, acknowledge);
    socket.on('close', () => taken.delete(socket));
    socket.send(encode(documentMessages.epoch, conduct.epoch));
    socket.send(encode(documentMessages.access, conduct.access));
    if (conduct.size > 0) socket.send(encode(documentMessages.size, conduct.size));
    socket.send(encode(0, 0, Y.encodeStateVector(doc)));
    socket.on('message', (data: Buffer) => {
      if (data[0] !== 0) return;
      const payload = readVarUint8Array(createDecoder(data.subarray(2)));
      if (data[1] === 0) return socket.send(encode(0, 1, Y.encodeStateAsUpdate(doc, payload)));
      Y.applyUpdate(doc, payload);
      frames += 1;
      if (conduct.confirms) acknowledge();
    });
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `ws://127.0.0.1:${port}/documents`,
    doc,
    dialled,
    conduct,
    confirm: () => taken.forEach((acknowledge) => acknowledge()),
    async close() {
      server.clients.forEach((socket) => socket.terminate());
      server.close();
      await once(server, 'close');
    },
  };
}
