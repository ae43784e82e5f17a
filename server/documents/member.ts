import type { Closing } from '#domain/analysis/document.ts';
import type { Wire } from './frames.ts';
import type { SyncKind, Update } from './guard.ts';
import type { Owner } from './presence.ts';

/** A connection as its room sees it. */
export type Member = Owner & {
  /** Whether it has its copy of the document and so wants to hear what follows. */
  readonly follows: boolean;
  /** Whether it takes what it is sent too slowly to hear of carets. */
  readonly isCongested: boolean;
  send(wire: Wire): void;
  close(closing: Closing): void;
  /** Hears anew whether it may write: the document has been shut, or opened again. */
  tellAccess(): void;
  /** This many more of its sync frames are stored; answers with the frame that says so. */
  acknowledge(frames: number): Wire;
  /** A frame of its builds on something that never came. The next step 2 that can be stored covers it. */
  refuseGap(kind: SyncKind): void;
  /** A step 2 can be stored. Answers how many refused frames before it are covered by it. */
  coverGaps(): number;
};

/** A sync frame of a member on its way into the store. */
export type Contribution = {
  readonly member: Member;
  readonly kind: SyncKind;
  readonly bytes: Uint8Array;
  readonly update: Update;
};
