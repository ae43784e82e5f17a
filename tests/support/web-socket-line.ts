import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { type Duplex, duplexPair } from 'node:stream';
import { onTestFinished } from 'vitest';
import { keyOf, type Listener, WebSocketLine } from '../../server/documents/web-socket.ts';
import { until } from './documents.ts';

/** Opcodes of RFC 6455 §11.8; `more` continues a message. */
export const [more, text, binary, close, ping, pong] = [0x0, 0x1, 0x2, 0x8, 0x9, 0xa];

/** The example of RFC 6455 §1.3: the key of a request, and the answer to it. */
export const example = { key: 'dGhlIHNhbXBsZSBub25jZQ==', accept: 's3pPLMBiTxaQ9kYGzzhZRbK+xOo=' };

type Form = { isLast?: boolean; isMasked?: boolean; reserved?: number; sizeIn?: number };

/** A frame as a client sends it: masked, the last of its message, its length in as few bits as it fits in, unless said. */
export function frame(opcode: number, content: string | Uint8Array = '', form: Form = {}): Buffer {
  const payload = Buffer.from(content);
  const size = payload.length;
  const { isLast = true, isMasked = true, reserved = 0, sizeIn = size < 126 ? 7 : size < 65_536 ? 16 : 64 } = form;
  const head = Buffer.alloc(sizeIn === 7 ? 2 : sizeIn === 16 ? 4 : 10);
  head[0] = (isLast ? 0x80 : 0) | reserved | opcode;
  head[1] = (isMasked ? 0x80 : 0) | (sizeIn === 7 ? size : sizeIn === 16 ? 126 : 127);
  if (sizeIn === 16) head.writeUInt16BE(size, 2);
  if (sizeIn === 64) head.writeBigUInt64BE(BigInt(size), 2);
  if (!isMasked) return Buffer.concat([head, payload]);
  const mask = randomBytes(4);
  return Buffer.concat([head, mask, payload.map((byte, place) => byte ^ mask[place % 4]!)]);
}

/** A frame after which more of its message comes. */
export const piece = (opcode: number, content: string | Uint8Array = ''): Buffer =>
  frame(opcode, content, { isLast: false });

/** What a close frame says. */
export const goodbye = (status: number, reason = ''): Buffer =>
  Buffer.concat([Buffer.of(status >> 8, status & 0xff), Buffer.from(reason)]);

/** What the server told of a line. */
export type Heard = { messages: string[]; refusals: string[]; ends: number };

/** Serves one WebSocket on a port of this machine until the test ends; `opened` is the server's end of it. */
export async function serveLine(most = 2 ** 20) {
  const { heard, listener } = hear();
  const server = createServer().listen(0, '127.0.0.1');
  const opened = once(server, 'upgrade').then((came) => {
    const [request, line, head] = came as [IncomingMessage, Duplex, Buffer];
    onTestFinished(() => void line.destroy());
    const made = new WebSocketLine({ line, head, key: keyOf(request) ?? '' }, most, listener);
    return { made, heardWhenMade: heard.messages.length };
  });
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return { port: (server.address() as AddressInfo).port, opened, heard };
}

/** A client that says nothing but what the test writes; `first` goes along with its handshake. */
export async function visitLine({ most, first = Buffer.alloc(0) }: { most?: number; first?: Buffer } = {}) {
  const { port, opened, heard } = await serveLine(most);
  const client = connect({ port, host: '127.0.0.1', noDelay: true });
  onTestFinished(() => void client.destroy());
  let received = Buffer.alloc(0);
  client.on('data', (chunk: Buffer) => (received = Buffer.concat([received, chunk])));
  const closed = once(client, 'close');
  const head = [
    'GET / HTTP/1.1',
    'Host: planung.test',
    'Upgrade: websocket',
    'Connection: Upgrade',
    'Sec-WebSocket-Version: 13',
    `Sec-WebSocket-Key: ${example.key}`,
  ];
  client.write(Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), first]));
  const { made: server, heardWhenMade } = await opened;
  await until(() => received.includes('\r\n\r\n'));
  const end = received.indexOf('\r\n\r\n');
  const welcome = String(received.subarray(0, end));
  return { client, server, heard, heardWhenMade, closed, welcome, answers: () => framesIn(received.subarray(end + 4)) };
}

/** The server's end on a line that delivers exactly the chunks that are written. */
export function exactLine() {
  const [line, client] = duplexPair();
  const { heard, listener } = hear();
  const server = new WebSocketLine({ line, key: example.key, head: Buffer.alloc(0) }, 2 ** 20, listener);
  client.resume();
  // A copy: a network does not share its memory.
  const write = (bytes: Uint8Array) => new Promise((resolve) => client.write(Buffer.from(bytes), resolve));
  return { client, server, heard, write };
}

function hear(): { heard: Heard; listener: Listener } {
  const heard: Heard = { messages: [], refusals: [], ends: 0 };
  const listener: Listener = {
    message: (data, isBinary) => void heard.messages.push(`${isBinary ? 'binary' : 'text'} ${String(data)}`),
    alive: () => undefined,
    drained: () => undefined,
    refused: (why) => void heard.refusals.push(why),
    ended: () => void (heard.ends += 1),
  };
  return { heard, listener };
}

/** The small frames that a server sends: opcode and payload, of a goodbye its status and reason. */
function framesIn(bytes: Buffer): (number | string)[][] {
  if (bytes.length === 0) return [];
  const [opcode, size] = [bytes[0]! & 0xf, bytes[1]!];
  const payload = bytes.subarray(2, 2 + size);
  const said = opcode === close && size > 1 ? [payload.readUInt16BE(), String(payload.subarray(2))] : [String(payload)];
  return [[opcode, ...said], ...framesIn(bytes.subarray(2 + size))];
}
