import * as v from 'valibot';
import type { AgendaItemId, Instant } from '#domain/ids.ts';
import { BallotId, MeasureId, PersonId, SessionId } from '#domain/ids.ts';
import { Agreement, type AgreedOrder } from './agreement.ts';
import type { BallotCount } from './count.ts';
import { Marks } from './marks.ts';
import { Recommend, type Recommendation } from './recommendation.ts';
import { BallotRule, type Method } from './rule.ts';

/**
 * What people choose from, as it stood when the ballot was opened: it does not change under them. Usually a measure; `null`
 * for the passive solution and for a motion.
 */
export type BallotOption = {
  readonly measureId: MeasureId | null;
  readonly key: string;
  readonly title: string;
  readonly summary: string;
};

/**
 * `open`: nobody sees who gave what, but the server knows until the ballot is deleted. `named`: after the close everybody
 * sees who gave what. `secret`: papers lie in sealed envelopes, which are destroyed at the close.
 */
export const secrecies = ['open', 'named', 'secret'] as const;
export type Secrecy = (typeof secrecies)[number];

/** Whose vote it is: each person's, or one of each group (whoever speaks for no group votes for herself). */
export const units = ['person', 'group'] as const;
export type Unit = (typeof units)[number];

/**
 * Who is on the roll: of those who have entered the session and may vote only who is `present` when the ballot opens, or
 * all who have `entered`, also those who are gone.
 */
export const rolls = ['present', 'entered'] as const;
export type Roll = (typeof rolls)[number];

/** Whoever has lost the connection for less than this is still there: a phone in a lift has not left. In milliseconds. */
export const presenceGrace = 90_000;

/** One's own paper as it counts now. `marks` is null where it lies in an envelope. */
export type OwnPaper = { readonly marks: Marks | null; readonly at: Instant };

/**
 * A ballot as one person may see it. `result` is null until it is closed, and brief (`briefCount`) but on its own page; `mine`
 * is the viewer's own paper alone.
 */
export type BallotView = {
  readonly id: BallotId;
  readonly itemId: AgendaItemId | null;
  readonly title: string;
  readonly rule: BallotRule;
  readonly secrecy: Secrecy;
  readonly unit: Unit;
  readonly roll: Roll;
  readonly options: readonly BallotOption[];
  /** SHA-256 of everything that voters read and that decides how it is counted, in hexadecimal digits. */
  readonly hash: string;
  /** 1 for the first of its options; the next ones repeat `before`. */
  readonly round: number;
  readonly before: BallotId | null;
  readonly openedAt: Instant;
  /** The end that was announced; those who asked for more time have `moreTime` more. Null while none is announced. */
  readonly closesAt: Instant | null;
  readonly closedAt: Instant | null;
  /** How many votes there are on the roll (at the close, once it is closed), and how many raise hands in the room instead. */
  readonly voters: number;
  readonly handVoters: number;
  /** How many votes are handed in, hands included. */
  readonly voted: number;
  /** How many of those are hands that were counted in the room. */
  readonly hands: number;
  /** How many have asked for more time and have not handed in since. */
  readonly waitsFor: number;
  /**
   * Who might vote, has entered the session and is not on the roll, in the order of arrival: who came later, and of those
   * who were gone when it was closed also who is still gone. Empty once the ballot is closed.
   */
  readonly late: readonly PersonId[];
  /** Whether the viewer was there when the roll was closed, or was admitted later. */
  readonly onRoll: boolean;
  /** Whether the viewer, or somebody for the same vote, has asked for more time. */
  readonly hasMoreTime: boolean;
  readonly mine: OwnPaper | null;
  readonly result: BallotCount | null;
  /** What the round agreed on instead, with its reason; the counted order stays beside it. */
  readonly agreed: AgreedOrder | null;
  readonly recommendations: readonly Recommendation[];
};

/** Who asked for more time has so much more than the announced end, in milliseconds. */
export const moreTime = 60_000;

/** When the viewer's own paper has to be in, in milliseconds since 1970; null while no end is announced. */
export const ownEnd = ({ closesAt, hasMoreTime }: Pick<BallotView, 'closesAt' | 'hasMoreTime'>): number | null =>
  closesAt === null ? null : Date.parse(closesAt) + (hasMoreTime ? moreTime : 0);

/** Title and wording of the option that stands for doing nothing; it cannot be taken off a ballot on resistance. */
export const passiveOption: BallotOption = {
  measureId: null,
  key: '–',
  title: 'Alles bleibt, wie es ist',
  summary: 'Keine der Maßnahmen wird umgesetzt.',
};

const title = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(120));
const people = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1000));

export const OpenBallot = v.pipe(
  v.strictObject({
    sessionId: SessionId,
    title,
    rule: BallotRule,
    secrecy: v.picklist(secrecies),
    unit: v.picklist(units),
    roll: v.optional(v.picklist(rolls), 'present'),
    measureIds: v.pipe(
      v.array(MeasureId),
      v.maxLength(60),
      v.check((ids) => new Set(ids).size === ids.length),
    ),
    /** What a resolution says, word by word. */
    motion: v.optional(v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(2000))),
    /** People in the room who raise hands and are not on the roll. */
    handVoters: v.optional(people, 0),
  }),
  v.check(({ rule, motion, measureIds }) =>
    rule.method === 'resolution' ? motion !== undefined : measureIds.length >= leastMeasures(rule.method),
  ),
  v.check(({ rule, secrecy, handVoters }) => handVoters === 0 || (showsHands(rule.method) && secrecy !== 'secret')),
);

/** One measure can be weighed against doing nothing; everything else needs two. */
const leastMeasures = (method: Method): number => (method === 'resistance' ? 1 : 2);

/** Whether hands can be raised in this method: one of few answers. */
export const showsHands = (method: Method): boolean => method === 'resolution' || method === 'points';

const OneBallot = v.strictObject({ sessionId: SessionId, ballotId: BallotId });
export const CloseBallot = OneBallot;
/**
 * Opens the same ballot once more, with the same options and words: the second round, or a repetition. Its roll is closed
 * anew, in the same way unless told otherwise.
 */
export const RepeatBallot = v.strictObject({ ...OneBallot.entries, roll: v.optional(v.picklist(rolls)) });
/** Announces the end in so many seconds. */
export const WarnBallot = v.strictObject({
  ...OneBallot.entries,
  seconds: v.pipe(v.number(), v.integer(), v.minValue(10), v.maxValue(600)),
});
/** Asks for a minute more than the others have. */
export const AskTime = OneBallot;
/** Puts somebody on the roll who came after it was closed. */
export const AdmitVoter = v.strictObject({ ...OneBallot.entries, personId: PersonId });

/** "This is my paper": it takes the place of the one before, so that a retry changes nothing. */
export const CastVote = v.strictObject({
  ...OneBallot.entries,
  marks: Marks,
  /** The wording that the voter has read. */
  hash: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
});

/** The hands in the room, counted anew: for each option how many hands, or how many points stuck to it. */
export const CountHands = v.strictObject({
  ...OneBallot.entries,
  /** How many people took part. */
  hands: people,
  /** For a resolution no, yes, abstain; else the points of each option. */
  counts: v.pipe(v.array(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(100_000))), v.maxLength(61)),
});

export const AgreeOrder = v.strictObject({ ...OneBallot.entries, ...Agreement.entries });
export const SetRecommendation = v.strictObject({ ...OneBallot.entries, ...Recommend.entries });

export type BallotFact =
  | { readonly kind: 'ballot.opened'; readonly ballot: BallotView }
  | {
      readonly kind: 'vote.counted';
      readonly ballotId: BallotId;
      readonly voted: number;
      readonly waitsFor: number;
      /** Only to those whose vote it is. */
      readonly mine?: OwnPaper;
    }
  | {
      readonly kind: 'hands.counted';
      readonly ballotId: BallotId;
      readonly voted: number;
      readonly waitsFor: number;
      readonly hands: number;
    }
  | { readonly kind: 'voter.arrived'; readonly ballotId: BallotId; readonly personId: PersonId }
  | { readonly kind: 'ballot.warned'; readonly ballotId: BallotId; readonly closesAt: Instant }
  | {
      readonly kind: 'time.asked';
      readonly ballotId: BallotId;
      readonly waitsFor: number;
      /** Only to those whose vote it is. */
      readonly mine?: true;
    }
  | {
      readonly kind: 'voter.admitted';
      readonly ballotId: BallotId;
      /** Everybody whose vote it is. */
      readonly admitted: readonly PersonId[];
      readonly voters: number;
      /** Only to those who may vote now and could not before. */
      readonly onRoll?: true;
    }
  | { readonly kind: 'ballot.closed'; readonly ballotId: BallotId; readonly at: Instant; readonly result: BallotCount }
  | { readonly kind: 'order.agreed'; readonly ballotId: BallotId; readonly agreed: AgreedOrder }
  | {
      readonly kind: 'measure.recommended';
      readonly ballotId: BallotId;
      readonly recommendation: Recommendation;
    };
