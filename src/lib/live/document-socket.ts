import { createDecoder, readVarUint, readVarUint8Array } from 'lib0/decoding';

/** What a document's socket reports about the sync frames that it really took, and whose presence it may send. */
export type SocketWatch = {
  opened(): void;
  sentUpdate(): void;
  sentEverything(): void;
  isOwn(clientId: number): boolean;
};

/**
 * A WebSocket class for the provider that tells `watch` what is handed over to an open connection. It leaves out the
 * presence of others: the provider sends back whatever it hears, which in a full room is more than the server takes.
 */
export function watchedSocket(watch: SocketWatch): typeof WebSocket {
  return class extends WebSocket {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols);
      watch.opened();
    }

    override send(frame: Parameters<WebSocket['send']>[0]): void {
      if (frame instanceof Uint8Array && frame[0] === 1 && !watch.isOwn(presentIn(frame))) return;
      super.send(frame);
      if (!(frame instanceof Uint8Array) || this.readyState !== WebSocket.OPEN || frame[0] !== 0) return;
      if (frame[1] === 1) watch.sentEverything();
      if (frame[1] === 2) watch.sentUpdate();
    }
  };
}

/** The client id of a presence frame's first entry. */
function presentIn(frame: Uint8Array): number {
  const entries = createDecoder(readVarUint8Array(createDecoder(frame.subarray(1))));
  return readVarUint(entries) === 0 ? 0 : readVarUint(entries);
}
