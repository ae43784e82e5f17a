import * as v from 'valibot';
import { dynamics, needLevels } from '#domain/analysis/analysis.ts';
import { duties } from '#domain/measures/profile.ts';
import { measureStatuses } from '#domain/measures/status.ts';
import { sectionsOf } from '#domain/sections.ts';
import oldenburg from './oldenburg.json' with { type: 'json' };

const text = v.string();
const Need = v.object({
  level: v.picklist(needLevels),
  dynamic: v.picklist(dynamics),
  reason: text,
  agreement: v.picklist(['agreed', 'partly-contested']),
});
const FigureRow = v.object({
  name: text,
  value: v.nullable(v.number()),
  cityValue: v.nullable(v.number()),
  unit: text,
  note: text,
});

/** The fictional round of the demo: real organisations, invented words. */
const Demo = v.object({
  notice: text,
  round: v.object({ title: text, mandate: text }),
  groups: v.array(text),
  people: v.array(
    v.object({
      name: text,
      initials: v.optional(text),
      role: v.picklist(['coordinator', 'moderator', 'planner', 'delegate', 'observer']),
      group: v.optional(text),
      tone: v.picklist([1, 2, 3, 4, 5, 6]),
    }),
  ),
  session: v.object({
    title: text,
    place: text,
    startsAt: v.pipe(text, v.isoTimestamp()),
    endsAt: v.pipe(text, v.isoTimestamp()),
    agenda: v.array(v.object({ title: text, minutes: v.number(), analysis: v.optional(text) })),
  }),
  inputs: v.array(
    v.object({
      key: text,
      from: v.nullable(text),
      channel: text,
      area: text,
      body: text,
      status: v.picklist(['approved', 'shortened', 'deferred']),
    }),
  ),
  analyses: v.array(
    v.object({
      key: text,
      title: text,
      socialGroup: text,
      field: text,
      area: text,
      asOf: v.pipe(text, v.isoDate()),
      need: Need,
      figures: v.array(FigureRow),
      inputs: v.array(text),
      sections: v.record(v.picklist(sectionsOf.analysis), v.array(text)),
    }),
  ),
  /** When the measures got the status that they have. */
  measuresAt: v.pipe(text, v.isoTimestamp()),
  measures: v.array(
    v.object({
      key: text,
      title: text,
      summary: text,
      goal: text,
      targetGroup: text,
      leadUnit: text,
      status: v.picklist(measureStatuses),
      areas: v.array(text),
      partners: v.array(text),
      costOnce: v.nullable(v.number()),
      costYearly: v.nullable(v.number()),
      from: text,
      until: v.nullable(text),
      duty: v.picklist(duties),
      output: text,
      outcome: text,
      society: text,
      indicator: text,
      baseline: text,
      target: text,
      targetBy: v.pipe(text, v.isoDate()),
      committees: v.array(text),
      inputs: v.array(text),
      startingPoint: v.array(text),
      description: v.array(text),
      risks: v.array(text),
      analyses: v.array(text),
    }),
  ),
  /**
   * How the board stands: keys of measures and cut lines from first to last, and points of the field (effect and effort),
   * which are the means of the demo's second round of rating, in the steps of the field.
   */
  board: v.object({ order: v.array(text), field: v.record(text, v.tuple([v.number(), v.number()])) }),
});
export type Demo = v.InferOutput<typeof Demo>;

/** Reads the demo round that ships with the product. */
export const demoRound = (): Demo => v.parse(Demo, oldenburg);
