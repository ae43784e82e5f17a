import type * as Y from 'yjs';
import type { DocumentId, MeasureId, PersonId } from '#domain/ids.ts';
import {
  boardRoot,
  type BoardState,
  fieldEntry,
  type FieldPoint,
  inField,
  moveTo,
  type Orderable,
  orderEntry,
  ranking,
  readBoard,
} from '#domain/prioritisation/board.ts';
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
  /** Called when somebody else has moved something in the list. */
  readonly onMoved: (move: RemoteMove) => void;
};

/** The board as its page holds it: at first nothing, then an order and points that change while one looks. */
export class OpenBoard {
  readonly #board: BoardToOpen;
  readonly #watch: BoardWatch;
  readonly #order: readonly MeasureId[] = $derived.by(() => ranking(this.#state.positions, this.#board.measures()));
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

  /** The measures from first to last. */
  get order(): readonly MeasureId[] {
    return this.#order;
  }

  /** Where measures stand in the field; those that nobody has put there are missing. */
  get points(): ReadonlyMap<MeasureId, FieldPoint> {
    return this.#state.points;
  }

  /** Who moves a measure now, or has just moved it. */
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

  /** Moves a measure to a place from 1; answers whether it stands elsewhere now. */
  move(id: MeasureId, place: number): boolean {
    const before = this.#order.indexOf(id) + 1;
    const end = this.#order.length;
    const to = Math.min(Math.max(place, 1), end);
    if (this.#live === null || !this.isMovable || before === 0 || to === before) return false;
    const writings = moveTo(this.#state.positions, this.#board.measures(), id, to);
    this.#write(writings.map(([each, position]) => [orderEntry(each), position]));
    return true;
  }

  /** Puts a measure at the nearest point that the field knows. */
  put(id: MeasureId, point: FieldPoint): void {
    const { effect, effort } = inField(point);
    if (this.isMovable) this.#write([[fieldEntry(id), [effect, effort]]]);
  }

  /** Takes a measure out of the field. */
  takeOut(id: MeasureId): void {
    if (this.isMovable) this.#live?.doc.getMap(boardRoot).delete(fieldEntry(id));
  }

  /** Leaves the board; what is on its way to the server may still arrive. */
  close(): void {
    this.#isLeft = true;
    this.#watch.end();
    if (this.#live !== null) leaveDocument(this.#live);
  }

  #write(entries: readonly (readonly [string, unknown])[]): void {
    const doc = this.#live?.doc;
    doc?.transact(() => entries.forEach(([name, value]) => doc.getMap(boardRoot).set(name, value)));
  }

  #take(live: LiveDocument, event: Y.YMapEvent<unknown>, isOwn: boolean): void {
    const before = this.#order;
    this.#state = readBoard(event.target.entries());
    // What arrives with the document was moved some time, not now.
    if (isOwn || !live.synced) return;
    this.#watch.look(event, before, this.#order);
  }
}
