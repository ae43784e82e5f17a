import { sql } from 'kysely';
import type { BallotId, SessionId } from '#domain/ids.ts';
import { moreTime, type Secrecy, type Unit } from '#domain/prioritisation/ballot.ts';
import { type BallotRule, marksPerOption } from '#domain/prioritisation/rule.ts';
import { Refused } from '#domain/refused.ts';
import type { Changes, Queries } from '../database/database.ts';

/** What was fixed when a ballot opened, and how far it is. */
export type FrozenBallot = {
  readonly id: BallotId;
  readonly rule: BallotRule;
  readonly options: number;
  readonly secrecy: Secrecy;
  readonly unit: Unit;
  readonly hash: string;
  readonly sealKey: Buffer | null;
  readonly handVoters: number;
  readonly closesAt: Date | null;
  readonly closedAt: Date | null;
};

/** A ballot of this session. @throws Refused 'not-found' */
export async function ballotIn(changes: Changes, sessionId: SessionId, id: BallotId): Promise<FrozenBallot> {
  const row = await changes
    .selectFrom('ballot')
    .select(['id', 'rule', 'secrecy', 'unit', 'hash', 'cells', 'seal_key', 'hand_voters', 'closes_at', 'closed_at'])
    .where('session_id', '=', sessionId)
    .where('id', '=', id)
    .executeTakeFirst();
  if (row === undefined) throw new Refused('not-found');
  const { cells, seal_key, hand_voters, closes_at, closed_at, ...ballot } = row;
  return {
    ...ballot,
    options: cells / marksPerOption(row.rule),
    sealKey: seal_key,
    handVoters: hand_voters,
    closesAt: closes_at,
    closedAt: closed_at,
  };
}

/** SQL for how much later than the announced end a vote may come; `has_more_time` is the roll's. */
export const moreTimeIn = (roll: string) =>
  sql`case when ${sql.ref(`${roll}.has_more_time`)} then ${moreTime} else 0 end * interval '1 millisecond'`;

/** A ballot of this session that runs. @throws Refused 'not-found', 'ballot-closed' */
export async function runningBallot(changes: Changes, sessionId: SessionId, id: BallotId): Promise<FrozenBallot> {
  const ballot = await ballotIn(changes, sessionId, id);
  if (ballot.closedAt !== null) throw new Refused('ballot-closed');
  return ballot;
}

/** A ballot of this session that is closed. @throws Refused 'not-found', 'ballot-running' */
export async function closedBallot(changes: Changes, sessionId: SessionId, id: BallotId): Promise<FrozenBallot> {
  const ballot = await ballotIn(changes, sessionId, id);
  if (ballot.closedAt === null) throw new Refused('ballot-running');
  return ballot;
}

/**
 * SQL for whether a vote of the roll is done with: a paper is there, and where more time was asked for it came after that.
 */
export const hasAnswered = (roll: string) =>
  sql<boolean>`exists (select from ballot_paper p
    where p.ballot_id = ${sql.ref(`${roll}.ballot_id`)} and p.voter_id = ${sql.ref(`${roll}.voter_id`)}
      and p.at >= coalesce(${sql.ref(`${roll}.asked_at`)}, p.at))`;

/** How many have asked for more time and have not handed in since. */
export async function waitedFor(db: Queries, id: BallotId): Promise<number> {
  const { rows } = await sql<{ many: number }>`select count(*)::int as many from ballot_voter r
    where r.ballot_id = ${id} and r.has_more_time and not ${hasAnswered('r')}`.execute(db);
  return rows[0]?.many ?? 0;
}
