import type { Page, WebSocketRoute } from '@playwright/test';
import { closings, documentMessages } from '#domain/analysis/document.ts';

/** The line between a page and its documents; the rest of the page's network is left alone. Free to change. */
export type DocumentLine = {
  /** Cuts it: open sockets end, and nobody answers, as in a tunnel. */
  cut(): void;
  mend(): void;
  /** The server ends every socket at once for this reason. */
  refusing: keyof typeof closings | null;
  /** Confirmations get lost. */
  isMute: boolean;
  /** Frames of two small numbers that the server says first on each connection, such as a size. */
  readonly saysFirst: [number, number][];
};

/** Holds the document's line of a page. Call it before the page is there. */
export async function holdDocumentLine(page: Page): Promise<DocumentLine> {
  const open = new Set<WebSocketRoute>();
  let isCut = false;
  const line: DocumentLine = {
    cut() {
      isCut = true;
      for (const socket of open) void socket.close({ code: closings.restarting });
      open.clear();
    },
    mend: () => void (isCut = false),
    refusing: null,
    isMute: false,
    saysFirst: [],
  };
  // The page asks it whether a refusal is meant.
  await page.route('**/health', (route) => (isCut ? route.abort() : route.continue()));
  await page.routeWebSocket(/\/documents\//, (socket) => {
    if (isCut) return void socket.close({ code: closings.restarting });
    if (line.refusing !== null) return void socket.close({ code: closings[line.refusing], reason: line.refusing });
    open.add(socket);
    const server = socket.connectToServer();
    server.onMessage((frame) => {
      if (line.isMute && frame[0] === documentMessages.acknowledged) return;
      socket.send(frame);
      // The rights have been said by now, so this is the last word.
      if (frame[0] === documentMessages.access) for (const said of line.saysFirst) socket.send(Buffer.from(said));
    });
  });
  return line;
}
