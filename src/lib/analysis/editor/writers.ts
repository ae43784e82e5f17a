import * as v from 'valibot';
import type { Decoration } from '@tiptap/pm/view';

/** Somebody else with a caret in the text. */
export type Writer = {
  readonly personId: string;
  readonly initials: string;
  /** Presence colour, 1–6. */
  readonly tone: number;
  /** The group spoken for, otherwise the name. */
  readonly label: string;
};

const Clock = v.object({ client: v.number(), clock: v.number() });
/** A place in a Yjs text as JSON, so much of it as Yjs reads. */
const Place = v.object({
  type: v.nullish(Clock),
  tname: v.nullish(v.string()),
  item: v.nullish(Clock),
  assoc: v.nullish(v.number()),
});

/** What others tell about themselves through awareness: who (stamped by the server) and where. */
const RemoteState = v.object({
  user: v.object({
    personId: v.string(),
    name: v.string(),
    initials: v.string(),
    tone: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(6)),
    group: v.nullish(v.string()),
  }),
  cursor: v.object({ anchor: Place, head: Place }),
});

/** A writer and the two ends of the selection, as places in the shared text. */
export type RemoteCaret = {
  readonly writer: Writer;
  readonly anchor: v.InferOutput<typeof Place>;
  readonly head: v.InferOutput<typeof Place>;
};

/** Reads one awareness state. Null for people without a caret, and for whatever cannot be read. */
export function caretOf(state: unknown): RemoteCaret | null {
  const read = v.safeParse(RemoteState, state);
  if (!read.success) return null;
  const { user, cursor } = read.output;
  const label = user.group ?? user.name;
  return { writer: { personId: user.personId, initials: user.initials, tone: user.tone, label }, ...cursor };
}

/** Who writes in the section that these decorations belong to; each person once. */
export function writersIn(decorations: readonly Decoration[]): readonly Writer[] {
  const found = new Map<string, Writer>();
  for (const { spec } of decorations as readonly { spec: { writers?: readonly Writer[] } }[]) {
    for (const writer of spec.writers ?? []) found.set(writer.personId, writer);
  }
  return [...found.values()];
}
