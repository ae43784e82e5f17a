import type { Page } from '@playwright/test';

/** Everything that came and went through a page's sockets since `overhear` was called. */
export type Overheard = {
  received(): string;
  sent(): string;
};

/** Listens to the sockets that the page opens from now on. */
export function overhear(page: Page): Overheard {
  const received: string[] = [];
  const sent: string[] = [];
  page.on('websocket', (socket) => {
    socket.on('framereceived', ({ payload }) => void received.push(String(payload)));
    socket.on('framesent', ({ payload }) => void sent.push(String(payload)));
  });
  return { received: () => received.join('\n'), sent: () => sent.join('\n') };
}
