import { setTimeout as sleep } from 'node:timers/promises';
import { Client, type Joining, type Target } from './client.ts';
import { Latencies } from './latencies.ts';
import { eachStruct, letter, presence } from './updates.ts';

/** Client ids of this run: nobody else's, also when the same room is used again. */
export const firstClient = 0x2000_0000 + Math.floor(Math.random() * 0x1000_0000);
/** Room names of this run. */
export const roomOf = (name: string | number): string => `${firstClient.toString(36)}-${name}`;

/** What a browser says of a person with a caret after `typed` letters. */
export const caretOf = (person: number, typed: number): unknown => {
  const place = { type: null, tname: 't', item: { client: 536_870_912 + person, clock: typed }, assoc: 0 };
  const user = { name: `Mitglied ${person}`, color: '#30bced', colorLight: '#30bced33' };
  return { user, cursor: { anchor: place, head: place } };
};

/** Sockets that somebody else closed, by reason. */
export class Losses {
  readonly reasons: Record<string, number> = {};
  isOver = false;

  count(why: string): void {
    if (!this.isOver) this.reasons[why] = (this.reasons[why] ?? 0) + 1;
  }
}

/** A client whose end is counted as a loss. */
export function clientOf(target: Target, losses: Losses, room: string, joining?: Joining): Client {
  const client = new Client(target, room, joining);
  client.onClosed = (why) => losses.count(why);
  return client;
}

/** Connects all, so many at a time; resolves when every one is synced. Fails after a minute. */
export async function joinAll(clients: readonly Client[], losses: Losses, atOnce = 40): Promise<void> {
  const waiting = [...clients];
  let left = clients.length;
  const deadline = AbortSignal.timeout(60_000);
  await new Promise<void>((resolve, reject) => {
    deadline.onabort = () => reject(new Error(`${left} did not join: ${JSON.stringify(losses.reasons)}`));
    const next = (): void => {
      const client = waiting.shift();
      if (client === undefined) return;
      const told = client.onSynced;
      client.onSynced = () => {
        told();
        left -= 1;
        if (left === 0) resolve();
        else next();
      };
      client.start();
    };
    for (let started = 0; started < atOnce; started += 1) next();
  });
}

/** So many send times are remembered per writer, a power of two. */
const remembered = 16_384;
const alphabet = 'abcdefghijklmnopqrstuvwxyz ';

/** People who type. A delivery is one letter at one other client, counted by structs: merged updates count in full. */
export class Typing {
  readonly latencies = new Latencies();
  sent = 0;
  delivered = 0;
  isMeasuring = false;
  readonly #clocks: Uint32Array;
  readonly #presenceClocks: Uint32Array;
  readonly #times: readonly Float64Array[];

  constructor(writers: number) {
    this.#clocks = new Uint32Array(writers);
    this.#presenceClocks = new Uint32Array(writers);
    this.#times = Array.from({ length: writers }, () => new Float64Array(remembered));
  }

  /** Counts what a client gets from now on. */
  watch(client: Client): void {
    client.onUpdate = (from, start) => {
      const now = performance.now();
      const isPlain = eachStruct(from, start, (id, clock, length) => {
        const times = this.#times[id - firstClient];
        if (times === undefined || id - firstClient === client.writer) return;
        this.delivered += length;
        if (!this.isMeasuring) return;
        for (let at = clock; at < clock + length; at += 1)
          this.latencies.add(now - (times[at & (remembered - 1)] ?? 0));
      });
      if (!isPlain) throw new Error('something else than typed letters came in');
    };
  }

  /** One key stroke, and the caret behind it. */
  type(client: Client, withCaret: boolean): void {
    const { writer } = client;
    const clock = this.#clocks[writer] ?? 0;
    this.#clocks[writer] = clock + 1;
    const id = firstClient + writer;
    const key = client.updateFrame(letter(id, clock, alphabet[clock % alphabet.length] ?? ' '));
    const times = this.#times[writer];
    if (times !== undefined) times[clock & (remembered - 1)] = performance.now();
    client.send(withCaret ? Buffer.concat([key, this.#caret(client, clock)]) : key);
    this.sent += 1;
  }

  #caret(client: Client, clock: number): Buffer {
    const { writer } = client;
    const presenceClock = (this.#presenceClocks[writer] ?? 0) + 1;
    this.#presenceClocks[writer] = presenceClock;
    return client.presenceFrame(presence(firstClient + writer, presenceClock, caretOf(writer, clock)));
  }
}

/** Calls `act` `rate` times a second for `ms`, with the number of the call; resolves to how long it really took, in ms. */
export async function atRate(rate: number, ms: number, act: (count: number) => void): Promise<number> {
  const began = performance.now();
  let done = 0;
  for (;;) {
    const passed = performance.now() - began;
    if (passed >= ms) return passed;
    const due = Math.min(Math.floor((passed * rate) / 1000), done + 2_000);
    for (; done < due; done += 1) act(done);
    await sleep(1);
  }
}

/** Resolves when the condition holds, or after `ms`. */
export async function soon(isSo: () => boolean, ms: number): Promise<void> {
  for (const began = performance.now(); !isSo() && performance.now() - began < ms;) await sleep(5);
}
