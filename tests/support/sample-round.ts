import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { afterAll, inject } from 'vitest';
import type { AgendaItemId, GroupId, MeasureId, PersonId, RoundId, SessionId } from '#domain/ids.ts';
import { type Caller, initialsOf, type Role } from '#domain/people/caller.ts';
import { change, type Database, openDatabase } from '../../server/database/database.ts';
import { createDocument } from '../../server/documents/create.ts';
import { textSeed } from '../../server/documents/seed.ts';
import * as ids from '../../src/domain/ids.ts';
import { freshDatabase } from './postgres.ts';

/** One sample round in a fresh database: who sits in it, and what there is to decide. */
export type SampleRound = {
  readonly roundId: RoundId;
  readonly sessionId: SessionId;
  readonly items: readonly AgendaItemId[];
  readonly measures: readonly MeasureId[];
  readonly people: Record<
    'moderation' | 'coordination' | 'jugendhilfeplanung' | 'behindertenbeirat' | 'observation' | 'stranger',
    Caller
  >;
};

/** A fresh database with the sample round in it, open until the tests of the file that asks are over. */
export async function openSampleRound(): Promise<{ url: string; db: Database; round: SampleRound }> {
  const url = await freshDatabase(inject('postgresUrl'));
  const db = openDatabase(url);
  afterAll(() => db.close());
  return { url, db, round: await plantSampleRound(db) };
}

/** Writes the sample round: a planned session with three agenda items, `measureCount` measures and six people. */
export async function plantSampleRound(db: Database, measureCount = 4): Promise<SampleRound> {
  const roundId = v.parse(ids.RoundId, randomUUID());
  const sessionId = v.parse(ids.SessionId, randomUUID());
  const groupId = v.parse(ids.GroupId, randomUUID());
  const items = Array.from({ length: 3 }, () => v.parse(ids.AgendaItemId, randomUUID()));
  const measures = Array.from({ length: measureCount }, () => v.parse(ids.MeasureId, randomUUID()));
  return change(db, async (changes) => {
    await changes
      .insertInto('round')
      .values({ id: roundId, title: 'Proberunde', mandate: 'Drei Schwerpunkte' })
      .execute();
    await changes
      .insertInto('stakeholder_group')
      .values({ id: groupId, name: 'Behindertenbeirat', position: 1 })
      .execute();
    await changes
      .insertInto('session')
      .values({
        id: sessionId,
        round_id: roundId,
        title: 'Probesitzung',
        place: 'Ratssaal',
        starts_at: new Date('2027-01-14T13:00:00Z'),
        ends_at: new Date('2027-01-14T15:30:00Z'),
        code: null,
        current_item_id: null,
      })
      .execute();
    await changes
      .insertInto('agenda_item')
      .values(
        items.map((id, index) => ({
          id,
          session_id: sessionId,
          position: index + 1,
          title: `Punkt ${index + 1}`,
          minutes: 10,
          analysis_id: null,
          started_at: null,
        })),
      )
      .execute();
    const documents = measures.map(() => v.parse(ids.DocumentId, randomUUID()));
    for (const id of documents)
      await createDocument(changes, { id, roundId, kind: 'measure', update: textSeed('measure', {}) });
    await changes
      .insertInto('measure')
      .values(
        measures.map((id, index) => ({
          id,
          round_id: roundId,
          key: `M${String(index + 1).padStart(2, '0')}`,
          title: `Maßnahme ${index + 1}`,
          summary: 'Kurz gesagt',
          goal: 'Ziel',
          target_group: 'Alle',
          lead_unit: 'Sozialplanung',
          document_id: documents[index]!,
        })),
      )
      .execute();
    const seat = async (
      name: string,
      role: Exclude<Role, 'guest'> | null,
      group: GroupId | null = null,
    ): Promise<Caller> => {
      const personId: PersonId = v.parse(ids.PersonId, randomUUID());
      await changes
        .insertInto('person')
        .values({ id: personId, name, initials: initialsOf(name), tone: 1, email: null, password_hash: null })
        .execute();
      if (role !== null)
        await changes
          .insertInto('membership')
          .values({ round_id: roundId, person_id: personId, role, group_id: group })
          .execute();
      const seats =
        role === null
          ? []
          : [
              {
                roundId,
                role,
                group: group === null ? null : { id: group, name: 'Behindertenbeirat' },
                sessionId: null,
              },
            ];
      return { personId, name, initials: initialsOf(name), tone: 1, seats };
    };
    return {
      roundId,
      sessionId,
      items,
      measures,
      people: {
        moderation: await seat('Moderation', 'moderator'),
        coordination: await seat('Strategische Sozialplanung', 'coordinator'),
        jugendhilfeplanung: await seat('Jugendhilfeplanung', 'planner'),
        behindertenbeirat: await seat('Behindertenbeirat', 'delegate', groupId),
        observation: await seat('Presse', 'observer'),
        stranger: await seat('Fremde Runde', null),
      },
    };
  });
}
