import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client, Target } from './client.ts';
import { caretOf, clientOf, firstClient, joinAll, type Losses, roomOf, soon, Typing } from './crowd.ts';
import { Latencies } from './latencies.ts';
import type { Figures, Load } from './load.ts';
import { startMeter } from './meter.ts';
import { presence } from './updates.ts';

type Of<Scenario extends Load['scenario']> = Extract<Load, { scenario: Scenario }>;

const hereAs = (person: number): Buffer => presence(firstClient + person, 1, caretOf(person, 0));

/** A large text that others have written: some join it one after the other, then a herd at once. */
export async function joinLargeText(target: Target, load: Of<'join'>, losses: Losses): Promise<Figures> {
  const room = roomOf('large');
  const text = readFileSync(load.file);
  const author = clientOf(target, losses, room);
  await joinAll([author], losses);
  author.send(author.updateFrame(text));
  await sleep(2_500);
  const singles = new Latencies();
  const used = startMeter(target);
  for (let left = load.singles; left > 0; left -= 1) {
    singles.add(await timeToJoin(target, room, losses, text.length));
    await sleep(20);
  }
  const cpuPerJoin = used().cpu / load.singles;
  await sleep(300);
  const herd = Array.from({ length: load.herd }, (_, person) =>
    clientOf(target, losses, room, { presence: hereAs(person) }),
  );
  const usedByHerd = startMeter(target);
  const began = performance.now();
  await joinAll(herd, losses, herd.length);
  const herdMs = performance.now() - began;
  for (const client of herd) mustHave(client, text.length);
  await quiet(herd);
  const { cpu, others } = usedByHerd();
  return { cpuPerJoin, herdMs, herdCpu: cpu, ...singles.figures, others };
}

/** Everybody is thrown out by a server that is killed, and comes back as soon as it is there again. `restart` answers with its processes. */
export async function comeBack(
  target: Target,
  { clients: count, rooms }: Of<'restart'>,
  losses: Losses,
  restart: () => Promise<readonly number[]>,
): Promise<Figures> {
  const make = (person: number) => clientOf(target, losses, roomOf(person % rooms), { presence: hereAs(person) });
  const clients = Array.from({ length: count }, (_, person) => make(person));
  await joinAll(clients, losses);
  await sleep(1_500);
  const latencies = new Latencies();
  let began = NaN;
  let synced = 0;
  const dial = async (person: number): Promise<void> => {
    await sleep(30 + Math.random() * 70);
    if (losses.isOver) return;
    const client = (clients[person] = make(person));
    client.onClosed = () => void dial(person);
    client.onSynced = () => {
      synced += 1;
      latencies.add(performance.now() - began);
    };
    client.start();
  };
  clients.forEach((client, person) => (client.onClosed = () => void dial(person)));
  target.pids = await restart();
  began = performance.now();
  const used = startMeter(target);
  await soon(() => synced >= count, 30_000);
  const allMs = performance.now() - began;
  await quiet(clients);
  const { cpu, others } = used();
  return { allMs, cpuPerClient: cpu / count, ...latencies.figures, lost: count - synced, others };
}

/**
 * The first who opens a text after the server was killed and started again. Each of its letters was a change of its own,
 * which somebody else had seen. Another text is opened before, so that the server is warm.
 */
export async function openFirst(
  target: Target,
  { letters }: Of<'open'>,
  losses: Losses,
  restart: () => Promise<readonly number[]>,
): Promise<Figures> {
  const room = roomOf('letters');
  const typing = new Typing(1);
  const [author, reader] = [clientOf(target, losses, room, { writer: 0 }), clientOf(target, losses, room)];
  typing.watch(reader);
  await joinAll([author, reader], losses);
  const began = performance.now();
  while (typing.sent < letters) {
    for (let left = Math.min(500, letters - typing.sent); left > 0; left -= 1) typing.type(author, false);
    while (typing.delivered < typing.sent) await sleep(1);
  }
  const writtenMs = performance.now() - began;
  for (const client of [author, reader]) client.destroy();
  // Long enough to tidy up, where a server does that.
  await sleep(2_000);
  target.pids = await restart();
  await timeToJoin(target, roomOf('warm'), losses);
  await sleep(500);
  const used = startMeter(target);
  const openMs = await timeToJoin(target, room, losses, letters);
  const { cpu, others } = used();
  return { openMs, openCpu: cpu, againMs: await timeToJoin(target, room, losses), writtenMs, others };
}

async function timeToJoin(target: Target, room: string, losses: Losses, bytes = 0): Promise<number> {
  const client = clientOf(target, losses, room);
  const began = performance.now();
  await joinAll([client], losses);
  const took = performance.now() - began;
  client.destroy();
  mustHave(client, bytes);
  return took;
}

/** A join counts when the text has come, give or take a tenth for how it is written down. */
function mustHave({ textBytes }: Client, bytes: number): void {
  if (textBytes < bytes * 0.9) throw new Error(`joined with ${textBytes} of ${bytes} bytes`);
}

/** Resolves when no presence comes in any more. */
async function quiet(clients: readonly Client[]): Promise<void> {
  const heard = () => clients.reduce((sum, { presenceFrames }) => sum + presenceFrames, 0);
  for (let before = -1, left = 60; before !== heard() && left > 0; left -= 1) {
    before = heard();
    await sleep(250);
  }
}
