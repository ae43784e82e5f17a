/** What two measures are compared by. */
export type Comparable = {
  readonly title: string;
  readonly summary: string;
  readonly targetGroup: string;
  readonly areas: readonly string[];
};

/** From here on two measures may be the same, 0–1. */
export const likely = 0.5;

/**
 * How alike two measures are, 0–1: half by their titles, a quarter by what they say, the rest by target group and
 * district. Words count as alike when they share a stem, also inside a German compound ("Lotsenstelle",
 * "Elternlotsen"). Explainable on purpose: it proposes, people decide.
 */
export function similarity(one: Comparable, other: Comparable): number {
  const parts: readonly (readonly [number, number | null])[] = [
    [0.5, overlap(one.title, other.title)],
    [0.25, overlap(one.summary, other.summary)],
    [0.15, overlap(one.targetGroup, other.targetGroup)],
    [0.1, overlap(one.areas.join(' '), other.areas.join(' '))],
  ];
  // What one of them leaves open speaks neither for nor against.
  const known = parts.flatMap(([weight, alike]) => (alike === null ? [] : [[weight, alike] as const]));
  const total = known.reduce((sum, [weight]) => sum + weight, 0);
  return total === 0 ? 0 : known.reduce((sum, [weight, alike]) => sum + weight * alike, 0) / total;
}

/** The measures that may be the same as this one, the most alike first, at most five. */
export function similarTo<Other extends Comparable>(
  one: Comparable,
  others: readonly Other[],
): { readonly measure: Other; readonly alike: number }[] {
  return others
    .map((measure) => ({ measure, alike: similarity(one, measure) }))
    .filter(({ alike }) => alike >= likely)
    .toSorted((first, second) => second.alike - first.alike)
    .slice(0, 5);
}

/** Every pair that may be the same, each once. */
export function similarPairs<Measure extends Comparable>(
  measures: readonly Measure[],
): (readonly [Measure, Measure])[] {
  return measures.flatMap((one, at) =>
    measures.slice(at + 1).flatMap((other) => (similarity(one, other) >= likely ? [[one, other] as const] : [])),
  );
}

/** How much of the words of the shorter text stands in the longer one, 0–1; null where one says nothing. */
function overlap(one: string, other: string): number | null {
  const [few, many] = [wordsOf(one), wordsOf(other)].toSorted((a, b) => a.length - b.length);
  if (few === undefined || many === undefined || few.length === 0) return null;
  const found = few.reduce((sum, word) => sum + Math.max(...many.map((each) => alike(word, each))), 0);
  // A single word of many does not make two texts the same.
  return (found / few.length) * Math.sqrt(few.length / many.length);
}

/** So many letters in a row make a part of a compound: shorter ones are endings and accidents. */
const shortestPart = 5;

/** 1 for the same word; otherwise up to 0.8, by how much of the shorter one's stem stands in the longer one. */
function alike(one: string, other: string): number {
  if (one === other) return 1;
  const [short, long] = [stem(one), stem(other)].toSorted((a, b) => a.length - b.length);
  if (short === undefined || long === undefined) return 0;
  if (short === long) return 0.8;
  const part = longestPart(short, long);
  return part < shortestPart ? 0 : (0.8 * part) / short.length;
}

const fillers = new Set(
  'aber alle als am an auch auf aus bei bis das dem den der des die durch ein eine einem einen einer für im in ins ist mit nach nicht oder sich sie sind und vom von vor wird zu zum zur über'.split(
    ' ',
  ),
);

const wordsOf = (text: string): string[] => [
  ...new Set(
    text
      .toLocaleLowerCase('de')
      .replaceAll('ß', 'ss')
      .split(/[^\p{L}\p{N}]+/u)
      .filter((word) => word.length > 1 && !fillers.has(word)),
  ),
];

/** Without the endings that German adds to a noun or an adjective. */
const stem = (word: string): string => (word.length > 5 ? word.replace(/(innen|ern|en|er|es|em|e|n|s)$/, '') : word);

/** The most letters in a row that stand in both. */
function longestPart(short: string, long: string): number {
  for (let length = short.length; length >= shortestPart; length -= 1)
    for (let from = 0; from + length <= short.length; from += 1)
      if (long.includes(short.slice(from, from + length))) return length;
  return 0;
}
