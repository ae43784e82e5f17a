/** What a document's socket reports about the sync frames that it really took. */
export type SocketWatch = { opened(): void; sentUpdate(): void; sentEverything(): void };

/** A WebSocket class for the provider that tells `watch` what is handed over to an open connection, and no more. */
export function watchedSocket(watch: SocketWatch): typeof WebSocket {
  return class extends WebSocket {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols);
      watch.opened();
    }

    override send(frame: Parameters<WebSocket['send']>[0]): void {
      super.send(frame);
      if (!(frame instanceof Uint8Array) || this.readyState !== WebSocket.OPEN || frame[0] !== 0) return;
      if (frame[1] === 1) watch.sentEverything();
      if (frame[1] === 2) watch.sentUpdate();
    }
  };
}
