import type { BallotView } from '#domain/prioritisation/ballot.ts';
import type { LiveSession } from '#lib/live/connection.svelte.ts';
import { refusalText } from '#lib/live/refusal-text.ts';
import { m } from '#lib/paraglide/messages.js';
import type { Announcer } from '#lib/ui/announcer.svelte.ts';
import { handInWords } from './hand-in-words.ts';
import { type Gap, gapsIn } from './paper-gaps.ts';
import type { Paper } from './paper.svelte.ts';

/** Where one person puts a paper in: what is under way, what is missing, what was refused. */
export class VoteBox {
  readonly #live: LiveSession;
  readonly #announcer: Announcer;
  #underWay = $state(false);
  #asking = $state(false);
  #replacing = $state(false);
  #gaps = $state.raw<Gap[]>([]);
  #refusal = $state<string | null>(null);

  constructor(live: LiveSession, announcer: Announcer) {
    this.#live = live;
    this.#announcer = announcer;
  }

  /** A paper is under way: on the line, or waiting for one. */
  get sending(): 'no' | 'now' | 'waits' {
    if (!this.#underWay) return 'no';
    return this.#live.state === 'live' ? 'now' : 'waits';
  }

  /** More time is being asked for. */
  get asking(): boolean {
    return this.#asking;
  }

  /** A new paper is being filled in for the one in the envelope. */
  get replacing(): boolean {
    return this.#replacing;
  }

  /** What the paper lacked when it was to be handed in. */
  get gaps(): Gap[] {
    return this.#gaps;
  }

  /** Why the last paper, or more time, was refused, in plain words, or null. */
  get refusal(): string | null {
    return this.#refusal;
  }

  replace = (): void => {
    this.#replacing = true;
  };

  /** Hands the paper in; one that lacks something stays here, and what it lacks is named. */
  async handIn(ballot: BallotView, paper: Paper): Promise<void> {
    const { marks } = paper;
    this.#refusal = null;
    this.#gaps = gapsIn(ballot, marks);
    if (this.#gaps.length > 0 || this.#underWay) return;
    this.#underWay = true;
    const { id: ballotId, hash } = ballot;
    const reply = await this.#live.send('vote.cast', { ...this.#session, ballotId, marks: [...marks], hash });
    this.#underWay = false;
    if (!reply.ok) return this.#refuse(refusalText(reply.code));
    const isSecret = ballot.secrecy === 'secret';
    if (isSecret) paper.sealed(marks);
    else paper.handedIn(marks);
    this.#replacing = false;
    this.#announcer.announce(handInWords(ballot.rule.method).counted(isSecret ? null : marks));
  }

  /** Asks for a minute more than the announced end. */
  async askTime({ id: ballotId }: BallotView): Promise<void> {
    if (this.#asking) return;
    this.#refusal = null;
    this.#asking = true;
    const reply = await this.#live.send('time.ask', { ...this.#session, ballotId });
    this.#asking = false;
    if (reply.ok) this.#announcer.announce(m.prioritisation_more_time_given());
    else this.#refuse(refusalText(reply.code));
  }

  get #session() {
    return { sessionId: this.#live.view.id };
  }

  #refuse(text: string): void {
    this.#refusal = text;
    this.#announcer.announce(text, { urgent: true });
  }
}
