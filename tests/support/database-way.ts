import { generateKeyPairSync, sign } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { TLSSocket } from 'node:tls';
import { onTestFinished } from 'vitest';

/** What becomes of an answer of the database on its way. */
export type Conduct = (answer: Buffer, line: Socket) => unknown;

/** It arrives as it is; byte by byte; never. Or the line ends instead, with a goodbye to the network or without. */
export const conducts = {
  deliver: (answer, line) => line.write(answer),
  async cut(answer, line) {
    for (const byte of answer) {
      line.write(Uint8Array.of(byte));
      await setImmediate();
    }
  },
  swallow: () => undefined,
  hangUp: (_answer, line) => line.end(),
  reset: (_answer, line) => line.resetAndDestroy(),
} satisfies Record<string, Conduct>;

/** A way to a database that the test can spoil. */
export type Way = {
  readonly url: string;
  /** The client's ends that are open, and how many there have been. */
  readonly lines: ReadonlySet<Socket>;
  readonly dialled: () => number;
  /** Free to change. */
  conduct: Conduct;
};

/** A way to the database at `url`, open until the test ends. */
export async function wayTo(url: string, conduct: Conduct = conducts.deliver): Promise<Way> {
  const lines = new Set<Socket>();
  let dialled = 0;
  const port = await serve((line) => {
    dialled += 1;
    lines.add(line.on('close', () => lines.delete(line)));
    const database = join(line, url);
    line.pipe(database);
    database.on('data', async (answer) => {
      database.pause();
      await way.conduct(answer, line);
      database.resume();
    });
  });
  const way: Way = { url: at(url, port), lines, dialled: () => dialled, conduct };
  return way;
}

/** A server that speaks TLS in front of the database at `url`, until the test ends. Answers its address. */
export async function secureWayTo(url: string): Promise<string> {
  const identity = selfSigned();
  const port = await serve((line) => {
    const database = join(line, url);
    // The first that comes asks for TLS; "S" agrees.
    line.once('data', () => {
      line.write('S');
      const secured = new TLSSocket(line, { isServer: true, ...identity });
      secured.on('error', () => line.destroy());
      secured.pipe(database).pipe(secured);
    });
  });
  return `${at(url, port)}?sslmode=require`;
}

const at = (url: string, port: number): string => Object.assign(new URL(url), { host: `127.0.0.1:${port}` }).href;

async function serve(take: (line: Socket) => void): Promise<number> {
  const server = createServer((line) => {
    onTestFinished(() => void line.destroy());
    take(line);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

/** A line to the database that ends with `line`. */
function join(line: Socket, url: string): Socket {
  const { port, hostname } = new URL(url);
  const database = connect(Number(port), hostname);
  line.on('error', () => undefined).on('close', () => database.destroy());
  return database.on('error', () => undefined).on('close', () => line.destroySoon());
}

/** A key and a certificate of its own (X.509 version 1, RFC 5280 §4.1) that no authority has signed. */
function selfSigned(): { key: string; cert: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const ecdsaWithSha256 = der(0x30, Buffer.from('06082a8648ce3d040302', 'hex'));
  const nobody = der(0x30);
  const times = der(0x30, der(0x17, Buffer.from('700101000000Z')), der(0x17, Buffer.from('491231235959Z')));
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  const content = der(0x30, der(0x02, Buffer.of(1)), ecdsaWithSha256, nobody, times, nobody, spki);
  const signature = der(0x03, Buffer.of(0), sign('sha256', content, privateKey));
  const cert = der(0x30, content, ecdsaWithSha256, signature).toString('base64');
  return {
    key: String(privateKey.export({ type: 'pkcs8', format: 'pem' })),
    cert: `-----BEGIN CERTIFICATE-----\n${cert}\n-----END CERTIFICATE-----\n`,
  };
}

/** A value of ASN.1 with its tag and length (X.690 §8.1). */
function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const length = content.length < 128 ? [content.length] : [0x82, content.length >> 8, content.length & 0xff];
  return Buffer.concat([Buffer.of(tag, ...length), content]);
}
