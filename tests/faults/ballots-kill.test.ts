import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { Reply } from '#domain/contract.ts';
import type { Caller } from '#domain/people/caller.ts';
import { pointsLines } from '#domain/prioritisation/result.ts';
import { randomFrom } from '../support/random.ts';
import type { Asked } from '../support/ballot-server.ts';
import { wireTo } from '../support/wire.ts';
import { castHere, guestsHere, openBallotHere, openHere, pointsFor, sessionHere } from '../session/session-here.ts';

const cycles = process.env.LONG === '1' ? 300 : 24;
/** A close of a secret ballot hears so many answers of the database, at least. */
const answers = 12;

/** A server in a process of its own. */
class BallotProcess {
  readonly #arguments: readonly string[];
  #child: ChildProcess | null = null;

  constructor(databaseUrl: string, keys: string) {
    this.#arguments = [databaseUrl, keys];
    onTestFinished(() => this.kill());
  }

  async start(): Promise<void> {
    const program = join(import.meta.dirname, '../support/ballot-server.ts');
    this.#child = fork(program, this.#arguments, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    await once(this.#child, 'message');
  }

  /** Ends it as a power cut would. */
  async kill(): Promise<void> {
    const child = this.#child;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }

  /** The reply, or null where the process died before. */
  async ask(caller: Caller, request: unknown): Promise<Reply | null> {
    const asked: Asked = { caller, request };
    const child = this.#child!;
    const answer = Promise.race([once(child, 'message'), once(child, 'exit').then(() => [null])]);
    child.send(asked);
    const [reply] = (await answer) as [Reply | null];
    return reply;
  }
}

test(
  `a server that is killed ${cycles} times while it closes a secret ballot: one result, every vote in it, no key left`,
  { timeout: cycles * 10_000 },
  async () => {
    const here = await sessionHere();
    const { people, sessionId } = here.round;
    const wire = await wireTo(here.url);
    const server = new BallotProcess(wire.through(here.url), here.keys);
    const random = randomFrom(2027);
    await openHere(here);
    const guests = await guestsHere(here, 6);
    let [committed, open] = [0, 0];
    await server.start();
    for (let cycle = 0; cycle < cycles; cycle += 1) {
      const ballot = await openBallotHere(here, { secrecy: 'secret' }, guests);
      for (const [index, guest] of guests.entries())
        await castHere(here, guest, ballot, pointsFor(ballot, index % 2, 1 + ((index + cycle) % 5)));
      const requestId = randomUUID();
      const request = { requestId, command: 'ballot.close', input: { sessionId, ballotId: ballot.id } };
      const isClosed = async () =>
        (
          await here.db.kysely
            .selectFrom('ballot_result')
            .select('ballot_id')
            .where('ballot_id', '=', ballot.id)
            .execute()
        ).length > 0;

      const dying = server.ask(people.moderation, request);
      // In turn: at each answer of the database, which is lost with the server, and at an instant that chance decides.
      if (cycle % 2 === 0)
        await Promise.race([
          wire.interrupt(1 + ((cycle / 2) % answers), () => server.kill()),
          dying.then(() => server.kill()),
        ]);
      else await pause(random.below(40)).then(() => server.kill());
      await dying;
      if (await isClosed()) committed += 1;
      else open += 1;

      await server.start();
      expect(await server.ask(people.moderation, request)).toMatchObject({ ok: true });
      await vi.waitFor(async () => expect(await readdir(here.keys)).toEqual([]), 5000);
      const closed = (await here.look(people.observation)).view.ballots.find(({ id }) => id === ballot.id)!;
      expect(closed).toMatchObject({ voted: 6, result: { voted: 6, withheld: null } });
      const sum = pointsLines(closed.result!).reduce((all, { points }) => all + points, 0);
      expect(sum).toBe(guests.reduce((all, _, index) => all + 1 + ((index + cycle) % 5), 0));
      expect(await here.db.kysely.selectFrom('ballot_paper').select('voter_id').execute()).toEqual([]);
    }
    // Both kinds of end were met.
    expect(Math.min(committed, open)).toBeGreaterThan(2);
  },
);
