import { SvelteMap } from 'svelte/reactivity';
import type * as Y from 'yjs';
import type { DocumentId, MeasureId, PersonId } from '#domain/ids.ts';
import {
  type BoardItem,
  boardRoot,
  type BoardState,
  type CutLine,
  fieldEntry,
  type FieldPoint,
  inField,
  isLine,
  isMeasure,
  measuresAbove,
  moveTo,
  type Orderable,
  positionEntry,
  readBoard,
  sequence,
} from '#domain/prioritisation/board.ts';
import type { Moved } from '#domain/prioritisation/board-history.ts';
import { type Band, bandsIn } from '#domain/prioritisation/cut-lines.ts';
import type { SaveState } from '#lib/live/acknowledgement.ts';
import type { DocumentProblem } from '#lib/live/document-problem.ts';
import type { LiveDocument } from '#lib/live/document.svelte.ts';
import { leaveDocument } from '#lib/live/leave-document.svelte.ts';
import { BoardWatch, type RemoteMove } from './board-watch.svelte.ts';

/** Which board, whether the role may move, and for whom it is kept on this device: null keeps nothing. */
export type BoardToOpen = {
  readonly documentId: DocumentId;
  readonly mayMove: boolean;
  readonly keptFor: PersonId | null;
  /** The measures of the round, as they are now. */
  readonly measures: () => readonly Orderable[];
  /** Where the last weighted ballot puts measures in the field. */
  readonly voted: () => ReadonlyMap<MeasureId, FieldPoint>;
  /** Called when somebody else has moved something. */
  readonly onMoved: (move: RemoteMove) => void;
};

/** The board as its page holds it: at first nothing, then an order, lines and points that change while one looks. */
export class OpenBoard {
  readonly #board: BoardToOpen;
  readonly #watch: BoardWatch;
  readonly #sequence: readonly BoardItem[] = $derived.by(() => sequence(this.#state.positions, this.#board.measures()));
  readonly #order: readonly MeasureId[] = $derived(this.#sequence.filter(isMeasure));
  readonly #bands: readonly Band[] = $derived(bandsIn(this.#sequence));
  readonly #points: ReadonlyMap<MeasureId, FieldPoint> = $derived.by(
    () => new SvelteMap([...this.#board.voted(), ...this.#state.points]),
  );
  #live = $state.raw<LiveDocument | null>(null);
  #state = $state.raw<BoardState>(readBoard([]));
  #hasFailed = $state(false);
  #isLeft = false;

  /** `mayMove` is what the role allows; the server has the last word once it is connected. */
  constructor(board: BoardToOpen) {
    this.#board = board;
    this.#watch = new BoardWatch(board.onMoved);
  }

  /** The connection, as soon as its code is there. */
  get live(): LiveDocument | null {
    return this.#live;
  }

  /** Whether there is an order to show. */
  get isReady(): boolean {
    return this.#live?.synced === true;
  }

  get hasFailed(): boolean {
    return this.#hasFailed;
  }

  /** Why nothing may be moved although the role allows it; null while it may. */
  get lock(): DocumentProblem | 'stalled' | null {
    return this.#live?.problem ?? (this.#live?.stalled === true ? 'stalled' : null);
  }

  /** Whether a move is taken now. */
  get isMovable(): boolean {
    return this.#board.mayMove && this.isReady && this.#live?.readonly === false && this.lock === null;
  }

  /** What the save mark shows. */
  get save(): SaveState | 'readonly' {
    const isLocked = !this.#board.mayMove || (this.#live?.problem ?? null) !== null;
    return isLocked ? 'readonly' : (this.#live?.save ?? 'connecting');
  }

  /** Another object whenever something has changed on the board. */
  get state(): BoardState {
    return this.#state;
  }

  /** The measures from first to last, with the lines between them. */
  get sequence(): readonly BoardItem[] {
    return this.#sequence;
  }

  /** The measures from first to last. */
  get order(): readonly MeasureId[] {
    return this.#order;
  }

  /** What the lines cut off, from the top. */
  get bands(): readonly Band[] {
    return this.#bands;
  }

  /** Where measures stand in the field: as somebody has put them, else as they were voted; the others are missing. */
  get points(): ReadonlyMap<MeasureId, FieldPoint> {
    return this.#points;
  }

  /** Whether somebody has put a measure where it stands in the field. */
  isByHand(id: MeasureId): boolean {
    return this.#state.points.has(id);
  }

  /** Who moves something now, or has just moved it. */
  get watch(): BoardWatch {
    return this.#watch;
  }

  /** Loads the connection. Browser only. */
  async open(): Promise<void> {
    try {
      const { documentId, mayMove, keptFor } = this.#board;
      const [{ LiveDocument }, store] = await Promise.all([
        import('#lib/live/document.svelte.ts'),
        mayMove && keptFor !== null ? import('#lib/live/offline-store.ts') : null,
      ]);
      if (this.#isLeft) return;
      const live = new LiveDocument({
        documentId,
        url: `${location.origin.replace(/^http/, 'ws')}/documents`,
        copy: store && keptFor ? new store.OfflineStore(keptFor, documentId) : undefined,
      });
      live.doc.getMap(boardRoot).observe((event, transaction) => this.#take(live, event, transaction.local));
      this.#watch.follow(live);
      this.#live = live;
    } catch (error) {
      this.#hasFailed = true;
      throw error;
    }
  }

  /** Moves a measure to a place from 1, or a line below so many measures; answers whether that has changed anything. */
  move(item: BoardItem, place: number): boolean {
    if (!this.isMovable || (!isLine(item) && !this.#order.includes(item))) return false;
    const writings = moveTo(this.#state.positions, this.#board.measures(), item, place);
    this.#write(writings.map(([each, position]) => [positionEntry(each), position]));
    return writings.length > 0;
  }

  /** Takes a line away. */
  remove(line: CutLine): void {
    if (this.#sequence.includes(line)) this.#write([[line, null]]);
  }

  /** Puts a measure at the nearest point that the field knows. */
  put(id: MeasureId, point: FieldPoint): void {
    const { effect, effort } = inField(point);
    const now = this.#state.points.get(id);
    if (now?.effect !== effect || now.effort !== effort) this.#write([[fieldEntry(id), [effect, effort]]]);
  }

  /** Takes a measure out of the field, or back to where it was voted. */
  takeOut(id: MeasureId): void {
    if (this.isByHand(id)) this.#write([[fieldEntry(id), null]]);
  }

  /** Whether what a move has moved is now where it was before. */
  isBack(what: Moved): boolean {
    if (what.kind === 'order') return this.#order.indexOf(what.measureId) + 1 === what.from;
    if (what.kind === 'line') return measuresAbove(this.#sequence, what.line) === what.from;
    const now = this.#state.points.get(what.measureId);
    return now?.effect === what.from?.effect && now?.effort === what.from?.effort;
  }

  /** Leaves the board; what is on its way to the server may still arrive. */
  close(): void {
    this.#isLeft = true;
    this.#watch.end();
    if (this.#live !== null) leaveDocument(this.#live);
  }

  #write(entries: readonly (readonly [string, unknown])[]): void {
    const doc = this.isMovable ? this.#live?.doc : undefined;
    doc?.transact(() => entries.forEach(([name, value]) => doc.getMap(boardRoot).set(name, value)));
  }

  #take(live: LiveDocument, event: Y.YMapEvent<unknown>, isOwn: boolean): void {
    const before = this.#state;
    this.#state = readBoard(event.target.entries());
    // What arrives with the document was moved some time, not now.
    if (isOwn || !live.synced) return;
    this.#watch.look(event, { before, after: this.#state, measures: this.#board.measures() });
  }
}
