/** One seat of the ring in pixels from the upper left corner. */
export interface Seat {
  x: number;
  y: number;
}

/** The ring of a round table: where its seats stand and how large they are. */
export interface RingGeometry {
  radius: number;
  line: number;
  seats: Seat[];
}

/** With fewer seats than this a seat grows no further: two huge circles are no table. */
const fewestForSize = 7;

/**
 * Places `count` seats on a ring of `size` px, the first at twelve o'clock, then clockwise. With `hollow` the seats are
 * smaller and leave the middle free for a number.
 */
export function placeSeats(count: number, size: number, hollow: boolean): RingGeometry {
  const share = (hollow ? 0.56 : 0.7) * Math.sin(Math.PI / Math.max(count, fewestForSize));
  const radius = Math.min((share * size) / 2 / (1 + share), size * 0.12);
  const orbit = size / 2 - radius;
  const seats = Array.from({ length: count }, (_, place) => {
    const turn = (2 * Math.PI * place) / count;
    return { x: round(size / 2 + orbit * Math.sin(turn)), y: round(size / 2 - orbit * Math.cos(turn)) };
  });
  return { radius: round(radius), line: round(Math.max(0.8, Math.min(radius * 0.27, 1.8), radius * 0.12)), seats };
}

function round(pixels: number): number {
  return Math.round(pixels * 100) / 100;
}
