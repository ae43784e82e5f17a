import { SvelteMap } from 'svelte/reactivity';
import type { BallotId, PersonId } from '#domain/ids.ts';
import type { BallotView } from '#domain/prioritisation/ballot.ts';
import { Paper, type PaperStore } from './paper.svelte.ts';

/** The papers of one person in one session, one for each ballot, for as long as the page is open. */
export class Papers {
  readonly #personId: PersonId;
  readonly #papers = new SvelteMap<BallotId, Paper>();
  #store: PaperStore | undefined;

  constructor(personId: PersonId) {
    this.#personId = personId;
  }

  /**
   * From now on papers are kept in `store`, and what lies there comes back. Not those of a secret ballot: they last as
   * long as the page, so that nobody finds them on a device that others use too.
   */
  keepIn(store: PaperStore | undefined, ballots: readonly BallotView[]): void {
    this.#store = store;
    if (store === undefined) return;
    for (const ballot of ballots)
      if (this.#papers.has(ballot.id)) this.#keep(ballot);
      else this.lay(ballot);
  }

  /** Lays down a paper for a ballot, once. Not to be called while a view is computed. */
  lay(ballot: BallotView): void {
    if (this.#papers.has(ballot.id)) return;
    this.#papers.set(ballot.id, new Paper(ballot, this.#personId));
    this.#keep(ballot);
  }

  /** The paper of a ballot, if one was laid down. */
  of(ballot: BallotView): Paper | undefined {
    return this.#papers.get(ballot.id);
  }

  /** The paper with marks that were made but not counted before the ballot was closed. */
  uncounted(ballot: BallotView): Paper | undefined {
    const paper = this.of(ballot);
    return paper?.touched === true && !paper.isBlank && paper.differsFrom(ballot.mine) ? paper : undefined;
  }

  #keep(ballot: BallotView): void {
    if (this.#store !== undefined && ballot.secrecy !== 'secret') this.#papers.get(ballot.id)?.keepIn(this.#store);
  }
}
