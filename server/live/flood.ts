import { createFloodgate as createGate } from '../platform/flood.ts';

/** Counts the events of one socket, 20 a second: `pass` them, `refuse` them, or after 200 too many `cut` the socket off. */
export function createFloodgate(now?: () => number): () => 'pass' | 'refuse' | 'cut' {
  const pass = createGate({ perSecond: 20, burst: 20, tooMuch: 200 }, now);
  return () => pass();
}
