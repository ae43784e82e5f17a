import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import {
  AgendaItemId,
  AnalysisId,
  DocumentId,
  GroupId,
  type MeasureId,
  PersonId,
  RoundId,
  SessionId,
} from '#domain/ids.ts';
import { ProfileValues } from '#domain/measures/profile.ts';
import { initialsOf } from '#domain/people/caller.ts';
import { cutLines, fieldEntry, inThisOrder, positionEntry } from '#domain/prioritisation/board.ts';
import { type Changes, change, type Database, isEmpty } from '../database/database.ts';
import { createDocument } from '../documents/create.ts';
import { createBoard } from '../prioritisation/boards.ts';
import { textSeed } from '../documents/seed.ts';
import { writeMeasure } from '../measures/add-measures.ts';
import { tieToInputs } from '../measures/link-measure.ts';
import { type Demo, demoRound } from './oldenburg.ts';

/**
 * Fills an empty database with the fictional demo round, all of it or nothing, and marks the database as a demo.
 * Answers false and changes nothing where anybody or anything is there already, also when several instances try at once.
 */
export async function plantDemo(db: Database): Promise<boolean> {
  return change(db, async (changes) => {
    const marked = await changes
      .insertInto('setting')
      .values({ name: 'demo', value: 'yes' })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst();
    if (marked.numInsertedOrUpdatedRows === 0n) return false;
    if (!(await isEmpty(changes))) {
      await changes.deleteFrom('setting').where('name', '=', 'demo').execute();
      return false;
    }
    await plant(changes, demoRound());
    return true;
  });
}

async function plant(changes: Changes, demo: Demo): Promise<void> {
  const roundId = fresh(RoundId);
  await changes
    .insertInto('round')
    .values({ id: roundId, ...demo.round })
    .execute();
  await plantPeople(changes, roundId, demo);
  const inputs = await plantInputs(changes, roundId, demo);
  const analyses = await plantAnalyses(changes, roundId, demo, inputs);
  const measures = await plantMeasures(changes, roundId, demo, analyses, inputs);
  await plantBoard(changes, roundId, demo, measures);
  await plantSession(changes, roundId, demo, analyses);
}

async function plantPeople(changes: Changes, roundId: RoundId, demo: Demo): Promise<void> {
  const groups = new Map(demo.groups.map((name) => [name, fresh(GroupId)]));
  await changes
    .insertInto('stakeholder_group')
    .values([...groups].map(([name, id], position) => ({ id, name, position })))
    .execute();
  for (const { name, initials, tone, role, group } of demo.people) {
    const id = fresh(PersonId);
    const person = { id, name, initials: initials ?? initialsOf(name), tone, email: null, password_hash: null };
    await changes.insertInto('person').values(person).execute();
    const membership = {
      round_id: roundId,
      person_id: id,
      role,
      group_id: group === undefined ? null : at(groups, group),
    };
    await changes.insertInto('membership').values(membership).execute();
  }
}

async function plantInputs(changes: Changes, roundId: RoundId, demo: Demo): Promise<Map<string, string>> {
  const ids = new Map(demo.inputs.map((input) => [input.key, randomUUID() as string]));
  const rows = demo.inputs.map(({ from, ...input }) => ({
    ...input,
    id: at(ids, input.key),
    round_id: roundId,
    from_name: from,
  }));
  await changes.insertInto('input').values(rows).execute();
  return ids;
}

async function plantAnalyses(
  changes: Changes,
  roundId: RoundId,
  demo: Demo,
  inputs: Map<string, string>,
): Promise<Map<string, AnalysisId>> {
  const ids = new Map(demo.analyses.map((analysis) => [analysis.key, fresh(AnalysisId)]));
  for (const analysis of demo.analyses) {
    const id = at(ids, analysis.key);
    const documentId = fresh(DocumentId);
    await createDocument(changes, {
      id: documentId,
      roundId,
      kind: 'analysis',
      update: textSeed('analysis', analysis.sections),
    });
    const { key, title, field, area, need } = analysis;
    await changes
      .insertInto('analysis')
      .values({
        ...{ id, round_id: roundId, document_id: documentId, key, title, field, area },
        ...{ social_group: analysis.socialGroup, as_of: analysis.asOf },
        ...{ need_level: need.level, need_dynamic: need.dynamic, need_reason: need.reason, agreement: need.agreement },
      })
      .execute();
    const figures = analysis.figures.map(({ cityValue, ...figure }, position) => ({
      ...figure,
      ...{ analysis_id: id, position, city_value: cityValue },
    }));
    await changes.insertInto('figure').values(figures).execute();
    const links = analysis.inputs.map((input) => ({ analysis_id: id, input_id: at(inputs, input) }));
    await changes.insertInto('analysis_input').values(links).execute();
  }
  return ids;
}

async function plantMeasures(
  changes: Changes,
  roundId: RoundId,
  demo: Demo,
  analyses: Map<string, AnalysisId>,
  inputs: Map<string, string>,
): Promise<Map<string, MeasureId>> {
  const ids = new Map<string, MeasureId>();
  for (const { key, status, startingPoint, description, risks, ...measure } of demo.measures) {
    const { analyses: answered, inputs: askedBy, ...fields } = measure;
    const id = await writeMeasure(changes, roundId, key, {
      fields: v.parse(ProfileValues, { funding: '', staff: '', ...fields }),
      status,
      analysisIds: answered.map((analysis) => at(analyses, analysis)),
      text: { 'starting-point': startingPoint, description, risks },
    });
    ids.set(key, id);
    const asked = askedBy.map((input) => at(inputs, input));
    await tieToInputs(changes, roundId, id, asked);
    const first = { measure_id: id, clock: 0, from_status: null, to_status: status, person_id: null };
    await changes
      .insertInto('measure_status')
      .values({ ...first, at: new Date(demo.measuresAt) })
      .execute();
  }
  return ids;
}

async function plantBoard(
  changes: Changes,
  roundId: RoundId,
  { board }: Demo,
  measures: Map<string, MeasureId>,
): Promise<void> {
  const items = board.order.map((name) => cutLines.find((line) => line === name) ?? at(measures, name));
  const positions = inThisOrder(items).map(([item, position]) => [positionEntry(item), position] as const);
  const points = Object.entries(board.field).map(([key, point]) => [fieldEntry(at(measures, key)), point] as const);
  await createBoard(changes, roundId, [...positions, ...points]);
}

async function plantSession(
  changes: Changes,
  roundId: RoundId,
  demo: Demo,
  analyses: Map<string, AnalysisId>,
): Promise<void> {
  const id = fresh(SessionId);
  const { title, place, startsAt, endsAt, agenda } = demo.session;
  await changes
    .insertInto('session')
    .values({
      ...{ id, round_id: roundId, title, place, code: null, current_item_id: null },
      ...{ starts_at: new Date(startsAt), ends_at: new Date(endsAt) },
    })
    .execute();
  const items = agenda.map(({ analysis, ...item }, index) => ({
    ...item,
    ...{ id: fresh(AgendaItemId), session_id: id, position: index + 1, started_at: null },
    analysis_id: analysis === undefined ? null : at(analyses, analysis),
  }));
  await changes.insertInto('agenda_item').values(items).execute();
}

const fresh = <Id>(schema: v.GenericSchema<string, Id>): Id => v.parse(schema, randomUUID());

function at<Value>(found: Map<string, Value>, key: string): Value {
  const value = found.get(key);
  if (value === undefined) throw new Error(`The demo names "${key}", which it does not hold.`);
  return value;
}
