import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, expect, test } from 'vitest';
import { StartProblem } from '../../server/platform/problem.ts';
import { explainStartError } from '../../server/platform/start-error.ts';

describe('an error at start', () => {
  test('a taken port gets one sentence in each language, with a port to try', async () => {
    const first = createServer().listen(0, '127.0.0.1');
    await once(first, 'listening');
    const address = first.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const [error] = (await once(createServer().listen(port, '127.0.0.1'), 'error').catch((reason: unknown) => [
      reason,
    ])) as unknown[];
    first.close();
    const [german, english] = explainStartError(error)?.split('\n') ?? [];
    expect(german).toMatch(`Port ${port} ist schon belegt`);
    expect(english).toMatch(`PORT=${port + 1} npm start`);
  });

  test('an address that this machine does not have is named', async () => {
    const error: unknown = await once(createServer().listen(0, '192.0.2.1'), 'listening').catch(
      (reason: unknown) => reason,
    );
    expect(explainStartError(error)).toContain('192.0.2.1');
  });

  test('a problem that we know speaks for itself', () => {
    expect(explainStartError(new StartProblem('Deutsch.', 'English.'))).toBe('Deutsch.\nEnglish.');
  });

  test('anything else is a bug and keeps its stack', () => {
    expect(explainStartError(new TypeError('x is undefined'))).toBeUndefined();
    expect(explainStartError('x')).toBeUndefined();
  });
});
