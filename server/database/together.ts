/** Between the starts of two readings pass so many milliseconds: in a full house it makes a few large ones of many small. */
const pause = 5;

/**
 * Reads for all who ask at the same time at once: the keys of one turn, and of the time in which the reading before is
 * under way or has just begun, become one call of `read`, of at most `most` keys. Who asks gets what is found under the key; an error goes
 * to all of that call.
 */
export function together<Key, Found>(
  read: (keys: readonly Key[]) => Promise<ReadonlyMap<Key, Found>>,
  most = 500,
): (key: Key) => Promise<Found | undefined> {
  const waiting = new Map<Key, PromiseWithResolvers<Found | undefined>>();
  let isReading = false;
  let beganAt = -Infinity;

  const readWaiting = async (): Promise<void> => {
    while (waiting.size > 0) {
      const left = beganAt + pause - performance.now();
      if (left > 0) await new Promise((resolve) => setTimeout(resolve, left));
      beganAt = performance.now();
      const asked = new Map([...waiting].slice(0, most));
      for (const key of asked.keys()) waiting.delete(key);
      try {
        const found = await read([...asked.keys()]);
        for (const [key, { resolve }] of asked) resolve(found.get(key));
      } catch (error) {
        for (const { reject } of asked.values()) reject(error);
      }
    }
    isReading = false;
  };

  return (key) => {
    const asked = waiting.get(key) ?? Promise.withResolvers<Found | undefined>();
    waiting.set(key, asked);
    if (!isReading) {
      isReading = true;
      setImmediate(() => void readWaiting());
    }
    return asked.promise;
  };
}
