import type { RoundVerbs, Verbs } from './commands.ts';
import { addMeasures } from './measures/add-measures.ts';
import { advanceMeasure } from './measures/advance-measure.ts';
import { describeMeasure } from './measures/describe-measure.ts';
import { linkMeasure, unlinkMeasure } from './measures/link-measure.ts';
import { mergeMeasure, splitMeasure } from './measures/merge-measures.ts';
import { castVote } from './prioritisation/cast-vote.ts';
import { closeBallot } from './prioritisation/close-ballot.ts';
import { openBallot } from './prioritisation/open-ballot.ts';
import { advanceAgenda } from './session/advance-agenda.ts';
import { closeSession } from './session/close-session.ts';
import { enterSession } from './session/enter-session.ts';
import { openSession } from './session/open-session.ts';

/** Who does what: every command of the contract with the one function that carries it out. */
export const verbs: Verbs = {
  'session.open': openSession,
  'session.enter': enterSession,
  'session.close': closeSession,
  'agenda.advance': advanceAgenda,
  'ballot.open': openBallot,
  'ballot.close': closeBallot,
  'vote.cast': castVote,
};

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
