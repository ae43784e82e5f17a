import * as v from 'valibot';
import { type BoardHistory, ToldHistory as Answer } from '#domain/prioritisation/board-view.ts';
import type { RoundId } from '#domain/ids.ts';
import type { OpenBoard } from './open-board.svelte.ts';

/** What the server tells of a board's history: as the page was made, and anew when something has been moved. */
export class ToldHistory {
  readonly #roundId: RoundId;
  #told = $state.raw<BoardHistory>({ moves: [], movers: [] });

  /** Begins with what the page was made with. */
  constructor(roundId: RoundId, told: BoardHistory) {
    this.#roundId = roundId;
    this.#told = told;
  }

  /** Asks again whenever something was moved and is stored. Call while a component is made. */
  follow(board: OpenBoard): void {
    let told = board.state;
    $effect(() => {
      const { state } = board;
      if (board.save === 'sending' || board.save === 'local' || state === told) return;
      // Not all of a room at once.
      const timer = setTimeout(
        () => {
          told = state;
          void this.#askAgain();
        },
        400 + Math.random() * 600,
      );
      return () => clearTimeout(timer);
    });
  }

  get now(): BoardHistory {
    return this.#told;
  }

  /** Without a connection what is known stays; it is asked again after the next move. */
  async #askAgain(): Promise<void> {
    const answer = await fetch(`/measures/order/history.json?round=${this.#roundId}`).catch(() => null);
    if (answer?.ok !== true) return;
    const told = v.safeParse(Answer, await answer.json().catch(() => null));
    if (told.success) this.#told = told.output;
  }
}
