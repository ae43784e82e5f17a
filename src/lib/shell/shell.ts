import type { Snapshot } from '#domain/contract.ts';
import type { PersonId, SessionId } from '#domain/ids.ts';
import { m } from '#lib/paraglide/messages.js';
import type { Tone } from '#domain/people/caller.ts';
import type { OpenSession, RoundSummary } from '#domain/round/round.ts';

/** What the layout of the workspace loads once for all of its pages. */
export type ShellData = {
  readonly person: {
    readonly id: PersonId;
    readonly name: string;
    readonly initials: string;
    readonly tone: Tone;
  };
  readonly rounds: readonly RoundSummary[];
  readonly openSession: OpenSession | null;
  /** A sketch of the open session as it was when the page was made, for those who have entered it: enough for the frame. */
  readonly entered: Snapshot | null;
  /** For guests the session that they were let into, open or not. */
  readonly guestOf: SessionId | null;
  readonly demo: boolean;
  readonly locale: 'de' | 'en';
  readonly theme: 'system' | 'light' | 'dark';
};

/** The places of the workspace with their counts over all rounds; only those that exist. */
export function placesOf(shell: ShellData, path: string) {
  const total = (what: keyof RoundSummary['counts']) =>
    shell.rounds.reduce((sum, round) => sum + round.counts[what], 0);
  const member = shell.rounds.length > 0;
  const places = [
    ...(member ? [{ href: '/', label: m.shell_overview() }] : []),
    ...(shell.guestOf === null ? [] : [{ href: `/sessions/${shell.guestOf}`, label: m.shell_to_session() }]),
    { href: '/analyses', label: m.shell_analyses(), ...(member ? { count: total('analyses') } : {}) },
    { href: '/measures', label: m.shell_measures(), ...(member ? { count: total('measures') } : {}) },
    { href: '/sessions', label: m.shell_sessions(), ...(member ? { count: total('sessions') } : {}) },
    { href: '/help', label: m.shell_help() },
  ];
  return places.map((place) => ({
    ...place,
    current: place.href === '/' ? path === '/' : path === place.href || path.startsWith(`${place.href}/`),
  }));
}
