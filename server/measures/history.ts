import { sql } from 'kysely';
import type { MeasureText, MeasureView, MergedMeasure, StatusChange } from '#domain/measures/measure.ts';
import type { DocumentId, MeasureId } from '#domain/ids.ts';
import type { Queries } from '../database/database.ts';
import { type PlainText, readTexts } from '../documents/read.ts';

/** Every status that a measure had, oldest first. */
export async function historyOf(db: Queries, id: MeasureId): Promise<StatusChange[]> {
  const rows = await db
    .selectFrom('measure_status')
    .leftJoin('person', 'person.id', 'measure_status.person_id')
    .select(['from_status as from', 'to_status as to', 'reason', 'person.name as by', 'at'])
    .where('measure_id', '=', id)
    .orderBy('clock')
    .execute();
  return rows.map((row) => ({ ...row, at: row.at.toISOString() }));
}

/** Who set each field last. */
export async function lastSettings(db: Queries, id: MeasureId): Promise<MeasureView['setBy']> {
  const rows = await db
    .selectFrom('measure_field')
    .leftJoin('person', 'person.id', 'measure_field.person_id')
    .distinctOn('field')
    .select(['field', 'person_id as personId', 'person.name as by', 'at'])
    .where('measure_id', '=', id)
    .orderBy('field')
    .orderBy('clock', 'desc')
    .execute();
  return Object.fromEntries(rows.map(({ field, at, ...who }) => [field, { ...who, at: at.toISOString() }]));
}

/** The text of a measure as its page and its exports hold it. */
export const toText = (text: PlainText<'measure'> | undefined): MeasureText => ({
  'starting-point': text?.get('starting-point') ?? [],
  description: text?.get('description') ?? [],
  risks: text?.get('risks') ?? [],
});

/** What has gone into a measure directly, oldest first, with the texts as they are now. */
export async function mergedInto(db: Queries, id: MeasureId): Promise<MergedMeasure[]> {
  const { rows } = await sql<Omit<MergedMeasure, 'at' | 'text'> & { at: Date; documentId: DocumentId | null }>`
    select m.id, m.key, m.title, m.summary, m.document_id as "documentId", person.name as by, merge.at
    from measure m
    join lateral (
      select person_id, at from measure_merge where measure_id = m.id order by clock desc limit 1) merge on true
    left join person on person.id = merge.person_id
    where m.merged_into = ${id}
    order by merge.at`.execute(db);
  const documents = rows.flatMap(({ documentId }) => (documentId === null ? [] : [documentId]));
  const texts = await readTexts(db, 'measure', documents);
  return rows.map(({ documentId, at, ...row }) => ({
    ...row,
    at: at.toISOString(),
    text: toText(documentId === null ? undefined : texts.get(documentId)),
  }));
}
