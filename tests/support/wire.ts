import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** The way to the database, which the test can cut. */
export type Wire = {
  /** The address of a database, by this way. */
  readonly through: (url: string) => string;
  /**
   * The database stops the moment it has done a statement of this kind, before anybody hears of it: every connection is
   * gone, new ones are refused. Resolves then.
   */
  stopAfter(statement: 'COMMIT' | 'UPDATE'): Promise<void>;
  /** It is there again, at the same address. */
  start(): Promise<void>;
  /** From now on the way leads to the database at `url`. */
  redirect(url: string): void;
  /**
   * Counts the answers of the database from now on; the one with this number is held back until `happening` is over, and
   * then lost with its connection. Resolves then.
   */
  interrupt(number: number, happening: () => Promise<unknown>): Promise<void>;
};

/** A way to the database at `url`, open until the test ends. */
export async function wireTo(url: string): Promise<Wire> {
  let target = new URL(url);
  const lines = new Set<Socket>();
  let held: { readonly number: number; readonly happening: () => Promise<unknown> } | null = null;
  let answers = 0;
  let fatal: { readonly answer: string; readonly stopped: () => void } | null = null;

  const server: Server = createServer((near) => {
    const far = connect(Number(target.port), target.hostname);
    for (const [line, other] of [
      [near, far],
      [far, near],
    ] as const)
      lines.add(line.on('error', () => other.destroy()).on('close', () => (lines.delete(line), other.destroy())));
    near.pipe(far);
    far.on('data', (answer) => {
      if (isComplete(answer) && ++answers === held?.number) {
        far.pause();
        return void held.happening().finally(() => near.destroy());
      }
      if (fatal === null || !answer.includes(fatal.answer)) return near.write(answer);
      server.close();
      for (const line of lines) line.destroy();
      fatal.stopped();
      fatal = null;
    });
  });
  const listen = async (port: number) => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  };
  await listen(0);
  const { port } = server.address() as AddressInfo;
  onTestFinished(() => {
    server.close();
    for (const line of lines) line.destroy();
  });

  return {
    through: (each) => Object.assign(new URL(each), { host: `127.0.0.1:${port}` }).href,
    stopAfter: (statement) =>
      new Promise((resolve) => {
        // As PostgreSQL reports that a statement is complete.
        fatal = { answer: statement === 'COMMIT' ? 'COMMIT\0' : 'UPDATE 1\0', stopped: resolve };
      }),
    start: () => listen(port),
    redirect: (next) => void (target = new URL(next)),
    interrupt: (number, happening) =>
      new Promise((resolve, reject) => {
        answers = 0;
        held = { number, happening: () => happening().then(() => resolve(), reject) };
      }),
  };
}

/** PostgreSQL ends each answer with "ready for query": one letter, its length, and one letter for the transaction. */
const isComplete = (answer: Buffer) => answer.subarray(-6, -1).equals(Buffer.from([0x5a, 0, 0, 0, 5]));
