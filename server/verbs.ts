import type { RoundVerbs, Verbs } from './commands.ts';
import { addMeasures } from './measures/add-measures.ts';
import { advanceMeasure } from './measures/advance-measure.ts';
import { describeMeasure } from './measures/describe-measure.ts';
import { linkMeasure, unlinkMeasure } from './measures/link-measure.ts';
import { mergeMeasure, splitMeasure } from './measures/merge-measures.ts';
import { castVote } from './prioritisation/cast-vote.ts';
import { closeBallot, warnBallot } from './prioritisation/close-ballot.ts';
import { agreeOrder, recommend } from './prioritisation/conclude.ts';
import { openBallot, type Opener, repeatBallot } from './prioritisation/open-ballot.ts';
import { admitVoter, askTime, countHands } from './prioritisation/run-ballot.ts';
import { advanceAgenda } from './session/advance-agenda.ts';
import { closeSession } from './session/close-session.ts';
import { enterSession } from './session/enter-session.ts';
import { openSession } from './session/open-session.ts';

/** Who does what: every command of the contract with the one function that carries it out. */
export const createVerbs = ({ envelopes, connected }: Opener): Verbs => ({
  'session.open': openSession,
  'session.enter': enterSession,
  'session.close': closeSession(envelopes),
  'agenda.advance': advanceAgenda,
  'ballot.open': openBallot({ envelopes, connected }),
  'ballot.repeat': repeatBallot({ envelopes, connected }),
  'ballot.warn': warnBallot,
  'ballot.close': closeBallot(envelopes),
  'vote.cast': castVote,
  'time.ask': askTime,
  'voter.admit': admitVoter,
  'hands.count': countHands,
  'order.agree': agreeOrder,
  'measure.recommend': recommend,
});

/** The same for the commands of a round. */
export const roundVerbs: RoundVerbs = {
  'measure.add': addMeasures,
  'measure.describe': describeMeasure,
  'measure.advance': advanceMeasure,
  'measure.link': linkMeasure,
  'measure.unlink': unlinkMeasure,
  'measure.merge': mergeMeasure,
  'measure.split': splitMeasure,
};
