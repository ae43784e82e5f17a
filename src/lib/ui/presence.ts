/** One of the six colours of presence; the initials tell people apart, the colour only helps. */
export type Tone = 1 | 2 | 3 | 4 | 5 | 6;

/** A person or group as an avatar shows it. */
export interface Presence {
  name: string;
  initials: string;
  tone: Tone;
  offline?: boolean | undefined;
}

const TONES: readonly Tone[] = [1, 2, 3, 4, 5, 6];

/** The same colour for the same key on every screen. */
export function toneOf(key: string): Tone {
  let sum = 0;
  for (const sign of key) sum = (sum * 31 + (sign.codePointAt(0) ?? 0)) % 65_521;
  return TONES[sum % TONES.length] ?? 1;
}

/** Two capital letters of a name: "Arbeitskreis Armut" → AA, "Integration" → IN. */
export function initialsOf(name: string): string {
  const words = name.split(/[\s\-–]+/).filter((word) => /^\p{Lu}/u.test(word));
  const [first = name, second] = words;
  const letters = second === undefined ? [...first].slice(0, 2) : [[...first][0], [...second][0]];
  return letters.join('').toLocaleUpperCase('de');
}
