/** One of the six colours of presence; the initials tell people apart, the colour only helps. */
export type Tone = 1 | 2 | 3 | 4 | 5 | 6;

/** A person or group as an avatar shows it. */
export interface Presence {
  name: string;
  initials: string;
  tone: Tone;
  offline?: boolean | undefined;
}
