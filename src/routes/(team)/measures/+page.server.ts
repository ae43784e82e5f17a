import { randomUUID } from 'node:crypto';
import { choicesIn, narrow, readView } from '#domain/measures/list-view.ts';
import { similarPairs } from '#domain/measures/similarity.ts';
import { may } from '#domain/people/permissions.ts';
import { advance } from './give.ts';
import type { Actions, PageServerLoad } from './$types';

/** The list as the address wants it. */
export const load: PageServerLoad = async ({ locals: { app, caller }, url, depends }) => {
  depends('app:measures');
  if (caller === null) return nothing(url);
  const [all, lastResult, rounds] = await Promise.all([
    app.measures.list(caller),
    app.rounds.lastResult(caller),
    app.measures.rounds(caller),
  ]);
  const view = readView(url.searchParams);
  const mayIn = (action: 'measure.add' | 'measure.advance' | 'measure.merge') =>
    rounds.filter(({ id: roundId }) => may(caller, action, { roundId })).map(({ id }) => id);
  const pairs = mayIn('measure.add').flatMap((id) => similarPairs(all.filter(({ roundId }) => roundId === id)));
  return {
    ...{ measures: narrow(all, view.filter), total: all.length, choices: choicesIn(all), view, lastResult, rounds },
    ...{ mayAdd: mayIn('measure.add').length > 0, mayAdvance: mayIn('measure.advance'), requestId: randomUUID() },
    similar: pairs.map((pair) => pair.map(({ id, key, title }) => ({ id, key, title }))),
  };
};

const nothing = (url: URL) => ({
  ...{ measures: [], total: 0, choices: choicesIn([]), view: readView(url.searchParams), lastResult: null, rounds: [] },
  ...{ mayAdd: false, mayAdvance: [], similar: [], requestId: randomUUID() },
});

export const actions: Actions = { advance };
