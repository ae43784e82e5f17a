import type { Load } from '../generator/load.ts';
import type { ServerName } from './servers.ts';

/** A figure that a job is about, and how good it has to be. */
export type Measure = {
  readonly figure: string;
  readonly unit: string;
  readonly moreIsBetter?: boolean;
  readonly goal: Goal;
};

/**
 * `relay`, `peer`: the most (or, where more is better, the least) as a ratio to the bare relay or to the better of the
 * two peers. `most`: an absolute figure. `overRelayFirst`: how much more than the engine that relays before the commit.
 */
export type Goal = {
  readonly relay?: number;
  readonly peer?: number;
  readonly most?: number;
  readonly overRelayFirst?: number;
};

/** One thing that people do to a server, measured on each of `servers`. */
export type Job = {
  readonly name: string;
  readonly load: Load;
  readonly servers: readonly ServerName[];
  readonly measures: readonly Measure[];
};

const all: readonly ServerName[] = ['ours', 'relay', 'y-websocket-server', 'hocuspocus'];
const withoutRates: readonly ServerName[] = ['ours-without-rates', 'relay', 'y-websocket-server', 'hocuspocus'];

const typing = (clients: number, writers: number, goal: Goal, carets = false): Omit<Job, 'name'> => ({
  load: { scenario: 'typing', clients, writers, rate: 5, carets },
  servers: all,
  measures: [{ figure: 'cpuPer1000', unit: 'ms CPU per 1,000 deliveries', goal }],
});

const typingGoal: Goal = { relay: 1.2, peer: 0.85 };

/** What `npm run bench` measures, in this order. */
export const jobs: readonly Job[] = [
  { name: 'typing-cursors', ...typing(50, 10, { relay: 0.8, peer: 0.5 }, true) },
  { name: 'typing-10', ...typing(10, 5, typingGoal) },
  { name: 'typing-50', ...typing(50, 10, typingGoal) },
  { name: 'typing-200', ...typing(200, 20, typingGoal) },
  { name: 'crowd', ...typing(1000, 20, { relay: 0.6, peer: 0.7 }) },
  {
    name: 'saturation',
    load: { scenario: 'ramp', clients: 200, writers: 20, steps: [200, 400, 700, 1000, 2000, 4500, 10_000], limit: 100 },
    servers: withoutRates,
    measures: [{ figure: 'deliveriesPerS', unit: 'deliveries/s', moreIsBetter: true, goal: { relay: 5 } }],
  },
  {
    name: 'rooms',
    load: { scenario: 'rooms', rooms: 500, per: 4, rate: 1 },
    servers: all,
    measures: [
      { figure: 'cpuPerStroke', unit: 'ms CPU per key and caret', goal: { relay: 1.8, peer: 0.7 } },
      { figure: 'kibPerConnection', unit: 'KiB per connection', goal: { relay: 1.2 } },
    ],
  },
  {
    name: 'join',
    load: { scenario: 'join', file: 'tests/load/data/b4-state.bin', herd: 200, singles: 12 },
    // The relay has nothing to join.
    servers: ['ours', 'y-websocket-server', 'hocuspocus'],
    measures: [
      { figure: 'cpuPerJoin', unit: 'ms CPU per single join', goal: { peer: 0.3 } },
      { figure: 'herdMs', unit: 'ms until 200 have joined', goal: { peer: 0.15 } },
    ],
  },
  {
    name: 'restart',
    load: { scenario: 'restart', clients: 1000, rooms: 50 },
    servers: all,
    measures: [{ figure: 'allMs', unit: 'ms until all are back', goal: { relay: 0.35 } }],
  },
  {
    name: 'commit-first',
    load: { scenario: 'typing', clients: 10, writers: 10, rate: 100 },
    servers: ['ours-without-rates', 'ours-relay-first'],
    measures: [{ figure: 'p50', unit: 'ms from writer to reader', goal: { overRelayFirst: 1 } }],
  },
  {
    name: 'load',
    load: { scenario: 'open', letters: 100_000 },
    servers: ['ours-without-rates'],
    measures: [{ figure: 'openMs', unit: 'ms to open 100,000 letters', goal: { most: 50 } }],
  },
];
