import { roleMay } from '#domain/people/permissions.ts';
import type { RoundOverview } from '#domain/round/round.ts';
import { m } from '#lib/paraglide/messages.js';
import { formatDate, type FormatLocale } from '#lib/ui/format.ts';

/** Something that waits for a person. `around` builds its label, around a `subject` of the round where there is one. */
export type Todo = {
  /** Its own among all of them. */
  readonly key: string;
  readonly around: (subject: string) => string;
  readonly subject?: string;
  readonly href: string;
  readonly when: string;
  readonly now?: boolean;
};

/** So many analyses are named; the others are one key away. */
const namedAtMost = 5;

/** What waits for this person in the round, the most urgent first. */
export function todosOf({ session, analyses, round }: RoundOverview, locale: FormatLocale): Todo[] {
  const list: Todo[] = [];
  const href = `/sessions/${session?.id ?? ''}`;
  const when = session === null ? '' : formatDate(session.startsAt, locale);
  const now = { href, when: m.shell_todo_now(), now: true } as const;
  if (session?.ballot && !session.ballot.mine && roleMay(round.role, 'vote.cast'))
    list.push({ key: 'vote', around: (title) => m.shell_todo_vote({ title }), subject: session.ballot.title, ...now });
  else if (session?.status === 'open') list.push({ key: 'join', around: () => m.shell_todo_join(), ...now });
  if (session?.status !== 'planned') return list;
  if (roleMay(round.role, 'session.open')) list.push({ key: 'open', around: () => m.shell_todo_open(), href, when });
  if (!roleMay(round.role, 'analysis.write')) return list;
  for (const { id, title } of analyses.slice(0, namedAtMost))
    list.push({
      ...{ key: id, around: (name: string) => m.shell_todo_write({ title: name }) },
      ...{ subject: title.split(':', 1)[0] ?? title, href: `/analyses/${id}`, when },
    });
  const count = analyses.length - namedAtMost;
  if (count > 0) list.push({ key: 'more', around: () => m.shell_todo_write_more({ count }), href: '/analyses', when });
  return list;
}
