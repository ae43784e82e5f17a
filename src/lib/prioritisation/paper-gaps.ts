import type { BallotView } from '#domain/prioritisation/ballot.ts';
import type { Marks } from '#domain/prioritisation/marks.ts';
import { m } from '#lib/paraglide/messages.js';

/** What a paper lacks before it can be handed in; `field` is the id of the control to go to. */
export type Gap = { readonly field: string; readonly message: string };

/** The id of the control that makes, or leads to, a mark. */
export const fieldOf = (ballot: Pick<BallotView, 'id'>, cell: number): string => `mark-${ballot.id}-${cell}`;

/** What is missing on a paper, in the order of the ballot; empty when it can be handed in. Points may all stay in the hand. */
export function gapsIn(ballot: Pick<BallotView, 'id' | 'rule' | 'options'>, marks: Marks): Gap[] {
  const { rule, options } = ballot;
  const isBlank = marks.every((mark) => mark === null);
  const atFirst = (message: string): Gap[] => [{ field: fieldOf(ballot, 0), message }];
  switch (rule.method) {
    case 'points':
      return [];
    case 'resolution':
      return isBlank ? atFirst(m.prioritisation_gap_resolution()) : [];
    case 'weighted':
      return isBlank ? atFirst(m.prioritisation_gap_weighted()) : [];
    case 'ranking':
      return isBlank ? atFirst(m.prioritisation_gap_ranking()) : [];
    case 'resistance':
      return options.flatMap(({ title }, option) =>
        (marks[option] ?? null) === null
          ? [{ field: fieldOf(ballot, option), message: m.prioritisation_gap_resistance({ title }) }]
          : [],
      );
  }
}
