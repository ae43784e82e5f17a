import { readFileSync } from 'node:fs';
import type { Paper } from '#domain/prioritisation/marks.ts';
import type { RuleOf } from '#domain/prioritisation/rule.ts';

/** One line of the demo's ratings: round, measure, criterion, role, value. */
type Row = readonly [string, string, string, string, string];

const rows = readFileSync('tests/prioritisation/data/ratings.csv', 'utf8')
  .trim()
  .split('\n')
  .slice(1)
  .map((line) => line.split(';') as unknown as Row);

const weights = {
  dringlichkeit: ['Dringlichkeit', 20],
  teilhabewirkung: ['Wirkung auf Teilhabe', 25],
  reichweite: ['Reichweite', 10],
  gleichwertigkeit: ['Gleichwertige Lebensverhältnisse', 15],
  umsetzbarkeit: ['Umsetzbarkeit', 10],
  ressourcen: ['Ressourcen', 10],
  zielgruppennaehe: ['Nähe zur Zielgruppe', 10],
} as const;

/** The rule of the demo's live prioritisation: seven criteria. */
export const demoRule: RuleOf<'weighted'> = {
  method: 'weighted',
  criteria: Object.entries(weights).map(([key, [label, weight]]) => ({
    ...{ key, label, weight: Number(weight), question: `Wie ist die ${label}?` },
    ...{ low: 'gar nicht', high: 'sehr' },
  })),
};

/** The ten measures in the frozen order: M01 … M10. */
export const demoKeys = Array.from({ length: 10 }, (_, place) => `M${String(place + 1).padStart(2, '0')}`);

/** The nine roles that rated. */
export const demoRoles = [...new Set(rows.map(([, , , role]) => role))];

/** The papers of one round, a role each. */
export const demoPapers = (round: 1 | 2): Paper[] =>
  demoRoles.map((role) => ({
    voter: role,
    group: role,
    marks: demoKeys.flatMap((key) =>
      demoRule.criteria.map((criterion) => {
        const row = rows.find(
          ([of, measure, by, who]) => of === String(round) && measure === key && by === criterion.key && who === role,
        );
        return row === undefined ? null : Number(row[4]);
      }),
    ),
  }));
