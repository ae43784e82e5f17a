/** The drawing is this wide and high; places stand on a circle in its middle. */
export const drawing = { width: 760, height: 800, x: 380, y: 400, orbit: 216 };

/** One place at the table: where, and on which side of it there is room for words. */
export type Place = { readonly x: number; readonly y: number; readonly side: 'above' | 'below' | 'before' | 'after' };

/** The table for so many: places clockwise from twelve o'clock, and the radius of one. */
export function layTable(seats: number): { readonly radius: number; readonly places: readonly Place[] } {
  const half = Math.sin(Math.PI / Math.max(seats, 3)) * drawing.orbit;
  const places = Array.from({ length: seats }, (_, index) => {
    const turn = (2 * Math.PI * index) / seats;
    const [across, up] = [Math.sin(turn), Math.cos(turn)];
    return {
      x: round(drawing.x + drawing.orbit * across),
      y: round(drawing.y - drawing.orbit * up),
      side: sideOf(across, up),
    };
  });
  return { radius: round(Math.min(34, half * 0.62)), places };
}

function sideOf(across: number, up: number): Place['side'] {
  if (up > 0.85) return 'above';
  if (up < -0.85) return 'below';
  return across > 0 ? 'after' : 'before';
}

const round = (number: number): number => Math.round(number * 10) / 10;

/** Lets long German compounds break where their last part begins: "Jugendhilfe|planung". */
export const breakable = (label: string): string =>
  label.replace(
    /(?<=\p{L}{4})(planung|beirat|hilfe|verband|netzwerk|gemeinschaft|einrichtung|verwaltung)/gu,
    '\u00AD$1',
  );
