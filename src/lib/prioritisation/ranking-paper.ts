import type { Marks } from '#domain/prioritisation/marks.ts';

/** Options that share a place, by their place on the ballot; the most wanted group first. */
export type Groups = readonly (readonly number[])[];

/** A ranking as groups; what is left out is in none. */
export function groupsOf(marks: Marks): Groups {
  const ranks = [...new Set(marks.filter((mark) => mark !== null))].toSorted((a, b) => a - b);
  return ranks.map((rank) => marks.flatMap((mark, option) => (mark === rank ? [option] : [])));
}

/** The options that have no place. */
export const leftOut = (marks: Marks): number[] => marks.flatMap((mark, option) => (mark === null ? [option] : []));

/** Which place an option has, from 0; -1 where it is left out. */
export const placeOf = (groups: Groups, option: number): number => groups.findIndex((group) => group.includes(option));

/** Gives an option the place after all others. */
export const append = (marks: Marks, option: number): Marks => moveTo(marks, option, groupsOf(marks).length);

/** Takes an option out of the order. */
export const takeOut = (marks: Marks, option: number): Marks => marksOf(without(marks, option), marks.length);

/** Gives an option a place of its own: before what has that place (from 0) once it is taken out, or last. */
export function moveTo(marks: Marks, option: number, place: number): Marks {
  return marksOf(without(marks, option).toSpliced(place, 0, [option]), marks.length);
}

/** One step up: out of a shared place before the others, else before the place above. The first one stays. */
export function moveUp(marks: Marks, option: number): Marks {
  const groups = groupsOf(marks);
  const place = placeOf(groups, option);
  if (isShared(groups, place)) return moveTo(marks, option, place);
  return place <= 0 ? marks : moveTo(marks, option, place - 1);
}

/** One step down: out of a shared place behind the others, else behind the place below. The last one stays. */
export function moveDown(marks: Marks, option: number): Marks {
  const groups = groupsOf(marks);
  const place = placeOf(groups, option);
  return place === groups.length - 1 && !isShared(groups, place) ? marks : moveTo(marks, option, place + 1);
}

/** Gives an option the same place as the one above it, or takes it out of that place and puts it behind. */
export function toggleTie(marks: Marks, option: number, above: number): Marks {
  const groups = groupsOf(marks);
  const place = placeOf(groups, above);
  if (placeOf(groups, option) === place) return moveTo(marks, option, place + 1);
  const others = without(marks, option);
  return marksOf(
    others.map((group) => (group.includes(above) ? [...group, option] : group)),
    marks.length,
  );
}

const isShared = (groups: Groups, place: number): boolean => (groups[place]?.length ?? 0) > 1;

const without = (marks: Marks, option: number): readonly number[][] =>
  groupsOf(marks)
    .map((group) => group.filter((each) => each !== option))
    .filter((group) => group.length > 0);

function marksOf(groups: Groups, options: number): Marks {
  const places = Array.from({ length: options }, (_, option) => placeOf(groups, option));
  return places.map((place) => (place === -1 ? null : place + 1));
}
