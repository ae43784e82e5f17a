import type { Verbs } from './commands.ts';
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
