import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Planungsrunde, startPlanungsrunde } from '../support/planungsrunde.ts';

let product: Planungsrunde;

beforeAll(async () => {
  product = await startPlanungsrunde();
});
afterAll(() => product.stop());

test('the terminal says the address and how to get in, in German and English', async () => {
  expect(product.output()).toContain(`Planungsrunde: ${product.address}`);
  expect(product.output()).toContain(`${product.address}/signin`);
  expect((await fetch(`${product.address}/health`)).status).toBe(200);
});

test('without the demo the first start prints a one-time link for the first account', async () => {
  const empty = await startPlanungsrunde({ DEMO: 'no' });
  const link = /http:\S+\/setup\/\S+/.exec(empty.output())?.[0];
  expect(link).toBeDefined();
  expect((await fetch(link ?? '')).status).toBe(200);
  await empty.stop();
});

test('every answer carries the protecting headers, and pages a policy without inline scripts', async () => {
  const page = await fetch(`${product.address}/signin`);
  const policy = page.headers.get('content-security-policy') ?? '';
  expect(/script-src [^;]*/.exec(policy)?.[0]).not.toContain('unsafe-inline');
  for (const path of ['/signin', '/favicon.svg', '/nowhere', '/health']) {
    const { headers } = await fetch(`${product.address}${path}`);
    expect(headers.get('x-content-type-options'), path).toBe('nosniff');
    expect(headers.get('referrer-policy'), path).toBe('same-origin');
  }
});

test('a form from a foreign page is refused with a page that says what to do', async () => {
  const answer = await fetch(`${product.address}/signout`, {
    method: 'POST',
    headers: { origin: 'https://evil.example', 'content-type': 'application/x-www-form-urlencoded' },
  });
  expect(answer.status).toBe(403);
  expect(await answer.text()).toContain('nicht ausgeführt');
});

test('odd addresses and upgrades get an answer and leave the service running', async () => {
  for (const target of ['//', '/live', '/livex', '/documents/', '/documents/../x', '/nowhere']) {
    const socket = connect(product.port, 'localhost');
    const request = [
      `GET ${target} HTTP/1.1`,
      'Host: localhost',
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
      '\r\n',
    ];
    socket.write(request.join('\r\n'));
    socket.resume();
    await once(socket, 'close');
  }
  expect((await fetch(`${product.address}/health`)).status).toBe(200);
});

test('DEMO=no refuses a database that holds the demo round, which has no passwords', async () => {
  await product.kill();
  await expect(product.restart({ DEMO: 'no' })).rejects.toThrow('ended with code 1');
});
