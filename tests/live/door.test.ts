import { once } from 'node:events';
import { request } from 'node:http';
import type { Socket } from 'node:net';
import { io } from 'socket.io-client';
import { describe, expect, test } from 'vitest';
import { type LiveHere, liveHere } from './live-here.ts';

/** socket.io refuses upgrades with 400, polling with 403. */
const shut = { websocket: 400, polling: 403 };

/** The status with which the server answers a bare handshake with these headers. */
async function knock(
  here: LiveHere,
  transport: 'websocket' | 'polling',
  headers: Record<string, string>,
): Promise<number> {
  const upgrade = {
    connection: 'Upgrade',
    upgrade: 'websocket',
    'sec-websocket-version': '13',
    'sec-websocket-key': 'AQIDBAUGBwgJCgsMDQ4PEA==',
  };
  const asked = request(`${here.origin}/live/?EIO=4&transport=${transport}`, {
    headers: {
      cookie: `person=${here.round.people.moderation.personId}`,
      ...(transport === 'websocket' ? upgrade : {}),
      ...headers,
    },
  });
  asked.end();
  const [{ statusCode, socket }] = (await Promise.race([once(asked, 'response'), once(asked, 'upgrade')])) as [
    { statusCode: number; socket: Socket },
  ];
  socket.destroy();
  return statusCode;
}

describe('the door to the live connection', () => {
  test.each(['websocket', 'polling'] as const)('is shut to pages of other origins (%s)', async (transport) => {
    const here = await liveHere();
    const open = transport === 'websocket' ? 101 : 200;
    expect(await knock(here, transport, { origin: here.origin })).toBe(open);
    for (const origin of [
      'https://evil.example',
      'null',
      '',
      `${here.origin}.evil.example`,
      here.origin.replace('http:', 'https:'),
    ])
      expect(await knock(here, transport, { origin }), origin).toBe(shut[transport]);
  });

  test('is shut to sockets that do not name an origin, and to polling that another site has started', async () => {
    const here = await liveHere();
    expect(await knock(here, 'websocket', {})).toBe(shut.websocket);
    for (const site of ['cross-site', 'same-site', 'none'])
      expect(await knock(here, 'polling', { 'sec-fetch-site': site }), site).toBe(403);
    expect(await knock(here, 'polling', { 'sec-fetch-site': 'same-origin' })).toBe(200);
  });

  test('lets no other site go on with a connection that one of our pages began', async () => {
    const here = await liveHere();
    const caller = here.round.people.moderation;
    const socket = await here.connect(caller, { transport: 'polling' });
    const address = `${here.origin}/live/?EIO=4&transport=polling&sid=${socket.io.engine.id}`;
    const post = (origin: string) =>
      fetch(address, { method: 'POST', body: '2', headers: { origin } }).then(({ status }) => status);
    expect(await post('https://evil.example')).toBe(400);
    expect(await post(here.origin)).toBe(200);
  });

  test.each(['websocket', 'polling'] as const)(
    'tells who is not signed in that they are not (%s)',
    async (transport) => {
      const here = await liveHere();
      for (const cookie of ['', 'person=', 'person=nobody', `person=${'x'.repeat(5000)}`]) {
        const socket = io(here.origin, {
          path: '/live',
          transports: [transport],
          extraHeaders: { cookie, origin: here.origin },
          forceNew: true,
          reconnection: false,
        });
        const [error] = (await once(socket as never, 'connect_error')) as [Error];
        expect(error.message).toBe('not-signed-in');
        socket.disconnect();
      }
    },
  );

  test('leaves upgrades to other addresses to others', async () => {
    const here = await liveHere();
    const asked = request(`${here.origin}/documents/1`, { headers: { connection: 'Upgrade', upgrade: 'websocket' } });
    asked.end();
    const [{ statusCode }] = (await once(asked, 'response')) as [{ statusCode: number }];
    expect(statusCode).toBe(418);
  });
});
