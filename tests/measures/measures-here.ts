import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { expect } from 'vitest';
import type { Reply, RoundCommandInput, RoundCommandName, RoundStep } from '#domain/contract.ts';
import * as ids from '#domain/ids.ts';
import type { MeasureView } from '#domain/measures/measure.ts';
import type { NewMeasure } from '#domain/measures/measure-commands.ts';
import { blankProfile, type ProfileChange } from '#domain/measures/profile.ts';
import type { Caller } from '#domain/people/caller.ts';
import { change } from '../../server/database/database.ts';
import { open } from '../../server/measures/measures.ts';
import { type SessionHere, sessionHere } from '../session/session-here.ts';

/** The sample round with two analyses (A1, A2), two inputs (E01, E02, and E03, which is deferred) and four measures. */
export type MeasuresHere = SessionHere & {
  readonly roundSteps: readonly RoundStep[];
  readonly analysisIds: readonly ids.AnalysisId[];
  readonly inputIds: readonly string[];
  give<Name extends RoundCommandName>(
    caller: Caller | null,
    command: Name,
    input: RoundCommandInput<Name>,
    requestId?: string,
  ): Promise<Reply>;
  /** Like `give`, for what must succeed: the tick. */
  gave<Name extends RoundCommandName>(
    caller: Caller,
    command: Name,
    input: RoundCommandInput<Name>,
    requestId?: string,
  ): Promise<number>;
  /** The measure at this place of the round, as a planner sees it. */
  see(place: number): Promise<MeasureView>;
  open(id: ids.MeasureId): Promise<MeasureView>;
};

/** Plants it, in a database of its own. */
export async function measuresHere(): Promise<MeasuresHere> {
  const here = await sessionHere();
  const { roundId, people, measures } = here.round;
  const analysisIds = [1, 2].map(() => v.parse(ids.AnalysisId, randomUUID()));
  const inputIds = [1, 2, 3].map(() => randomUUID() as string);
  await change(here.db, async (changes) => {
    for (const [index, id] of analysisIds.entries()) {
      const documentId = v.parse(ids.DocumentId, randomUUID());
      await changes.insertInto('document').values({ id: documentId, round_id: roundId, kind: 'analysis' }).execute();
      const about = { social_group: ['Alleinerziehende', 'Hochbetagte'][index]!, field: ['Armut', 'Pflege'][index]! };
      await changes
        .insertInto('analysis')
        .values({
          ...{ id, round_id: roundId, document_id: documentId, key: `A${index + 1}`, title: `Analyse ${index + 1}` },
          ...{ ...about, area: ['Kreyenbrück', 'Ofenerdiek'][index]!, as_of: '2026-12-15' },
          ...{ need_level: null, need_dynamic: null, need_reason: null, agreement: null },
        })
        .execute();
    }
    const rows = inputIds.map((id, index) => ({
      ...{ id, round_id: roundId, key: `E0${index + 1}`, from_name: 'Arbeitskreis Armut', channel: 'Formular' },
      ...{ area: 'Kreyenbrück', body: `Stimme ${index + 1}`, status: index === 2 ? 'deferred' : 'approved' },
    })) as { status: 'approved' | 'deferred' }[];
    await changes
      .insertInto('input')
      .values(rows as never)
      .execute();
  });
  const roundSteps: RoundStep[] = [];
  here.commands.onRoundStep((step) => roundSteps.push(step));
  const give: MeasuresHere['give'] = (caller, command, input, requestId = randomUUID()) =>
    here.commands.run(caller, { requestId, command, input });
  return {
    ...here,
    ...{ roundSteps, analysisIds, inputIds, give },
    async gave(caller, command, input, requestId) {
      const reply = await give(caller, command, input, requestId);
      expect(reply, command).toMatchObject({ ok: true });
      return reply.ok ? reply.receipt.clock : 0;
    },
    open: (id) => open(here.db.kysely, people.jugendhilfeplanung, id),
    see: (place) => open(here.db.kysely, people.jugendhilfeplanung, measures[place]!),
  };
}

/** A measure to be, with nothing but a title and what is given. */
export const newMeasure = (title: string, fields: ProfileChange = {}): NewMeasure => ({
  fields: { ...blankProfile(title), ...(fields as Partial<NewMeasure['fields']>) },
  status: 'idea',
  analysisIds: [],
  text: {},
});
