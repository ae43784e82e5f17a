import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { change } from '../../server/database/database.ts';
import { openResult } from '../../server/prioritisation/results.ts';
import { sketch } from '../../server/session/sessions.ts';
import { castHere, enterHere, guestsHere, openBallotHere } from '../session/session-here.ts';
import { followed, liveHere } from './live-here.ts';

/** A ballot by name over four measures with six voters of one group and five of none, closed while somebody followed. */
async function closedByName() {
  const here = await liveHere();
  const { people, sessionId } = here.round;
  await here.done(people.moderation, 'session.open', { sessionId });
  const follower = await here.follow(people.observation);
  const { group } = people.behindertenbeirat.seats[0]!;
  const guests = [...(await guestsHere(here, 6, sessionId, group)), ...(await guestsHere(here, 5))];
  await enterHere(here, guests);
  const ballot = await openBallotHere(here, { secrecy: 'named' }, guests);
  for (const [place, guest] of guests.entries()) await castHere(here, guest, ballot, [4, 2, place % 3, null]);
  const clock = await here.done(people.moderation, 'ballot.close', { sessionId, ballotId: ballot.id });
  await follower.reached(clock);
  return { here, people, sessionId, follower, ballotId: ballot.id };
}

test('Who gave what goes to nobody with the close, nor with a snapshot: it is on the page of the result', async () => {
  const { here, people, sessionId, follower, ballotId } = await closedByName();
  const told = follower.steps.at(-1)!.facts[0];
  expect(told).toMatchObject({ kind: 'ballot.closed', result: { voted: 11, entitled: 11, named: null, groups: [] } });
  const page = await openResult(here.db.kysely, people.observation, ballotId);
  expect(page.ballot.result!.named).toHaveLength(11);
  expect(page.ballot.result!.groups).toHaveLength(2);
  expect(told).toMatchObject({ result: { tally: page.ballot.result!.tally } });
  const answer = await followed(follower.socket, sessionId);
  const [seen] = answer.ok ? answer.snapshot.view.ballots : [];
  expect(told).toMatchObject({ result: seen!.result });
  expect(follower.frames.join('\n')).not.toMatch(/"voter":|"marks":\[4,2/);
});

test('A result from before this is cut as short on its way', async () => {
  const { here, people } = await closedByName();
  const { body, brief, ballot_id } = await here.db.kysely
    .selectFrom('ballot_result')
    .selectAll()
    .executeTakeFirstOrThrow();
  expect(body.length).toBeGreaterThan(brief!.length + 11 * 20);
  const [now] = (await here.look(people.observation)).view.ballots;
  await change(here.db, async (changes) => {
    await sql`alter table ballot_result disable trigger results_stay`.execute(changes);
    await changes.updateTable('ballot_result').set({ brief: null }).where('ballot_id', '=', ballot_id).execute();
  });
  expect((await here.look(people.observation)).view.ballots).toEqual([now]);
  expect(now).toMatchObject({ result: { named: null } });
});

test('The frame of a page is brought a sketch of the session: the caller and the ballot that runs', async () => {
  const { here, people, sessionId } = await closedByName();
  const drawn = async () => (await sketch(here.db.kysely, people.observation, sessionId)).view;
  const whole = (await here.look(people.observation)).view;
  expect(await drawn()).toEqual({
    ...whole,
    people: whole.people.filter(({ personId }) => personId === people.observation.personId),
    ballots: [],
  });
  const running = await openBallotHere(here, { title: 'Noch eine' }, []);
  expect((await drawn()).ballots.map(({ id }) => id)).toEqual([running.id]);
  await expect(sketch(here.db.kysely, people.stranger, sessionId)).rejects.toMatchObject({ code: 'not-found' });
  await expect(sketch(here.db.kysely, null, sessionId)).rejects.toMatchObject({ code: 'not-signed-in' });
});
