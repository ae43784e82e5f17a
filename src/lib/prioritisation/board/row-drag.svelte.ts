import { type BoardItem, isLine, isMeasure, measuresAbove } from '#domain/prioritisation/board.ts';

/** What a drag acts on. */
export type DragGround = {
  /** The list; its rows carry in `data-item` what they are, a measure or a line. */
  readonly list: () => HTMLElement | undefined;
  /** The rows as they stand now. */
  readonly order: () => readonly BoardItem[];
  /** A measure is dropped at a place from 1, a line below so many measures. */
  readonly drop: (item: BoardItem, place: number) => void;
  /** Which row is in hand; null when it is let go. */
  readonly hold: (item: BoardItem | null) => void;
};

/** A press that moves no further is a click, in px. */
const slack = 6;
/** This near to the edges of the window a row in hand scrolls the page; both in px. */
const edges = { above: 96, below: 64, step: 10 };

/**
 * One row that follows the pointer. The others stay where they are until it is dropped; where somebody else moves them
 * meanwhile, the place is counted anew.
 */
export class RowDrag {
  readonly #ground: DragGround;
  #id = $state<BoardItem | null>(null);
  #offset = $state(0);
  /** So many measures are above the row in hand; null before it was measured. */
  #above = $state<number | null>(null);
  #start = { x: 0, y: 0, top: 0 };
  #at = 0;
  #stop: (() => void) | null = null;
  #wasDragged = false;

  constructor(ground: DragGround) {
    this.#ground = ground;
  }

  /** What is in hand. */
  get id(): BoardItem | null {
    return this.#id;
  }

  /** How far the row is from its place, in px. */
  get offset(): number {
    return this.#offset;
  }

  /** On which side of a measure the row in hand would be put: on its way up before one, on its way down after one. */
  sideOf(item: BoardItem): 'before' | 'after' | null {
    const order = this.#ground.order();
    const now = this.#id === null ? null : measuresAbove(order, this.#id);
    if (now === null || this.#above === null || this.#above === now) return null;
    const others = order.filter(isMeasure).filter((each) => each !== this.#id);
    const side = this.#above < now ? 'before' : 'after';
    return others[side === 'before' ? this.#above : this.#above - 1] === item ? side : null;
  }

  /** Whether a click that comes now is only the end of a drag. */
  get endsDrag(): boolean {
    return this.#wasDragged;
  }

  /** A handle is pressed. */
  press(event: PointerEvent, id: BoardItem): void {
    if (event.button !== 0 || !event.isPrimary || this.#stop !== null) return;
    this.#start = { x: event.pageX, y: event.pageY, top: this.#row(id)?.offsetTop ?? 0 };
    const listening = new AbortController();
    const { signal } = listening;
    addEventListener('pointermove', (moved) => this.#follow(moved, id), { signal });
    addEventListener('pointerup', () => this.#end(true), { signal });
    addEventListener('pointercancel', () => this.#end(false), { signal });
    addEventListener('keydown', ({ key }) => key === 'Escape' && this.#end(false), { signal });
    this.#stop = () => listening.abort();
  }

  /** Lets go without moving anything. */
  cancel(): void {
    this.#end(false);
  }

  #follow(event: PointerEvent, id: BoardItem): void {
    const far = Math.abs(event.pageY - this.#start.y) > slack || Math.abs(event.pageX - this.#start.x) > slack;
    if (this.#id === null && !far) return;
    if (this.#id === null) {
      this.#id = id;
      this.#ground.hold(id);
      this.#scrollAtEdges();
    }
    event.preventDefault();
    this.#at = event.clientY;
    this.#measure();
  }

  /** Counted from where the rows are now, not from where they were when it began. */
  #measure(): void {
    const row = this.#id === null ? undefined : this.#row(this.#id);
    if (row === undefined) return;
    this.#offset = this.#at + scrollY - this.#start.y - (row.offsetTop - this.#start.top);
    const above = this.#rows('[data-measure]').filter((each) => {
      const { top, height } = each.getBoundingClientRect();
      return each !== row && top + height / 2 < this.#at;
    });
    this.#above = above.length;
  }

  #scrollAtEdges(): void {
    if (this.#id === null) return;
    const step = this.#at < edges.above ? -edges.step : this.#at > innerHeight - edges.below ? edges.step : 0;
    if (step !== 0 && this.#at !== 0) {
      scrollBy(0, step);
      this.#measure();
    }
    requestAnimationFrame(() => this.#scrollAtEdges());
  }

  #end(isDropped: boolean): void {
    this.#stop?.();
    this.#stop = null;
    const id = this.#id;
    if (id === null) return;
    const above = this.#above;
    this.#id = null;
    this.#above = null;
    this.#offset = 0;
    this.#ground.hold(null);
    // The click that follows on the handle belongs to the drag.
    this.#wasDragged = true;
    setTimeout(() => (this.#wasDragged = false));
    if (isDropped && above !== null) this.#ground.drop(id, isLine(id) ? above : above + 1);
  }

  #rows(which: string): HTMLElement[] {
    return [...(this.#ground.list()?.querySelectorAll<HTMLElement>(which) ?? [])];
  }

  #row(item: BoardItem): HTMLElement | undefined {
    return this.#rows('[data-item]').find((row) => row.dataset.item === item);
  }
}
