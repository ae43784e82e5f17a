import { describe, expect, test } from 'vitest';
import type { Caller } from '#domain/people/caller.ts';
import { pointsLines } from '#domain/prioritisation/result.ts';
import { change } from '../../server/database/database.ts';
import {
  ballotHere,
  closeHere,
  enterHere,
  guestsHere,
  lastBallot,
  openBallotHere,
  openHere,
  paperOn,
  pointsFor,
  type SessionHere,
  sessionHere,
} from '../session/session-here.ts';

const vote = async (here: SessionHere, voter: Caller, option = 0) => {
  const ballot = await lastBallot(here, voter);
  return here.run(voter, 'vote.cast', paperOn(here, ballot, pointsFor(ballot, option, 2)));
};
const notOnRoll = { ok: false, code: 'not-on-roll' };

describe('the roll', () => {
  test('holds who is in the session when the ballot opens and may vote, nobody else', async () => {
    const here = await sessionHere();
    const { people, sessionId } = here.round;
    await openHere(here);
    await enterHere(here, [people.moderation, people.observation]);
    const ballot = await ballotHere(here);
    expect(ballot).toMatchObject({ voters: 2, onRoll: false });
    expect((await lastBallot(here, people.jugendhilfeplanung)).onRoll).toBe(true);
    expect((await lastBallot(here, people.observation)).onRoll).toBe(false);
    // Who was not there, and who comes now.
    expect(await vote(here, people.coordination)).toEqual(notOnRoll);
    await enterHere(here, [people.coordination]);
    expect(await lastBallot(here, people.coordination)).toMatchObject({ onRoll: false, voters: 2 });
    expect(await vote(here, people.coordination)).toEqual(notOnRoll);
    const one = { sessionId, ballotId: ballot.id };
    expect(await here.run(people.coordination, 'time.ask', one)).toEqual(notOnRoll);
    expect((await closeHere(here, ballot)).result).toMatchObject({ voted: 0, entitled: 2 });
  });

  test('takes in a latecomer whom the moderator admits, once, and the audit trail says so', async () => {
    const here = await sessionHere();
    const { people, sessionId } = here.round;
    await openHere(here);
    const ballot = await ballotHere(here);
    const admit = ({ personId }: Caller) =>
      here.run(people.moderation, 'voter.admit', { sessionId, ballotId: ballot.id, personId });
    expect(await admit(people.coordination), 'not in the session').toEqual({ ok: false, code: 'not-found' });
    await enterHere(here, [people.coordination, people.observation]);
    expect(await admit(people.coordination)).toMatchObject({ ok: true });
    expect(await admit(people.coordination)).toEqual({ ok: false, code: 'already-on-roll' });
    expect(await admit(people.observation), 'may not vote').toEqual({ ok: false, code: 'not-found' });
    expect(await lastBallot(here, people.coordination)).toMatchObject({ onRoll: true, voters: 3 });
    expect(await vote(here, people.coordination)).toMatchObject({ ok: true });
    const deeds = await here.db.kysely
      .selectFrom('deed')
      .select(['person_id', 'subject_id'])
      .where('what', '=', 'voter.admit')
      .execute();
    expect(deeds).toEqual([{ person_id: people.moderation.personId, subject_id: people.coordination.personId }]);
    expect((await closeHere(here, ballot)).result).toMatchObject({ voted: 1, entitled: 3 });
  });

  test('keeps a person who speaks for another group meanwhile, with one vote', async () => {
    const here = await sessionHere();
    const [planner, delegate] = [here.round.people.jugendhilfeplanung, here.round.people.behindertenbeirat];
    await openHere(here);
    const ballot = await openBallotHere(here, { unit: 'group' });
    expect(await vote(here, planner)).toMatchObject({ ok: true });
    const { group } = delegate.seats[0]!;
    await change(here.db, (changes) =>
      changes
        .updateTable('membership')
        .set({ group_id: group!.id })
        .where('person_id', '=', planner.personId)
        .execute(),
    );
    const moved = { ...planner, seats: [{ ...planner.seats[0]!, group }] };
    expect(await vote(here, moved, 1)).toMatchObject({ ok: true });
    expect(await vote(here, delegate, 1)).toMatchObject({ ok: true });
    const { result } = await closeHere(here, ballot);
    expect(result).toMatchObject({ voted: 2, entitled: 2 });
    expect(pointsLines(result!).map(({ option, points }) => [option, points])).toEqual([
      [0, 2],
      [1, 2],
      [2, 0],
      [3, 0],
    ]);
  });

  test('loses with a person who goes also her vote, while the ballot runs; later the result stays', async () => {
    const here = await sessionHere();
    const { people } = here.round;
    await openHere(here);
    const guests = await guestsHere(here, 3);
    const ballot = await ballotHere(here, 10, 5, guests);
    for (const guest of guests) await vote(here, guest);
    const leave = ({ personId }: Caller) =>
      change(here.db, (changes) => changes.deleteFrom('person').where('id', '=', personId).execute());
    await leave(guests[0]!);
    expect(await lastBallot(here, people.moderation)).toMatchObject({ voters: 2, voted: 2 });
    const decided = await closeHere(here, ballot);
    expect(decided.result).toMatchObject({ voted: 2, entitled: 2 });
    await leave(guests[1]!);
    expect(await lastBallot(here, people.observation)).toEqual(decided);
  });
});

describe('one vote for each group', () => {
  test('is given by whoever of it comes last; who speaks for none votes for herself', async () => {
    const here = await sessionHere();
    const { people, sessionId } = here.round;
    const { group } = people.behindertenbeirat.seats[0]!;
    await openHere(here);
    const [colleague, late] = (await guestsHere(here, 2, sessionId, group)) as [Caller, Caller];
    const ballot = await openBallotHere(here, { unit: 'group' }, [
      people.behindertenbeirat,
      colleague,
      people.jugendhilfeplanung,
    ]);
    expect(ballot.voters).toBe(2);
    expect(await vote(here, people.behindertenbeirat, 0)).toMatchObject({ ok: true });
    expect(await vote(here, colleague, 1)).toMatchObject({ ok: true });
    // Who comes later speaks for a group that is on the roll.
    await enterHere(here, [late]);
    expect(await lastBallot(here, late)).toMatchObject({ onRoll: true, mine: { marks: pointsFor(ballot, 1, 2) } });
    const admit = { sessionId, ballotId: ballot.id, personId: late.personId };
    expect(await here.run(people.moderation, 'voter.admit', admit)).toEqual({ ok: false, code: 'already-on-roll' });
    expect(await vote(here, people.jugendhilfeplanung, 2)).toMatchObject({ ok: true });
    expect(await lastBallot(here, people.behindertenbeirat)).toMatchObject({ voted: 2 });
    expect((await lastBallot(here, people.jugendhilfeplanung)).mine).toMatchObject({ marks: pointsFor(ballot, 2, 2) });
    const { result } = await closeHere(here, ballot);
    expect(pointsLines(result!).map(({ option, points }) => [option, points])).toEqual([
      [1, 2],
      [2, 2],
      [0, 0],
      [3, 0],
    ]);
  });

  test('does not belong to those of the group who may not vote', async () => {
    const here = await sessionHere();
    const { people } = here.round;
    const { group } = people.behindertenbeirat.seats[0]!;
    await change(here.db, (changes) =>
      changes
        .updateTable('membership')
        .set({ group_id: group!.id })
        .where('person_id', '=', people.observation.personId)
        .execute(),
    );
    const press = { ...people.observation, seats: [{ ...people.observation.seats[0]!, group }] };
    await openHere(here);
    await enterHere(here, [press]);
    await openBallotHere(here, { unit: 'group' });
    await vote(here, people.behindertenbeirat);
    expect(await lastBallot(here, press)).toMatchObject({ onRoll: false, mine: null, voted: 1 });
    const [, ...mine] = here.steps.at(-1)!.told;
    expect(mine.flatMap(({ only }) => only ?? [])).toEqual([people.behindertenbeirat.personId]);
  });
});
