import { setTimeout as sleep } from 'node:timers/promises';
import type { Target } from './client.ts';
import { atRate, caretOf, clientOf, firstClient, joinAll, type Losses, roomOf, soon, Typing } from './crowd.ts';
import type { Figures, Load } from './load.ts';
import { residentKiB, startMeter } from './meter.ts';
import { presence } from './updates.ts';

type Of<Scenario extends Load['scenario']> = Extract<Load, { scenario: Scenario }>;

/** How long people type to warm a server up and to measure it, in ms. */
const warm = 1_000;
const measured = 4_000;

/** One room, in which some type and all read along. */
export async function typeInOneRoom(target: Target, load: Of<'typing'>, losses: Losses): Promise<Figures> {
  const { clients: count, writers, rate, carets = false } = load;
  const { typing, clients } = await fill(target, load, losses);
  const type = (turn: number) => typing.type(clients[turn % writers]!, carets);
  await atRate(writers * rate, warm, type);
  await soon(() => typing.delivered === typing.sent * (count - 1), 4_000);
  await sleep(200);
  const before = { sent: typing.sent, delivered: typing.delivered };
  typing.isMeasuring = true;
  const used = startMeter(target);
  await atRate(writers * rate, measured, type);
  const expected = (typing.sent - before.sent) * (count - 1);
  await soon(() => typing.delivered - before.delivered >= expected, 5_000);
  const delivered = typing.delivered - before.delivered;
  const { cpu, postgres, others } = used();
  return {
    cpuPer1000: (cpu / delivered) * 1000,
    postgresPer1000: (postgres / delivered) * 1000,
    ...typing.latencies.figures,
    lost: expected - delivered,
    others,
  };
}

/** One room in which more and more is typed, until people wait too long twice in a row. */
export async function typeEverFaster(target: Target, load: Of<'ramp'>, losses: Losses): Promise<Figures> {
  const { clients: count, writers, steps, limit } = load;
  const { typing, clients } = await fill(target, load, losses);
  const type = (turn: number) => typing.type(clients[turn % writers]!, false);
  typing.isMeasuring = true;
  await atRate(writers * 5, 800, type);
  await sleep(200);
  let best: Figures = {};
  const others: number[] = [];
  for (let step = 0, failed = 0; step < steps.length && failed < 2; step += 1) {
    typing.latencies.clear();
    const before = { sent: typing.sent, delivered: typing.delivered };
    const used = startMeter(target);
    const took = await atRate(steps[step]!, 1_500, type);
    const deliveriesPerS = ((typing.delivered - before.delivered) / took) * 1000;
    const expected = (typing.sent - before.sent) * (count - 1);
    await soon(() => typing.delivered - before.delivered >= expected, 6_000);
    const { cpu, postgres, wall, others: disturbed } = used();
    others.push(disturbed);
    const { p50, p99 } = typing.latencies.figures;
    const isGood = p99 <= limit && typing.delivered - before.delivered >= expected;
    if (isGood) best = { deliveriesPerS, p50, p99, cores: cpu / wall, postgresCores: postgres / wall };
    failed = isGood ? 0 : failed + 1;
    await sleep(150);
  }
  return { ...best, others: Math.max(...others) };
}

/** Many rooms with few people each, of whom one types and moves the caret. */
export async function typeInManyRooms(target: Target, load: Of<'rooms'>, losses: Losses): Promise<Figures> {
  const { rooms, per, rate } = load;
  const before = residentKiB(target.pids);
  const typing = new Typing(rooms);
  const clients = Array.from({ length: rooms * per }, (_, place) => {
    const [room, seat] = [Math.floor(place / per), place % per];
    const here = presence(firstClient + place + 1_000_000, 1, caretOf(seat, 0));
    return clientOf(target, losses, roomOf(room), { writer: seat === 0 ? room : -1, presence: here });
  });
  for (const client of clients) typing.watch(client);
  await joinAll(clients, losses);
  await sleep(2_500);
  const kibPerConnection = (residentKiB(target.pids) - before) / clients.length;
  typing.isMeasuring = true;
  const used = startMeter(target);
  await atRate(rooms * rate, 5_000, (turn) => typing.type(clients[(turn % rooms) * per]!, true));
  const expected = typing.sent * (per - 1);
  await soon(() => typing.delivered >= expected, 5_000);
  const { cpu, postgres, others } = used();
  return {
    cpuPerStroke: cpu / typing.sent,
    postgresPerStroke: postgres / typing.sent,
    kibPerConnection,
    ...typing.latencies.figures,
    lost: expected - typing.delivered,
    others,
  };
}

async function fill(target: Target, { clients: count, writers }: Of<'typing' | 'ramp'>, losses: Losses) {
  const typing = new Typing(writers);
  const clients = Array.from({ length: count }, (_, place) =>
    clientOf(target, losses, roomOf('room'), { writer: place < writers ? place : -1 }),
  );
  for (const client of clients) typing.watch(client);
  await joinAll(clients, losses);
  await sleep(300);
  return { typing, clients };
}
