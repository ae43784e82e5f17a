import type { BallotId } from '#domain/ids.ts';
import type { BallotFact, BallotView } from '#domain/prioritisation/ballot.ts';
import type { SessionFact, SessionView } from './session.ts';

/** What a step of the clock makes of a view. Only `clock + 1` applies; the caller drops older steps and refetches on a gap. */
export function applyStep(view: SessionView, clock: number, facts: readonly SessionFact[]): SessionView {
  return { ...facts.reduce(applyFact, view), clock };
}

function applyFact(view: SessionView, fact: SessionFact): SessionView {
  switch (fact.kind) {
    case 'session.opened':
      return { ...view, status: 'open', code: fact.code };
    case 'session.closed':
      return { ...view, status: 'closed', code: null };
    case 'person.arrived':
      return { ...view, people: [...view.people, fact.person] };
    case 'agenda.advanced':
      return {
        ...view,
        currentItemId: fact.itemId,
        agenda: view.agenda.map((item) => (item.id === fact.itemId ? { ...item, startedAt: fact.at } : item)),
      };
    case 'ballot.opened':
      return { ...view, ballots: [...view.ballots, fact.ballot] };
    default:
      return changeBallot(view, fact.ballotId, (ballot) => applyToBallot(ballot, fact));
  }
}

type OfBallot = Exclude<BallotFact, { kind: 'ballot.opened' }>;

function applyToBallot(ballot: BallotView, fact: OfBallot): BallotView {
  switch (fact.kind) {
    case 'vote.counted':
      return {
        ...ballot,
        voted: fact.voted,
        waitsFor: fact.waitsFor,
        mine: fact.mine ?? ballot.mine,
      };
    case 'hands.counted':
      return {
        ...ballot,
        ...{ voted: fact.voted, waitsFor: fact.waitsFor, hands: fact.hands },
      };
    case 'voter.arrived':
      return { ...ballot, late: [...ballot.late, fact.personId] };
    case 'ballot.warned':
      return { ...ballot, closesAt: fact.closesAt };
    case 'time.asked':
      return {
        ...ballot,
        waitsFor: fact.waitsFor,
        hasMoreTime: ballot.hasMoreTime || fact.mine === true,
      };
    case 'voter.admitted':
      return {
        ...ballot,
        voters: fact.voters,
        late: ballot.late.filter((personId) => !fact.admitted.includes(personId)),
        onRoll: ballot.onRoll || fact.onRoll === true,
      };
    case 'order.agreed':
      return { ...ballot, agreed: fact.agreed };
    case 'measure.recommended':
      return {
        ...ballot,
        recommendations: [
          ...ballot.recommendations.filter(({ option }) => option !== fact.recommendation.option),
          fact.recommendation,
        ].toSorted((a, b) => a.option - b.option),
      };
    case 'ballot.closed':
      return {
        ...ballot,
        closedAt: fact.at,
        result: fact.result,
        voted: fact.result.voted,
        voters: fact.result.entitled === null ? ballot.voters : fact.result.entitled - ballot.handVoters,
        ...{ waitsFor: 0, late: [] },
        // Its envelope is gone.
        mine: ballot.secrecy === 'secret' ? null : ballot.mine,
      };
  }
}

const changeBallot = (view: SessionView, id: BallotId, change: (ballot: BallotView) => BallotView): SessionView => ({
  ...view,
  ballots: view.ballots.map((ballot) => (ballot.id === id ? change(ballot) : ballot)),
});
