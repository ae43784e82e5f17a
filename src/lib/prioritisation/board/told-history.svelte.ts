import * as v from 'valibot';
import { type BoardHistory, ToldHistory as Answer } from '#domain/prioritisation/board-view.ts';
import type { RoundId } from '#domain/ids.ts';

/** What the server tells of a board's history: as the page was made, and anew when something has been moved. */
export class ToldHistory {
  readonly #roundId: RoundId;
  #told = $state.raw<BoardHistory>({ moves: [], movers: [] });

  /** Begins with what the page was made with. */
  constructor(roundId: RoundId, told: BoardHistory) {
    this.#roundId = roundId;
    this.#told = told;
  }

  get now(): BoardHistory {
    return this.#told;
  }

  /** Asks again. Without a connection what is known stays; it is asked again after the next move. */
  async askAgain(): Promise<void> {
    const answer = await fetch(`/measures/order/history.json?round=${this.#roundId}`).catch(() => null);
    if (answer?.ok !== true) return;
    const told = v.safeParse(Answer, await answer.json().catch(() => null));
    if (told.success) this.#told = told.output;
  }
}
