import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { expect, inject, onTestFinished } from 'vitest';
import type { CommandInput, CommandName, Reply, Snapshot } from '#domain/contract.ts';
import * as ids from '#domain/ids.ts';
import { type Caller, type Seat, tones } from '#domain/people/caller.ts';
import type { BallotView } from '#domain/prioritisation/ballot.ts';
import { type Connected, createConnected } from '../../server/commands/connected.ts';
import { type Commands, type CommittedStep, createCommands } from '../../server/commands.ts';
import { change, type Database, openDatabase } from '../../server/database/database.ts';
import type { Log } from '../../server/platform/log.ts';
import { snapshot } from '../../server/session/sessions.ts';
import { createEnvelopes } from '../../server/prioritisation/envelopes.ts';
import { openResult } from '../../server/prioritisation/results.ts';
import { createVerbs, roundVerbs } from '../../server/verbs.ts';
import { freshDatabase } from '../support/postgres.ts';
import { plantSampleRound, type SampleRound } from '../support/sample-round.ts';

/** The sample round with its commands, in a database of its own; ends with the test. */
export type SessionHere = {
  readonly url: string;
  /** Where the keys of secret ballots lie. */
  readonly keys: string;
  readonly db: Database;
  readonly round: SampleRound;
  readonly commands: Commands;
  /** Who is there; without a gateway whoever enters, until `later`. */
  readonly connected: Connected;
  /** Lets the time of `connected` pass, in milliseconds. */
  later(ms: number): void;
  /** A second server on the same database: what the two do at once is kept apart by the database alone. */
  readonly elsewhere: Commands;
  /** Every committed step since the beginning, as the server tells it to its gateways. */
  readonly steps: CommittedStep[];
  /** Codes that were logged as warnings or errors. */
  readonly logged: string[];
  run<Name extends CommandName>(
    caller: Caller | null,
    command: Name,
    input: CommandInput<Name>,
    requestId?: string,
  ): Promise<Reply>;
  /** Like `run`, for what must succeed: the tick. */
  done<Name extends CommandName>(
    caller: Caller,
    command: Name,
    input: CommandInput<Name>,
    requestId?: string,
  ): Promise<number>;
  look(caller: Caller | null): Promise<Snapshot>;
};

/** Plants the sample round with `measureCount` measures. `wire`: the way on which the database is reached. */
export async function sessionHere(measureCount = 4, wire = (url: string) => url): Promise<SessionHere> {
  const url = wire(await freshDatabase(inject('postgresUrl')));
  const db = openDatabase(url);
  onTestFinished(() => db.close());
  const round = await plantSampleRound(db, measureCount);
  const logged: string[] = [];
  const note = (code: string) => void logged.push(code);
  const log: Log = { debug: () => undefined, info: () => undefined, warn: note, error: note };
  const keys = await mkdtemp(join(tmpdir(), 'ballot-keys-'));
  onTestFinished(() => rm(keys, { recursive: true, force: true }));
  let time = 0;
  const connected = createConnected(() => time);
  const verbs = createVerbs({ envelopes: createEnvelopes(keys), connected });
  const commands = createCommands({ db, verbs, roundVerbs, log });
  const second = openDatabase(url);
  onTestFinished(() => second.close());
  const elsewhere = createCommands({ db: second, verbs, roundVerbs, log });
  const steps: CommittedStep[] = [];
  commands.onStep((step) => steps.push(step));
  const here: SessionHere = {
    ...{ url, keys, db, round, commands, connected, elsewhere, steps, logged },
    later: (ms) => void (time += ms),
    async run(caller, command, input, requestId = randomUUID()) {
      if (caller !== null && command === 'session.enter') connected.mayBeHere(input.sessionId, [caller.personId]);
      return commands.run(caller, { requestId, command, input });
    },
    async done(caller, command, input, requestId) {
      const reply = await here.run(caller, command, input, requestId);
      expect(reply, command).toMatchObject({ ok: true });
      return reply.ok ? reply.receipt.clock : 0;
    },
    look: (caller) => snapshot(db.kysely, caller, round.sessionId),
  };
  return here;
}

/** Opens the session. */
export async function openHere(here: SessionHere): Promise<void> {
  await here.done(here.round.people.moderation, 'session.open', { sessionId: here.round.sessionId });
}

/** Takes these people into the session, one after the other. */
export async function enterHere(here: SessionHere, people: readonly Caller[]): Promise<void> {
  for (const each of people) await here.done(each, 'session.enter', { sessionId: here.round.sessionId });
}

/** Who may vote of the sample round's people, without the coordinator. */
export const votersOf = ({ people }: SampleRound): Caller[] => [people.jugendhilfeplanung, people.behindertenbeirat];

/** Opens a ballot on points over all measures, with these people in the session, which must be open. */
export async function ballotHere(
  here: SessionHere,
  budget = 10,
  maxPerOption = 5,
  voters: readonly Caller[] = votersOf(here.round),
): Promise<BallotView> {
  return openBallotHere(here, { rule: { method: 'points', budget, maxPerOption } }, voters);
}

/** Opens any ballot, on points over all measures unless told otherwise; the session must be open. */
export async function openBallotHere(
  here: SessionHere,
  input: Partial<CommandInput<'ballot.open'>> = {},
  voters: readonly Caller[] = votersOf(here.round),
): Promise<BallotView> {
  const { moderation } = here.round.people;
  await enterHere(here, voters);
  await here.done(moderation, 'ballot.open', { ...pointsBallot(here.round), ...input });
  return lastBallot(here, moderation);
}

/** How to open a ballot on points over all measures. */
export const pointsBallot = ({ sessionId, measures }: SampleRound): CommandInput<'ballot.open'> => ({
  ...{ sessionId, title: 'Schwerpunkte 2027', secrecy: 'open', unit: 'person', roll: 'present', handVoters: 0 },
  ...{ rule: { method: 'points', budget: 10, maxPerOption: 5 }, measureIds: [...measures] },
});

/** The ballot that was opened last, as this person sees it. */
export async function lastBallot(here: SessionHere, caller: Caller): Promise<BallotView> {
  return (await here.look(caller)).view.ballots.at(-1)!;
}

/** Closes a ballot; answers it with its whole result, as its page has it. */
export async function closeHere(here: SessionHere, { id }: Pick<BallotView, 'id'>): Promise<BallotView> {
  const { people, sessionId } = here.round;
  await here.done(people.moderation, 'ballot.close', { sessionId, ballotId: id });
  return (await openResult(here.db.kysely, people.observation, id)).ballot;
}

/** What is handed in with these marks. */
export const paperOn = (
  { round }: Pick<SessionHere, 'round'>,
  { id, hash }: Pick<BallotView, 'id' | 'hash'>,
  marks: readonly (number | null)[],
): CommandInput<'vote.cast'> => ({ sessionId: round.sessionId, ballotId: id, hash, marks: [...marks] });

/** Hands in a paper that must count: the tick. */
export const castHere = (
  here: SessionHere,
  voter: Caller,
  ballot: BallotView,
  marks: readonly (number | null)[],
): Promise<number> => here.done(voter, 'vote.cast', paperOn(here, ballot, marks));

/** A paper that gives these points to one option and nothing to the others. */
export const pointsFor = (ballot: BallotView, option: number, points: number): (number | null)[] =>
  ballot.options.map((_, place) => (place === option ? points : null));

/** That many guests of the session, with a seat in it and nowhere else. */
export async function guestsHere(
  here: SessionHere,
  count: number,
  sessionId = here.round.sessionId,
  group: Seat['group'] = null,
): Promise<Caller[]> {
  const guests = Array.from({ length: count }, (_, index): Caller => {
    const personId = v.parse(ids.PersonId, randomUUID());
    const seat = { roundId: here.round.roundId, role: 'guest' as const, group, sessionId };
    return { personId, name: `Gast ${index + 1}`, initials: 'G', tone: tones[index % tones.length]!, seats: [seat] };
  });
  await change(here.db, async (changes) => {
    const rows = guests.map(({ personId, seats: _, ...person }) => ({
      id: personId,
      ...person,
      email: null,
      password_hash: null,
    }));
    await changes.insertInto('person').values(rows).execute();
    await changes
      .insertInto('guest')
      .values(
        guests.map(({ personId }) => ({ person_id: personId, session_id: sessionId, group_id: group?.id ?? null })),
      )
      .execute();
  });
  return guests;
}

/** A second planned session of the same round. */
export async function otherSession(here: SessionHere): Promise<ids.SessionId> {
  const id = v.parse(ids.SessionId, randomUUID());
  const when = { starts_at: new Date('2027-02-11T13:00:00Z'), ends_at: new Date('2027-02-11T15:00:00Z') };
  const row = {
    id,
    round_id: here.round.roundId,
    title: 'Zweite Sitzung',
    place: 'Ratssaal',
    ...when,
    code: null,
    current_item_id: null,
  };
  await change(here.db, (changes) => changes.insertInto('session').values(row).execute());
  return id;
}
