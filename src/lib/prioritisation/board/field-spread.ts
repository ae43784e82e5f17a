/** A point on a surface, in px from its upper corner. */
export type Spot = { readonly x: number; readonly y: number };

const rounds = 200;

/**
 * The same points, moved apart until no two are nearer to each other than `distance`, as far as the square of `size`
 * leaves room for them. Points that are far enough from all others stay where they are; the same points give the same
 * picture on every screen of that size.
 */
export function spread(spots: readonly Spot[], distance: number, size: number): Spot[] {
  const moved = spots.map((spot) => ({ ...spot }));
  for (let round = 0; round < rounds; round += 1) {
    let isDone = true;
    moved.forEach((one, place) =>
      moved.slice(place + 1).forEach((other, further) => {
        if (pushApart(one, other, distance, place + further)) isDone = false;
      }),
    );
    for (const spot of moved) Object.assign(spot, { x: within(spot.x, size), y: within(spot.y, size) });
    if (isDone) break;
  }
  return moved;
}

type Moving = { x: number; y: number };

/** Each goes half of the way; what lies on top of each other parts in a direction of its own. */
function pushApart(one: Moving, other: Moving, distance: number, turn: number): boolean {
  let [dx, dy] = [other.x - one.x, other.y - one.y];
  let apart = Math.hypot(dx, dy);
  if (apart >= distance - 0.01) return false;
  if (apart < 0.01) {
    // By the golden angle, so that no two pairs go the same way.
    [dx, dy] = [Math.cos(turn * 2.4) * 0.01, Math.sin(turn * 2.4) * 0.01];
    apart = 0.01;
  }
  const push = (distance - apart) / 2 / apart;
  one.x -= dx * push;
  one.y -= dy * push;
  other.x += dx * push;
  other.y += dy * push;
  return true;
}

const within = (value: number, size: number): number => Math.min(Math.max(value, 0), size);
