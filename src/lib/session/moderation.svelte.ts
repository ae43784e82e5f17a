import type { CommandInput, CommandName } from '#domain/contract.ts';
import type { AgendaItemId, BallotId, PersonId } from '#domain/ids.ts';
import type { Roll } from '#domain/prioritisation/ballot.ts';
import { runningBallot } from '#domain/session/session.ts';
import type { LiveSession } from '#lib/live/connection.svelte.ts';
import { refusalText } from '#lib/live/refusal-text.ts';
import { m } from '#lib/paraglide/messages.js';
import type { BallotSteps, CountedHands } from '#lib/prioritisation/ballot-steps.ts';
import { spanText } from '#lib/prioritisation/time-spans.ts';
import type { Announcer } from '#lib/ui/announcer.svelte.ts';

/** What a moderator does with a session. What the server refuses is shown and said. */
export class Moderation implements BallotSteps {
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

  open = (): void => void this.#do('session.open', { sessionId: this.#live.view.id });

  goTo = (itemId: AgendaItemId): void => void this.#do('agenda.advance', { sessionId: this.#live.view.id, itemId });

  openBallot = (input: CommandInput<'ballot.open'>): Promise<boolean> => this.#do('ballot.open', input);

  repeatBallot = (ballotId: BallotId, roll: Roll): void =>
    void this.#do('ballot.repeat', { sessionId: this.#live.view.id, ballotId, roll });

  warnBallot = (seconds: number): void => {
    const said = m.prioritisation_warned_all({ time: spanText(seconds) });
    void this.#doWithBallot('ballot.warn', { seconds }).then((done) => done && this.#announcer.announce(said));
  };

  closeBallot = (): void => void this.#doWithBallot('ballot.close', {});

  admitVoter = (personId: PersonId): void => {
    const name = this.#live.view.people.find((person) => person.personId === personId)?.name ?? '';
    void this.#doWithBallot('voter.admit', { personId }).then(
      (done) => done && this.#announcer.announce(m.prioritisation_admitted({ name })),
    );
  };

  countHands = async (counted: CountedHands): Promise<boolean> => {
    const done = await this.#doWithBallot('hands.count', counted);
    if (done) this.#announcer.announce(m.prioritisation_hands_counted({ count: counted.hands }));
    return done;
  };

  end = (): void => void this.#do('session.close', { sessionId: this.#live.view.id });

  #doWithBallot<Name extends 'ballot.warn' | 'ballot.close' | 'voter.admit' | 'hands.count'>(
    command: Name,
    input: Omit<CommandInput<Name>, 'sessionId' | 'ballotId'>,
  ): Promise<boolean> {
    const ballot = runningBallot(this.#live.view);
    if (ballot === undefined) return Promise.resolve(false);
    return this.#do(command, { ...input, sessionId: this.#live.view.id, ballotId: ballot.id });
  }

  /** Answers whether it is done. */
  async #do<Name extends CommandName>(command: Name, input: CommandInput<Name>): Promise<boolean> {
    if (this.#busy) return false;
    this.#busy = true;
    this.#refusal = null;
    const reply = await this.#live.send(command, input);
    this.#busy = false;
    if (reply.ok) return true;
    this.#refusal = refusalText(reply.code);
    this.#announcer.announce(this.#refusal, { urgent: true });
    return false;
  }
}
