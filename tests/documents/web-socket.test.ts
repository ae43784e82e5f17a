import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { wireOf } from '../../server/documents/frames.ts';
import { keyOf } from '../../server/documents/web-socket.ts';
import { until } from '../support/documents.ts';
import {
  binary,
  close,
  exactLine,
  example,
  frame,
  goodbye,
  more,
  piece,
  ping,
  pong,
  serveLine,
  text,
  visitLine,
} from '../support/web-socket-line.ts';

const { key, accept } = example;

describe('the handshake', () => {
  const headers = { upgrade: 'websocket', 'sec-websocket-version': '13', 'sec-websocket-key': key };
  const asked = (change: object, method = 'GET') =>
    keyOf({ method, headers: { ...headers, ...change } } as IncomingMessage);

  test('is answered as in the example of RFC 6455', async () => {
    const { welcome } = await visitLine();
    expect(welcome.split('\r\n')[0]).toBe('HTTP/1.1 101 Switching Protocols');
    expect(welcome).toContain(`\r\nSec-WebSocket-Accept: ${accept}`);
    expect(welcome).not.toMatch(/extensions|protocol:/i);
  });

  test('has a key where it asks for a WebSocket of version 13, and only there', () => {
    expect(asked({})).toBe(key);
    expect(asked({ upgrade: 'WebSocket' })).toBe(key);
    expect(asked({}, 'POST')).toBeNull();
    for (const upgrade of [undefined, 'h2c']) expect(asked({ upgrade })).toBeNull();
    for (const version of [undefined, '8', '']) expect(asked({ 'sec-websocket-version': version })).toBeNull();
    for (const bad of [undefined, '', 'AAAA', `${key}=`, `${key.slice(0, -3)}\n==`, `${key}\r\nX: y`])
      expect(asked({ 'sec-websocket-key': bad })).toBeNull();
  });

  test('may have messages right behind it, which are told when the line is made', async () => {
    const { heard, heardWhenMade, client } = await visitLine({ first: frame(text, 'gleich') });
    client.write(frame(text, 'danach'));
    await until(() => heard.messages.length === 2);
    expect(heardWhenMade).toBe(0);
    expect(heard.messages).toEqual(['text gleich', 'text danach']);
  });
});

describe('a message', () => {
  const talk = Buffer.concat([
    frame(text, 'Grüße'),
    frame(binary, 'b'.repeat(125)),
    frame(binary, 'c'.repeat(126)),
    frame(ping, 'noch da?'),
    piece(text, 'in '),
    frame(ping),
    frame(more, 'Teilen'),
    frame(text),
  ]);
  const told = ['text Grüße', `binary ${'b'.repeat(125)}`, `binary ${'c'.repeat(126)}`, 'text in Teilen', 'text '];

  test('arrives whole wherever the network cuts it', async () => {
    for (let cut = 0; cut <= talk.length; cut += 1) {
      const { heard, write } = exactLine();
      await write(talk.subarray(0, cut));
      await write(talk.subarray(cut));
      expect(heard.messages, `cut at ${cut}`).toEqual(told);
    }
  });

  test('arrives whole byte by byte', async () => {
    const { heard, write } = exactLine();
    const long = 'Wort '.repeat(1_000);
    for (const byte of Buffer.concat([talk, frame(text, long), talk])) await write(Uint8Array.of(byte));
    expect(heard.messages).toEqual([...told, `text ${long}`, ...told]);
  });

  test('comes through a network, alone and with others', async () => {
    const { client, heard, answers } = await visitLine();
    client.write(talk);
    await until(() => heard.messages.length === told.length);
    for (const byte of talk) client.write(Uint8Array.of(byte));
    await until(() => heard.messages.length === 2 * told.length);
    expect(heard.messages).toEqual([...told, ...told]);
    await until(() => answers().filter(([, said]) => said === '').length === 2);
    expect(answers().filter(([opcode]) => opcode !== pong)).toEqual([]);
  });

  test.each([
    [7, 0],
    [7, 125],
    [16, 0],
    [16, 126],
    [16, 65_535],
    [64, 126],
    [64, 65_536],
    [64, 2 ** 20],
  ])('says its length in %i bits: %i bytes', async (sizeIn, size) => {
    const message = 'x'.repeat(size);
    const bytes = frame(text, message, { sizeIn });
    for (const cut of [1, 2, 3, 7, 9, 13, 14, bytes.length - 1]) {
      const { heard, write } = exactLine();
      await write(bytes.subarray(0, cut));
      await write(bytes.subarray(cut));
      expect(heard.messages.map(({ length }) => length)).toEqual([5 + size]);
      expect(heard.messages[0] === `text ${message}`).toBe(true);
    }
  });

  test('goes both ways with a client that others have written', async () => {
    const { port, opened, heard } = await serveLine();
    const client = new WebSocket(`ws://127.0.0.1:${port}`);
    const { made: server } = await opened;
    await once(client, 'open');
    client.send('Anfang, ', { fin: false });
    client.ping('?');
    client.send('Ende');
    expect(String((await once(client, 'pong'))[0])).toBe('?');
    client.send(Buffer.alloc(70_000, 'z'));
    await until(() => heard.messages.length === 2);
    expect(heard.messages).toEqual(['text Anfang, Ende', `binary ${'z'.repeat(70_000)}`]);
    for (const size of [0, 125, 126, 65_536]) {
      server.send(wireOf(binary, Buffer.alloc(size, 'a')));
      expect(String((await once(client, 'message'))[0])).toBe('a'.repeat(size));
    }
    const ended = once(client, 'close');
    server.close(4001, 'später');
    expect((await ended).map(String)).toEqual(['4001', 'später']);
    await until(() => heard.ends === 1);
  });
});

describe('what may not be', () => {
  test.each<[string, ...Buffer[]]>([
    ['a frame without mask', frame(text, 'offen', { isMasked: false })],
    ['a ping without mask', frame(ping, '', { isMasked: false })],
    ['reserved bit 1, as of a compression that nobody agreed on', frame(text, 'x', { reserved: 0x40 })],
    ['reserved bit 2', frame(text, 'x', { reserved: 0x20 })],
    ['reserved bit 3', frame(ping, 'x', { reserved: 0x10 })],
    ...[3, 4, 5, 6, 7, 11, 12, 13, 14, 15].map((opcode): [string, Buffer] => [
      `reserved opcode ${opcode}`,
      frame(opcode, 'x'),
    ]),
    ['a ping of 126 bytes', frame(ping, 'x'.repeat(126))],
    ['a goodbye of 126 bytes', frame(close, goodbye(1000, 'x'.repeat(124)))],
    ['a ping in pieces', piece(ping, 'x')],
    ['a goodbye in pieces', piece(close, goodbye(1000))],
    ['a goodbye of one byte', frame(close, Buffer.of(3))],
    ['a continuation of nothing', frame(more, 'x')],
    ['a continuation after the end', piece(text, 'x'), frame(more, 'y'), frame(more, 'z')],
    ['a message within another', piece(text, 'x'), frame(text, 'y')],
    ['a message in pieces within another', piece(text, 'x'), piece(binary, 'y')],
  ])('%s closes with 1002', async (_name, ...bytes) => {
    const { client, heard, closed, answers } = await visitLine();
    client.write(Buffer.concat([...bytes, frame(text, 'danach')]));
    await closed;
    expect(answers()).toEqual([[close, 1002, '']]);
    await until(() => heard.ends === 1);
    expect(heard).toMatchObject({ refusals: ['framing'] });
    expect(heard.messages).not.toContain('text danach');
  });

  const most = 5_000;
  test.each<[string, Buffer]>([
    ['one byte more than allowed', frame(text, 'x'.repeat(most + 1))],
    ['more than allowed, by its head alone', frame(text, 'x'.repeat(most + 1)).subarray(0, 8)],
    ['four gibibytes', Buffer.from('82ff000000010000000000000000', 'hex')],
    ['the most that a head can say', Buffer.concat([Buffer.of(0x82, 0xff), Buffer.alloc(12, 0xff)])],
    ['more than allowed in two pieces', Buffer.concat([piece(text, 'x'.repeat(most)), frame(more, 'x')])],
    ['more than 4096 pieces', Buffer.concat([piece(text), ...Array<Buffer>(4_096).fill(piece(more))])],
  ])('%s closes with 1009, and nothing is told', async (_name, bytes) => {
    const { client, heard, closed, answers } = await visitLine({ most });
    client.write(bytes);
    client.write(frame(text, 'danach'));
    await closed;
    expect(answers()).toEqual([[close, 1009, '']]);
    await until(() => heard.ends === 1);
    expect(heard).toMatchObject({ messages: [], refusals: ['too-large'] });
  });

  test('as much as allowed is told', async () => {
    const { client, heard } = await visitLine({ most });
    client.write(frame(text, 'x'.repeat(most)));
    client.write(Buffer.concat([piece(text, 'x'.repeat(most - 1)), frame(more, 'x')]));
    client.write(Buffer.concat([piece(text), ...Array<Buffer>(4_094).fill(piece(more)), frame(more, 'letztes')]));
    await until(() => heard.messages.length === 3);
    const whole = `text ${'x'.repeat(most)}`;
    expect(heard).toMatchObject({ messages: [whole, whole, 'text letztes'], refusals: [] });
  });

  test('is refused once, and nothing is heard afterwards', async () => {
    const { heard, write } = exactLine();
    const bad = frame(more, 'nichts davor');
    await write(Buffer.concat([bad, bad, frame(text, 'danach')]));
    await write(bad);
    expect(heard).toMatchObject({ messages: [], refusals: ['framing'] });
  });

  test('of pings that come together the newest is answered', async () => {
    const { client, write } = exactLine();
    let received = Buffer.alloc(0);
    client.on('data', (chunk: Buffer) => (received = Buffer.concat([received, chunk])));
    await write(Buffer.concat([...Array<Buffer>(500).fill(frame(ping, 'alt')), frame(ping, 'neu')]));
    const answer = wireOf(pong, Buffer.from('neu'));
    await until(() => received.indexOf('\r\n\r\n') + 4 + answer.length <= received.length);
    expect(received.subarray(received.indexOf('\r\n\r\n') + 4)).toEqual(answer);
  });

  test('pings of somebody who takes no answers do not pile up', async () => {
    const { client, server, write } = exactLine();
    client.pause();
    const pings = Buffer.concat(Array<Buffer>(500).fill(frame(ping, 'x'.repeat(125))));
    for (let round = 0; round < 10; round += 1) await write(pings);
    expect(server.queued).toBeLessThan(65_536 + 127);
    expect(server.isOpen).toBe(true);
  });
});

describe('the end', () => {
  test.each([
    ['with its code', goodbye(4321, 'genug'), [[close, 4321, '']]],
    ['without one where it has none', Buffer.alloc(0), [[close, '']]],
  ])('that a client asks for is answered %s', async (_name, payload, answer) => {
    const { client, server, heard, closed, answers } = await visitLine();
    client.write(Buffer.concat([frame(text, 'davor'), frame(close, payload), frame(text, 'danach'), frame(ping)]));
    await closed;
    expect(answers()).toEqual(answer);
    await until(() => heard.ends === 1);
    expect(heard).toMatchObject({ messages: ['text davor'], refusals: [] });
    expect(server.isOpen).toBe(false);
  });

  test('of our own tells no message any more, and the client’s answer ends the line', async () => {
    const { client, server, heard, closed, answers } = await visitLine();
    server.close(1001, 'bis gleich');
    server.close(1000, 'noch einmal');
    expect(server.isOpen).toBe(false);
    client.write(Buffer.concat([frame(text, 'noch etwas'), frame(ping), frame(close, goodbye(1001))]));
    await closed;
    expect(answers()).toEqual([[close, 1001, 'bis gleich']]);
    await until(() => heard.ends === 1);
    expect(heard).toMatchObject({ messages: [], refusals: [] });
  });

  test('does not wait longer than five seconds for a client that says nothing', async () => {
    const { server, heard, closed } = await visitLine();
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    server.close(1001, '');
    vi.advanceTimersByTime(4_999);
    for (let turn = 0; turn < 3; turn += 1) await setImmediate();
    expect(heard.ends).toBe(0);
    vi.advanceTimersByTime(1);
    await closed;
    expect(heard.ends).toBe(1);
  });

  test.each([
    ['a reset', (client: Socket) => void client.resetAndDestroy()],
    ['a client that hangs up', (client: Socket) => void client.end()],
    [
      'a client that hangs up within a message',
      (client: Socket) => void client.end(frame(text, 'halb').subarray(0, 8)),
    ],
  ])('by %s is told once, and quietly', async (_name, leave) => {
    const { client, server, heard, closed } = await visitLine();
    leave(client);
    await closed;
    await until(() => heard.ends > 0);
    server.terminate();
    server.close(1000, '');
    await setImmediate();
    expect(heard).toMatchObject({ messages: [], refusals: [], ends: 1 });
  });
});
