import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Planungsrunde, startPlanungsrunde } from '../support/planungsrunde.ts';

const token = 'a-token-of-the-test';
let product: Planungsrunde;
let empty: Planungsrunde;

beforeAll(async () => {
  [product, empty] = await Promise.all([
    startPlanungsrunde({ METRICS_TOKEN: token }),
    startPlanungsrunde({ DEMO: 'no' }),
  ]);
});
afterAll(() => Promise.all([product.stop(), empty.stop()]));

test('the terminal says the address and how to get in, in German and English', async () => {
  expect(product.output()).toContain(`Planungsrunde: ${product.address}`);
  expect(product.output()).toContain(`${product.address}/signin`);
  expect((await fetch(`${product.address}/health`)).status).toBe(200);
});

test('without the demo the first start prints a one-time link for the first account', async () => {
  const link = /http:\S+\/setup\/\S+/.exec(empty.output())?.[0];
  expect(link).toBeDefined();
  expect((await fetch(link ?? '')).status).toBe(200);
});

test('the metrics are told to who brings the token, and to nobody else', async () => {
  const asking = (authorization?: string) =>
    fetch(`${product.address}/metrics`, { headers: authorization === undefined ? {} : { authorization } });
  for (const wrong of [undefined, 'Bearer ', `Bearer ${token}!`, `Bearer ${token.slice(1)}`, token]) {
    const refused = await asking(wrong);
    expect([refused.status, await refused.text()], String(wrong)).toEqual([401, '']);
  }
  const told = await asking(`Bearer ${token}`);
  expect(told.status).toBe(200);
  expect(told.headers.get('content-type')).toContain('text/plain; version=0.0.4');
  const text = await told.text();
  expect(text).toMatch(/^process_resident_memory_bytes [1-9]\d+$/m);
  expect(text).toMatch(/^nodejs_eventloop_delay_p99_seconds [\d.e-]+$/m);
});

test('without a token in the configuration the metrics are a page that does not exist', async () => {
  const headers = { authorization: `Bearer ${token}` };
  expect((await fetch(`${empty.address}/metrics`, { headers })).status).toBe(404);
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
