/** What two measures are compared by. */
export type Comparable = {
  readonly title: string;
  readonly summary: string;
  readonly targetGroup: string;
  readonly areas: readonly string[];
};

/** From here on two measures may be the same, 0–1. */
export const likely = 0.5;

/** More measures of one round than these are not compared pair by pair: nobody reads that many proposals. */
const mostCompared = 500;

type Word = { readonly text: string; readonly stem: string; readonly parts: ReadonlySet<string> };
/** A measure with its words taken apart, which is most of the work: once for each measure, not for each comparison. */
export type Prepared<Measure extends Comparable> = {
  readonly measure: Measure;
  readonly title: readonly Word[];
  readonly summary: readonly Word[];
  readonly targetGroup: readonly Word[];
  readonly areas: readonly Word[];
  readonly titleParts: ReadonlySet<string>;
};

/** Takes the words of a measure apart, for `similarAmong`. */
export function prepared<Measure extends Comparable>(measure: Measure): Prepared<Measure> {
  const title = wordsOf(measure.title);
  return {
    ...{ measure, title, titleParts: new Set(title.flatMap(({ parts }) => [...parts])) },
    ...{ summary: wordsOf(measure.summary), targetGroup: wordsOf(measure.targetGroup) },
    areas: wordsOf(measure.areas.join(' ')),
  };
}

/**
 * How alike two measures are, 0–1: half by their titles, a quarter by what they say, the rest by target group and
 * district. Words count as alike when they share a stem, also inside a German compound ("Lotsenstelle",
 * "Elternlotsen"). Explainable on purpose: it proposes, people decide.
 */
export const similarity = (one: Comparable, other: Comparable): number => alikeness(prepared(one), prepared(other), 0);

/** What counts how much. The summaries are the longest and come last. */
const weights = [
  ['title', 0.5],
  ['targetGroup', 0.15],
  ['areas', 0.1],
  ['summary', 0.25],
] as const;

/** As `similarity`; 0 as soon as it cannot reach `least` any more. */
function alikeness(one: Prepared<Comparable>, other: Prepared<Comparable>, least: number): number {
  let total = 0;
  // What one of them leaves open speaks neither for nor against.
  for (const [part, weight] of weights) if (one[part].length > 0 && other[part].length > 0) total += weight;
  let [found, open] = [0, total];
  for (const [part, weight] of weights) {
    if (one[part].length === 0 || other[part].length === 0) continue;
    found += weight * overlap(one[part], other[part]);
    open -= weight;
    if (found + open + 1e-9 < least * total) return 0;
  }
  return total === 0 ? 0 : found / total;
}

/** Whether two measures may be the same, and how alike they are; null where their titles have nothing in common. */
function likeness(one: Prepared<Comparable>, other: Prepared<Comparable>): number | null {
  if (one.titleParts.isDisjointFrom(other.titleParts)) return null;
  const alike = alikeness(one, other, likely);
  return alike >= likely ? alike : null;
}

/** The measures that may be the same as this one, the most alike first, at most five. */
export const similarTo = <Other extends Comparable>(one: Comparable, others: readonly Other[]) =>
  similarAmong(prepared(one), others.map(prepared));

/** As `similarTo`, for many comparisons with the same measures. */
export function similarAmong<Other extends Comparable>(
  one: Prepared<Comparable>,
  others: readonly Prepared<Other>[],
): { readonly measure: Other; readonly alike: number }[] {
  return others
    .flatMap((other) => {
      const alike = likeness(one, other);
      return alike === null ? [] : [{ measure: other.measure, alike }];
    })
    .toSorted((first, second) => second.alike - first.alike)
    .slice(0, 5);
}

/** Every pair of the measures of one round that may be the same, each once; none where there are more than 500 measures. */
export function similarPairs<Measure extends Comparable>(
  measures: readonly Measure[],
): (readonly [Measure, Measure])[] {
  if (measures.length > mostCompared) return [];
  const all = measures.map(prepared);
  return all.flatMap((one, at) =>
    all
      .slice(at + 1)
      .flatMap((other) => (likeness(one, other) === null ? [] : [[one.measure, other.measure] as const])),
  );
}

/** How much of the words of the shorter text stands in the longer one, 0–1; neither may be empty. */
function overlap(one: readonly Word[], other: readonly Word[]): number {
  const [few, many] = one.length <= other.length ? [one, other] : [other, one];
  let found = 0;
  for (const word of few) {
    let most = 0;
    for (const each of many) most = Math.max(most, alike(word, each));
    found += most;
  }
  // A single word of many does not make two texts the same.
  return (found / few.length) * Math.sqrt(few.length / many.length);
}

/** So many letters in a row make a part of a compound: shorter ones are endings and accidents. */
const shortestPart = 5;

/** 1 for the same word; otherwise up to 0.8, by how much of the shorter one's stem stands in the longer one. */
function alike(one: Word, other: Word): number {
  if (one.text === other.text) return 1;
  if (one.stem === other.stem) return 0.8;
  if (one.parts.isDisjointFrom(other.parts)) return 0;
  const [short, long] = one.stem.length <= other.stem.length ? [one.stem, other.stem] : [other.stem, one.stem];
  return (0.8 * longestPart(short, long)) / short.length;
}

/** What two stems have in common when they are alike at all: every five letters in a row, or the whole of a short one. */
const partsOf = (word: string): Set<string> =>
  new Set(
    word.length < shortestPart
      ? [word]
      : Array.from({ length: word.length - shortestPart + 1 }, (_, at) => word.slice(at, at + shortestPart)),
  );

const fillers = new Set(
  'aber alle als am an auch auf aus bei bis das dem den der des die durch ein eine einem einen einer für im in ins ist mit nach nicht oder sich sie sind und vom von vor wird zu zum zur über'.split(
    ' ',
  ),
);

const wordsOf = (text: string): Word[] =>
  [
    ...new Set(
      text
        .toLocaleLowerCase('de')
        .replaceAll('ß', 'ss')
        .split(/[^\p{L}\p{N}]+/u)
        .filter((word) => word.length > 1 && !fillers.has(word)),
    ),
  ].map((word) => ({ text: word, stem: stem(word), parts: partsOf(stem(word)) }));

/** Without the endings that German adds to a noun or an adjective. */
const stem = (word: string): string => (word.length > 5 ? word.replace(/(innen|ern|en|er|es|em|e|n|s)$/, '') : word);

/** The most letters in a row that stand in both. */
function longestPart(short: string, long: string): number {
  for (let length = short.length; length >= shortestPart; length -= 1)
    for (let from = 0; from + length <= short.length; from += 1)
      if (long.includes(short.slice(from, from + length))) return length;
  return 0;
}
