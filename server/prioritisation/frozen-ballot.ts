import { sql } from 'kysely';
import type { BallotId, SessionId } from '#domain/ids.ts';
import type { Secrecy, Unit } from '#domain/prioritisation/ballot.ts';
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

/** How many have asked for more time and have not voted. */
export async function waitedFor(db: Queries, id: BallotId): Promise<number> {
  const { rows } = await sql<{ many: number }>`select count(*)::int as many from ballot_voter r
    where r.ballot_id = ${id} and r.has_more_time
      and not exists (select from ballot_paper p where p.ballot_id = r.ballot_id and p.voter_id = r.voter_id)`.execute(
    db,
  );
  return rows[0]?.many ?? 0;
}
