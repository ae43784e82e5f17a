import { randomInt, randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { PersonId, type SessionId } from '#domain/ids.ts';
import { initialsOf, tones } from '#domain/people/caller.ts';
import type { JoinAsGuest } from '#domain/people/entry.ts';
import type { Arrived, JoinView } from '#domain/people/join.ts';
import { roleMay } from '#domain/people/permissions.ts';
import { Refused } from '#domain/refused.ts';
import { SessionCode } from '#domain/session/code.ts';
import { type Changes, change, type Database, type Queries } from '../database/database.ts';
import { arrivals } from './arrivals.ts';
import type { CodeBrake, JoinBrake } from './brakes.ts';

/** A code as somebody typed it, and from where. */
export type CodeTry = { readonly code: string; readonly address: string };

/**
 * What somebody with the code may see before joining.
 * @throws Refused 'code-unknown' also for a session that is not open, 'too-many-tries'
 */
export async function readJoinView(db: Queries, brake: CodeBrake, attempt: CodeTry): Promise<JoinView> {
  const session = await openSession(db, brake, attempt);
  const [item, groups, arrived, members] = await Promise.all([
    itemNow(db, session.id),
    db.selectFrom('stakeholder_group').select(['id', 'name']).orderBy('position').execute(),
    votersHere(db, session.id),
    db.selectFrom('membership').select('role').where('round_id', '=', session.round_id).execute(),
  ]);
  const voters = members.filter(({ role }) => roleMay(role, 'vote.cast')).length;
  return {
    sessionId: session.id,
    roundId: session.round_id,
    title: session.title,
    place: session.place,
    startsAt: session.starts_at.toISOString(),
    endsAt: session.ends_at.toISOString(),
    item,
    groups,
    arrived,
    seats: Math.max(voters, arrived.length + 1),
  };
}

/** Guests have a vote each, and nobody vouches for them: more than this is no round any more. */
const mostGuests = 500;

/**
 * Makes the person a guest of the open session with this code.
 * @throws Refused 'code-unknown', 'too-many-tries', 'session-full', 'bad-input' for a group that does not exist
 */
export async function addGuest(
  db: Database,
  brakes: { readonly code: CodeBrake; readonly join: JoinBrake },
  attempt: CodeTry,
  { name, groupId }: JoinAsGuest,
): Promise<{ personId: PersonId; sessionId: SessionId }> {
  const { id: sessionId } = await openSession(db.kysely, brakes.code, attempt);
  brakes.join.count(attempt.address);
  const personId = v.parse(PersonId, randomUUID());
  const person = {
    id: personId,
    name,
    initials: initialsOf(name),
    tone: tones[randomInt(tones.length)] ?? 1,
    email: null,
    password_hash: null,
  };
  await change(db, async (changes) => {
    if (groupId !== null) {
      const group = await changes
        .selectFrom('stakeholder_group')
        .select('id')
        .where('id', '=', groupId)
        .executeTakeFirst();
      if (group === undefined) throw new Refused('bad-input');
    }
    await mustHaveRoom(changes, sessionId);
    await changes.insertInto('person').values(person).execute();
    await changes
      .insertInto('guest')
      .values({ person_id: personId, session_id: sessionId, group_id: groupId })
      .execute();
  });
  return { personId, sessionId };
}

/** Locks the session: it can neither close nor fill up between this look and the new seat in it. */
async function mustHaveRoom(changes: Changes, sessionId: SessionId): Promise<void> {
  const open = await changes
    .selectFrom('session')
    .select('id')
    .where('id', '=', sessionId)
    .where('status', '=', 'open')
    .forNoKeyUpdate()
    .executeTakeFirst();
  if (open === undefined) throw new Refused('code-unknown');
  const guests = changes.selectFrom('guest').where('session_id', '=', sessionId);
  const { count } = await guests.select((eb) => eb.fn.countAll<string>().as('count')).executeTakeFirstOrThrow();
  if (Number(count) >= mostGuests) throw new Refused('session-full');
}

async function openSession(db: Queries, brake: CodeBrake, { code, address }: CodeTry) {
  const typed = v.safeParse(SessionCode, code);
  // What cannot be a code tells a guesser nothing, so a slip of the finger costs no try.
  if (!typed.success) throw new Refused('code-unknown');
  brake.begin(address);
  const session = await db
    .selectFrom('session')
    .select(['id', 'round_id', 'title', 'place', 'starts_at', 'ends_at'])
    .where('code', '=', typed.output)
    .where('status', '=', 'open')
    .executeTakeFirst();
  if (session === undefined) return brake.wrong(address);
  brake.right(address);
  return session;
}

async function itemNow(db: Queries, sessionId: SessionId): Promise<JoinView['item']> {
  const items = await db
    .selectFrom('agenda_item')
    .innerJoin('session', 'session.id', 'agenda_item.session_id')
    .select(['agenda_item.id', 'agenda_item.position', 'session.current_item_id'])
    .where('session.id', '=', sessionId)
    .execute();
  const current = items.find(({ id, current_item_id }) => id === current_item_id);
  return current === undefined ? null : { position: current.position, count: items.length };
}

/** Those of them who have a vote. Of guests everybody learns the group, but no name before joining. */
async function votersHere(db: Queries, sessionId: SessionId): Promise<Arrived[]> {
  const rows = await arrivals(db, sessionId).execute();
  return rows
    .filter(({ role }) => roleMay(role ?? 'guest', 'vote.cast'))
    .map(({ name, initials, tone, role, group }) => {
      if (role !== null) return { label: group ?? name, initials, tone };
      return { label: group, initials: group === null ? '' : initialsOf(group), tone };
    });
}
