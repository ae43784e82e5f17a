import { expect, type Page } from '@playwright/test';

/** What a watched page did that it should not have done, as readable lines. */
export interface Watch {
  readonly trouble: readonly string[];
  /** Fails when there was any; call it at the end of the journey. */
  expectQuiet(): void;
}

/**
 * Watches a page from now on: requests and sockets to any host but `origin`, errors on the console (a breach of the
 * content security policy is one) and uncaught exceptions are trouble, unless a line matches one of `allowed`.
 */
export function watchRequests(page: Page, origin: string, allowed: readonly RegExp[] = []): Watch {
  const { host } = new URL(origin);
  const trouble: string[] = [];
  const report = (line: string) => {
    if (!allowed.some((pattern) => pattern.test(line))) trouble.push(line);
  };
  const checkHost = (address: string) => {
    const url = new URL(address);
    if (['http:', 'https:', 'ws:', 'wss:'].includes(url.protocol) && url.host !== host)
      report(`left the host: ${address}`);
  };
  page.on('request', (request) => checkHost(request.url()));
  page.on('websocket', (socket) => checkHost(socket.url()));
  page.on('pageerror', (error) => report(`page error: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error') report(`console: ${message.text()} (${message.location().url})`);
  });
  return {
    trouble,
    expectQuiet: () => expect(trouble, 'requests to other hosts, console and page errors').toEqual([]),
  };
}
