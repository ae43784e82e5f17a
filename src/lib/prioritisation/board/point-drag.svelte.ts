import type { MeasureId } from '#domain/ids.ts';
import { type FieldPoint, fieldEntry, fieldStep } from '#domain/prioritisation/board.ts';
import type { OpenBoard } from './open-board.svelte.ts';

/** A press that moves no further moves nothing, in px. */
const slack = 4;

/** The field that a drag acts on: where it is, how far its points may go, and how far that is from its edge, in px. */
export type FieldGround = {
  readonly plot: () => HTMLElement | undefined;
  readonly room: () => number;
  readonly edge: number;
};

/** One point of the field that follows the pointer until it is dropped; Esc lets go. */
export class PointDrag {
  readonly #board: OpenBoard;
  readonly #ground: FieldGround;
  #held = $state.raw<{ readonly id: MeasureId; readonly x: number; readonly y: number } | null>(null);

  constructor(board: OpenBoard, ground: FieldGround) {
    this.#board = board;
    this.#ground = ground;
  }

  /** The point in hand, and where it is, in px. */
  get held(): { readonly id: MeasureId; readonly x: number; readonly y: number } | null {
    return this.#held;
  }

  /** A point is pressed. */
  press(event: PointerEvent, id: MeasureId): void {
    if (event.button !== 0 || !event.isPrimary || this.#held !== null) return;
    const listening = new AbortController();
    const { signal } = listening;
    const begun = { x: event.clientX, y: event.clientY };
    const end = () => {
      listening.abort();
      this.#held = null;
      this.#board.watch.tell(null);
    };
    const follow = ({ clientX, clientY }: PointerEvent) => {
      if (this.#held === null && Math.hypot(clientX - begun.x, clientY - begun.y) < slack) return;
      if (this.#held === null) this.#board.watch.tell(fieldEntry(id));
      this.#held = { id, ...this.#inside(clientX, clientY) };
    };
    const drop = () => {
      const { held: at } = this;
      const room = this.#ground.room();
      if (at !== null && room > 0)
        this.#board.put(id, { effort: 1 + (at.x / room) * 4, effect: 5 - (at.y / room) * 4 });
      end();
    };
    addEventListener('pointermove', follow, { signal });
    addEventListener('pointerup', drop, { signal });
    addEventListener('pointercancel', end, { signal });
    addEventListener('keydown', ({ key }) => key === 'Escape' && end(), { signal });
  }

  #inside(clientX: number, clientY: number): { x: number; y: number } {
    const { left, top } = this.#ground.plot()?.getBoundingClientRect() ?? { left: 0, top: 0 };
    const inside = (value: number) => Math.min(Math.max(value - this.#ground.edge, 0), this.#ground.room());
    return { x: inside(clientX - left), y: inside(clientY - top) };
  }
}

/** By how much an arrow key moves a point, with Shift by a whole degree; null for other keys. */
export function arrowStep(event: KeyboardEvent): FieldPoint | null {
  if (event.altKey || event.ctrlKey || event.metaKey) return null;
  const step = event.shiftKey ? 1 : fieldStep;
  const ways: Record<string, FieldPoint> = {
    ArrowUp: { effect: step, effort: 0 },
    ArrowDown: { effect: -step, effort: 0 },
    ArrowRight: { effect: 0, effort: step },
    ArrowLeft: { effect: 0, effort: -step },
  };
  return ways[event.key] ?? null;
}
