import { isIPv4, isIPv6 } from 'node:net';

/** So many tries within so many milliseconds, counted from the first one. */
export type Limit = { readonly tries: number; readonly withinMs: number };

/** Counts tries by key, in memory. */
export type Tries = {
  /** How many have been made in the running window. */
  made(key: string): number;
  count(key: string): void;
  takeBack(key: string): void;
  forget(key: string): void;
  isSpent(key: string): boolean;
};

/** A counter that never holds more than `size` keys: the oldest one goes first. */
export function countTries({ tries, withinMs }: Limit, now: () => Date, size = 20_000): Tries {
  const windows = new Map<string, { made: number; readonly endsAt: number }>();
  const running = (key: string) => {
    const window = windows.get(key);
    if (window === undefined || window.endsAt > now().getTime()) return window;
    windows.delete(key);
    return undefined;
  };
  const made = (key: string) => running(key)?.made ?? 0;
  return {
    made,
    isSpent: (key) => made(key) >= tries,
    count: (key) => {
      const window = running(key);
      if (window !== undefined) window.made += 1;
      else windows.set(key, { made: 1, endsAt: now().getTime() + withinMs });
      dropOldest(windows, size);
    },
    takeBack: (key) => {
      const window = running(key);
      if (window !== undefined) window.made = Math.max(0, window.made - 1);
    },
    forget: (key) => void windows.delete(key),
  };
}

/** Keeps a map at `size` entries; maps remember the order of writing. */
export function dropOldest(map: Map<string, unknown>, size: number): void {
  for (const key of map.keys()) {
    if (map.size <= size) return;
    map.delete(key);
  }
}

/** Whom an address stands for: itself in IPv4, the /64 that one customer gets in IPv6. */
export function prefixOf(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');
  if (isIPv4(plain) || !isIPv6(plain)) return plain;
  const [head = '', tail] = plain.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const gap = tail === undefined ? 0 : Math.max(0, 8 - left.length - right.length);
  const groups = [...left, ...Array.from({ length: gap }, () => '0'), ...right];
  return groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':');
}
