import type { AgreeOrder, SetRecommendation } from '#domain/prioritisation/ballot.ts';
import type { SessionId } from '#domain/ids.ts';
import type { RefusalCode } from '#domain/refused.ts';
import type { InferOutput } from 'valibot';

type Inputs = {
  readonly 'order.agree': InferOutput<typeof AgreeOrder>;
  readonly 'measure.recommend': InferOutput<typeof SetRecommendation>;
};

/** What did not fit in one of the two forms, and what was typed: `form` says which of them it was. */
export type ConcludeMistakes = {
  readonly form: 'agree' | 'recommend';
  readonly wrong: readonly string[];
  readonly refusal: RefusalCode | null;
  readonly typed: Readonly<Record<string, string>>;
};

/** How somebody who may writes down what the round makes of a result. */
export type Conclude = {
  readonly sessionId: SessionId;
  /** The page whose form actions do it where no script runs. */
  readonly action: string;
  /** Under which a form is sent, so that sending it twice changes nothing more. */
  readonly requestId: string;
  /** Sends it through the live connection instead; answers the refusal, or null where it is done. */
  readonly send?:
    (<Name extends keyof Inputs>(command: Name, input: Inputs[Name]) => Promise<RefusalCode | null>) | undefined;
  readonly mistakes?: ConcludeMistakes | null | undefined;
};
