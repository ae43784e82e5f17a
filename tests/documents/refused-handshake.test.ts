import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { RefusedHandshake } from '#lib/live/refused-handshake.ts';

let server: Server | undefined;
afterEach(() => server?.close());

test('A server that has only just started has refused nobody', async () => {
  const port = await freePort();
  const handshake = new RefusedHandshake(`ws://127.0.0.1:${port}/documents`);
  for (let attempt = 0; attempt < 5; attempt += 1) expect(await handshake.isMeant()).toBe(false);
  // The attempt before failed while nobody was there; the question about health comes when the server has started.
  await listen(port, 200);
  expect(await handshake.isMeant()).toBe(false);
});

test('A server that is well and lets somebody in at no attempt means it', async () => {
  const handshake = new RefusedHandshake(`ws://127.0.0.1:${await listen(0, 200)}/documents`);
  for (let attempt = 0; attempt < 3; attempt += 1) expect(await handshake.isMeant()).toBe(false);
  expect(await handshake.isMeant()).toBe(true);
  handshake.reached();
  expect(await handshake.isMeant()).toBe(false);
});

test('A server that is not well refuses nobody', async () => {
  const handshake = new RefusedHandshake(`ws://127.0.0.1:${await listen(0, 503)}/documents`);
  for (let attempt = 0; attempt < 6; attempt += 1) expect(await handshake.isMeant()).toBe(false);
});

async function listen(port: number, status: number): Promise<number> {
  const made = createServer((_request, response) => response.writeHead(status).end());
  server = made;
  await new Promise<void>((resolve) => made.listen(port, '127.0.0.1', resolve));
  return (made.address() as AddressInfo).port;
}

async function freePort(): Promise<number> {
  const port = await listen(0, 200);
  await new Promise((resolve) => server?.close(resolve));
  return port;
}
