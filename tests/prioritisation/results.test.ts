import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import type { CommandInput } from '#domain/contract.ts';
import type { Caller } from '#domain/people/caller.ts';
import type { BallotView } from '#domain/prioritisation/ballot.ts';
import type { Marks } from '#domain/prioritisation/marks.ts';
import { linesOf, pointsLines, resolved } from '#domain/prioritisation/result.ts';
import { rangeOf, type RuleOf } from '#domain/prioritisation/rule.ts';
import {
  castHere,
  closeHere,
  guestsHere,
  lastBallot,
  openBallotHere,
  openHere,
  type SessionHere,
  sessionHere,
} from '../session/session-here.ts';

type Opening = Partial<CommandInput<'ballot.open'>>;
const criterion = (key: string, weight: number) => ({ key, weight, label: key, question: '?', low: '1', high: '5' });
const weighted: Opening = {
  rule: { method: 'weighted', criteria: [criterion('reach', 70), criterion('urgency', 30)] },
};
const motion: Opening = {
  rule: { method: 'resolution', majority: 'two-thirds', quorum: 50 },
  motion: 'Der Stadtrat möge beschließen.',
  measureIds: [],
};

/** A ballot on three measures in which these papers were handed in, each by a guest of its own. */
async function votedHere(how: Opening, papers: readonly Marks[], more = 0) {
  const here = await sessionHere(3);
  await openHere(here);
  const guests = await guestsHere(here, papers.length + more);
  const ballot = await openBallotHere(here, how, guests);
  for (const [index, marks] of papers.entries()) await castHere(here, guests[index]!, ballot, marks);
  return { here, guests, ballot };
}

const order = ({ rule, result }: BallotView) =>
  linesOf(rule, result!).map(({ option, rank, value }) => `${rank}. ${option}: ${value}`);

/** What the papers that are stored say, counted by the database alone: how often each byte stands at each place. */
async function recount(here: SessionHere, { id, rule, options }: BallotView): Promise<number[][]> {
  const { min, max } = rangeOf(rule, options.length);
  const { rows } = await sql<{ tally: number[] }>`
    select array_agg(many order by mark) as tally from (
      select place, mark, (select count(*)::int from ballot_paper p where p.ballot_id = b.id
        and (get_byte(p.paper, place) = mark + 1 or (get_byte(p.paper, place) = 0 and mark = 0 and ${rule.method} = 'points'))) as many
      from ballot b, generate_series(0, b.cells - 1) place, generate_series(${min}::int, ${max}::int) mark
      where b.id = ${id}) counted
    group by place order by place`.execute(here.db.kysely);
  return rows.map(({ tally }) => tally);
}

describe('a result', () => {
  const few: [string, Opening, Marks[], string[]][] = [
    [
      'points',
      {},
      [
        [5, 3, null],
        [0, 4, 2],
        [null, null, null],
      ],
      ['1. 1: 7', '2. 0: 5', '3. 2: 2'],
    ],
    [
      'weighted',
      weighted,
      [
        [5, 1, 3, 3, null, null],
        [4, 2, 3, 3, 1, null],
        [5, 2, 1, 1, null, 5],
      ],
      ['1. 0: 4.1', '2. 1: 3', '3. 2: 2.2'],
    ],
    [
      'resistance',
      { rule: { method: 'resistance' } },
      [
        [0, 5, 9, 10],
        [0, 4, 2, 8],
        [10, 0, 1, 9],
      ],
      ['1. 1: 9', '2. 0: 10', '3. 2: 12', '4. 3: 27'],
    ],
    [
      'ranking',
      { rule: { method: 'ranking' } },
      [
        [1, 2, 3],
        [1, null, 2],
        [null, 1, null],
      ],
      ['1. 0: 2', '2. 1: 1', '3. 2: 0'],
    ],
  ];

  test.each(few)('of %s is what was handed in, by whoever recounts it', async (_, how, papers, lines) => {
    const { here, ballot } = await votedHere(how, papers, 1);
    const closed = await closeHere(here, ballot);
    expect(order(closed)).toEqual(lines);
    expect(closed.result).toMatchObject({ voted: 3, entitled: 4, withheld: null, named: null });
    expect(closed.result!.tally).toEqual(await recount(here, ballot));
  });

  test.each(few.filter(([method]) => method !== 'weighted'))(
    'of %s is the same where it is secret',
    async (_, how, papers) => {
      const twice = [...papers, ...papers];
      const [open, secret] = [await votedHere(how, twice), await votedHere({ ...how, secrecy: 'secret' }, twice)];
      const [one, other] = [await closeHere(open.here, open.ballot), await closeHere(secret.here, secret.ballot)];
      expect(other.result).toEqual({ ...one.result!, scores: null, groups: [] });
    },
  );

  test('of a resolution knows majority and quorum of all who may vote, hands among them', async () => {
    const { here, ballot } = await votedHere({ ...motion, handVoters: 6 }, [[1], [1], [0], [2]]);
    const { people, sessionId } = here.round;
    const count = (hands: number, ...counts: number[]) =>
      here.run(people.moderation, 'hands.count', { sessionId, ballotId: ballot.id, hands, counts });
    expect(await count(7, 0, 7, 0), 'more than are in the room').toEqual({ ok: false, code: 'too-many-hands' });
    expect(await count(3, 0, 2, 0), 'not as many as took part').toEqual({ ok: false, code: 'too-many-hands' });
    expect(await count(3, 1, 2), 'an answer is missing').toEqual({ ok: false, code: 'bad-input' });
    expect(await count(6, 6, 0, 0)).toMatchObject({ ok: true });
    expect(await count(3, 1, 2, 0), 'counted anew').toMatchObject({ ok: true });
    expect(await lastBallot(here, people.observation)).toMatchObject({ voted: 7, voters: 4, handVoters: 6 });
    const closed = await closeHere(here, ballot);
    expect(closed.result).toMatchObject({ voted: 7, hands: 3, raised: [1, 2, 0], entitled: 10 });
    expect(resolved(closed.rule as RuleOf<'resolution'>, closed.result!)).toEqual({
      ...{ yes: 4, no: 2, abstain: 1, outcome: 'carried' },
    });
  });

  test('on points counts the dots of the room with the papers, as far as the rule lets hands give', async () => {
    const { here, ballot } = await votedHere({ handVoters: 4 }, [[5, 3, null]]);
    const { people, sessionId } = here.round;
    const count = (hands: number, ...counts: number[]) =>
      here.run(people.moderation, 'hands.count', { sessionId, ballotId: ballot.id, hands, counts });
    expect(await count(2, 11, 0, 0), 'more than 5 each on one').toEqual({ ok: false, code: 'too-many-hands' });
    expect(await count(2, 10, 10, 1), 'more than 10 each').toEqual({ ok: false, code: 'too-many-hands' });
    expect(await count(2, 0, 9, 7)).toMatchObject({ ok: true });
    const { result } = await closeHere(here, ballot);
    expect(result).toMatchObject({ voted: 3, hands: 2, entitled: 5 });
    expect(pointsLines(result!).map(({ option, points, givers }) => [option, points, givers])).toEqual([
      [1, 12, 1],
      [2, 7, 0],
      [0, 5, 1],
    ]);
  });

  test('by name says after the close who gave what, and before it nothing to anybody', async () => {
    const { here, guests, ballot } = await votedHere({ secrecy: 'named' }, [
      [5, 3, null],
      [1, 1, 1],
    ]);
    for (const other of [here.round.people.moderation, here.round.people.coordination, guests[1]!]) {
      const seen = JSON.stringify((await here.look(other)).view.ballots);
      expect(seen).not.toContain('[5,3,null]');
      expect(seen).toContain('"result":null');
    }
    expect(JSON.stringify(here.steps.map(({ told }) => told.filter(({ only }) => only === undefined)))).not.toMatch(
      /"marks":\[|tally/,
    );
    const { result } = await closeHere(here, ballot);
    expect(result!.named).toEqual([
      { voter: 'Gast 1', marks: [5, 3, null] },
      { voter: 'Gast 2', marks: [1, 1, 1] },
    ]);
  });

  test('shows groups of five and more, and none in an envelope', async () => {
    const counted = async (secrecy: 'open' | 'secret') => {
      const here = await sessionHere(2);
      await openHere(here);
      const { group } = here.round.people.behindertenbeirat.seats[0]!;
      const guests: Caller[] = [
        ...(await guestsHere(here, 6, here.round.sessionId, group)),
        ...(await guestsHere(here, 5)),
      ];
      const ballot = await openBallotHere(here, { secrecy }, guests);
      for (const [index, guest] of guests.entries()) await castHere(here, guest, ballot, index < 6 ? [5, 0] : [0, 5]);
      return (await closeHere(here, ballot)).result!.groups;
    };
    expect(await counted('open')).toEqual([
      {
        name: 'Behindertenbeirat',
        voters: 6,
        tally: [
          [0, 0, 0, 0, 0, 6],
          [6, 0, 0, 0, 0, 0],
        ],
      },
      {
        name: null,
        voters: 5,
        tally: [
          [5, 0, 0, 0, 0, 0],
          [0, 0, 0, 0, 0, 5],
        ],
      },
    ]);
    expect(await counted('secret')).toEqual([]);
  });
});

describe('what the round makes of a result', () => {
  test('stands beside it: an agreed order with its reason, and a way for each option', async () => {
    const { here, ballot } = await votedHere({}, [[5, 3, null]]);
    const { people, sessionId } = here.round;
    const one = { sessionId, ballotId: ballot.id };
    const reason = 'Die Lotsenstelle braucht zuerst einen Träger.';
    const agree = (...places: number[]) =>
      here.run(people.moderation, 'order.agree', { ...one, order: places, reason });
    const recommend = (option: number, way: 'report' | 'store') =>
      here.run(people.moderation, 'measure.recommend', { ...one, option, way, reason, dissent: '' });
    const running = { ok: false, code: 'ballot-running' };
    expect([await agree(0, 1, 2), await recommend(0, 'store')]).toEqual([running, running]);
    const counted = await closeHere(here, ballot);
    for (const wrong of [[0, 1], [0, 1, 1], [0, 1, 3], [0, 1, 2, 2], []])
      expect(await agree(...wrong), JSON.stringify(wrong)).toEqual({ ok: false, code: 'bad-input' });
    expect(await recommend(3, 'store')).toEqual({ ok: false, code: 'bad-input' });
    for (const places of [
      [2, 1, 0],
      [1, 0, 2],
    ])
      expect(await agree(...places)).toMatchObject({ ok: true });
    for (const way of ['store', 'report'] as const) expect(await recommend(2, way)).toMatchObject({ ok: true });
    expect(await recommend(0, 'store')).toMatchObject({ ok: true });
    const seen = await lastBallot(here, people.observation);
    expect(seen.result).toEqual(counted.result);
    expect(seen.agreed).toMatchObject({ order: [1, 0, 2], reason, by: 'Moderation' });
    expect(seen.recommendations.map(({ option, way }) => [option, way])).toEqual([
      [0, 'store'],
      [2, 'report'],
    ]);
  });
});
