import { expect, test } from 'vitest';
import { overview } from '../../server/round/rounds.ts';
import {
  ballotHere,
  castHere,
  closeHere,
  lastBallot,
  openHere,
  pointsFor,
  sessionHere,
} from '../session/session-here.ts';

test('The news tell of a repeated ballot, and of one that was closed with its session', async () => {
  const here = await sessionHere();
  const { people, sessionId } = here.round;
  await openHere(here);
  const first = await ballotHere(here);
  await castHere(here, people.behindertenbeirat, first, pointsFor(first, 0, 2));
  await closeHere(here, first);
  await here.done(people.moderation, 'ballot.repeat', { sessionId, ballotId: first.id });
  const second = await lastBallot(here, people.moderation);
  await here.done(people.moderation, 'session.close', { sessionId });

  const [round] = await overview(here.db.kysely, people.observation);
  const [session, title, name] = [`/sessions/${sessionId}`, 'Schwerpunkte 2027', 'Moderation'];
  expect(round!.news.map(({ what, subject, href, who }) => [what, subject, href, who?.name])).toEqual([
    ['session.close', 'Probesitzung', session, name],
    ['ballot.close', title, `/measures/results/${second.id}`, name],
    ['ballot.repeat', title, session, name],
    ['ballot.close', title, `/measures/results/${first.id}`, name],
    ['ballot.open', title, session, name],
    ['session.open', 'Probesitzung', session, name],
  ]);
});

test('A session that is closed without a ballot leaves one deed', async () => {
  const here = await sessionHere();
  const { people, sessionId } = here.round;
  await openHere(here);
  await here.done(people.moderation, 'session.close', { sessionId });
  const deeds = await here.db.kysely.selectFrom('deed').select(['what', 'subject_id']).orderBy('id').execute();
  expect(deeds).toEqual(['session.open', 'session.close'].map((what) => ({ what, subject_id: sessionId })));
});
