import type { BallotId } from '#domain/ids.ts';
import { roleMay } from '#domain/people/permissions.ts';
import { currentItem, runningBallot } from '#domain/session/session.ts';
import { claimOf } from '#lib/prioritisation/claim-text.ts';
import type { LiveSession } from '#lib/live/connection.svelte.ts';
import { m } from '#lib/paraglide/messages.js';
import type { Announcer } from '#lib/ui/announcer.svelte.ts';

/** Says what changes in a session while the calling component is shown: never what was already so when it came. */
export function announceChanges(live: LiveSession, announcer: Announcer): void {
  const say = (text: string): void => announcer.announce(text);
  onChange(
    () => live.view.status,
    (status) => say(status === 'open' ? m.session_opened() : m.session_closed_title()),
  );
  onChange(
    () => currentItem(live.view)?.id,
    () => {
      const item = currentItem(live.view);
      if (item) say(m.session_now_item({ position: item.position, title: item.title }));
    },
  );
  onChange(
    () => runningBallot(live.view)?.id,
    (running) => say(running === undefined ? closedText(live) : openedText(live)),
  );
  onChange(
    () => leftOutOf(live),
    (now, before) => {
      const ballot = runningBallot(live.view);
      if (now === undefined && ballot?.id === before) say(m.prioritisation_admitted_you());
    },
  );
  onChange(
    () => live.view.ballots.flatMap(({ agreed }) => agreed?.at ?? []).join(),
    () => say(m.result_agree_told()),
  );
  onChange(
    () => live.view.ballots.flatMap(({ recommendations }) => recommendations.map(({ at }) => at)).join(),
    () => say(recommendedText(live)),
  );
  onChange(
    () => live.offlineLong,
    (long) => say(long ? `${m.session_offline_title()}. ${m.session_offline_text()}` : m.session_back_online()),
  );
}

function openedText({ view, personId }: LiveSession): string {
  const ballot = runningBallot(view);
  const opened = m.session_ballot_opened({ title: ballot?.title ?? '' });
  const role = view.people.find((person) => person.personId === personId)?.role;
  const isLeftOut = ballot?.onRoll === false && role !== undefined && roleMay(role, 'vote.cast');
  return isLeftOut ? `${opened} ${m.prioritisation_late()}` : opened;
}

/** The running ballot as long as the viewer is not on its roll. */
function leftOutOf({ view }: LiveSession): BallotId | undefined {
  const ballot = runningBallot(view);
  return ballot?.onRoll === false ? ballot.id : undefined;
}

function closedText(live: LiveSession): string {
  const ballot = live.view.ballots.at(-1);
  const claim = ballot === undefined ? '' : claimOf(ballot).text;
  return `${m.session_ballot_closed()} ${claim}`.trim();
}

/** The recommendation that was written down last. */
function recommendedText(live: LiveSession): string {
  const all = live.view.ballots.flatMap(({ options, recommendations }) =>
    recommendations.map(({ option, at }) => ({ title: options[option]?.title ?? '', at })),
  );
  const last = all.toSorted((a, b) => (a.at < b.at ? 1 : -1))[0];
  return m.result_recommend_told({ title: last?.title ?? '' });
}

/** Calls `act` with the new value whenever `read` gives another one than before. */
function onChange<Value>(read: () => Value, act: (value: Value, before: Value) => void): void {
  let before = read();
  $effect(() => {
    const now = read();
    if (now === before) return;
    const was = before;
    before = now;
    act(now, was);
  });
}
