import type { CommandInput, CommandName } from '#domain/contract.ts';
import type { AgendaItemId } from '#domain/ids.ts';
import { runningBallot } from '#domain/session/session.ts';
import type { LiveSession } from '#lib/live/connection.svelte.ts';
import { refusalText } from '#lib/live/refusal-text.ts';
import type { Announcer } from '#lib/ui/announcer.svelte.ts';

/** What a moderator does with a session. What the server refuses is shown and said. */
export class Moderation {
  readonly #live: LiveSession;
  readonly #announcer: Announcer;
  #refusal = $state<string | null>(null);
  #busy = $state(false);

  constructor(live: LiveSession, announcer: Announcer) {
    this.#live = live;
    this.#announcer = announcer;
  }

  /** Why the last step was refused, in plain words, or null. */
  get refusal(): string | null {
    return this.#refusal;
  }

  /** A step is under way: no second one meanwhile. */
  get busy(): boolean {
    return this.#busy;
  }

  open = (): void => this.#do('session.open', { sessionId: this.#live.view.id });

  goTo = (itemId: AgendaItemId): void => this.#do('agenda.advance', { sessionId: this.#live.view.id, itemId });

  openBallot = (input: CommandInput<'ballot.open'>): void => this.#do('ballot.open', input);

  closeBallot = (): void => {
    const ballot = runningBallot(this.#live.view);
    if (ballot !== undefined) this.#do('ballot.close', { sessionId: this.#live.view.id, ballotId: ballot.id });
  };

  end = (): void => this.#do('session.close', { sessionId: this.#live.view.id });

  #do<Name extends CommandName>(command: Name, input: CommandInput<Name>): void {
    if (this.#busy) return;
    this.#busy = true;
    this.#refusal = null;
    void this.#live.send(command, input).then((reply) => {
      this.#busy = false;
      if (reply.ok) return;
      this.#refusal = refusalText(reply.code);
      this.#announcer.announce(this.#refusal, { urgent: true });
    });
  }
}
