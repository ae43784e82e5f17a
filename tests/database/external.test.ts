import { createServer } from 'node:net';
import { once } from 'node:events';
import { describe, expect, inject, test } from 'vitest';
import { checkedServer } from '../../server/database/external.ts';
import { StartProblem } from '../../server/platform/problem.ts';

const changed = (change: Partial<Record<'pathname' | 'password' | 'port', string>>) =>
  Object.assign(new URL(inject('postgresUrl')), change).href;

describe('DATABASE_URL', () => {
  test('of a server that can be used is taken', async () => {
    await expect(checkedServer(inject('postgresUrl'))).resolves.toBe(inject('postgresUrl'));
  });

  test('of a server that does not answer gets a clear sentence', async () => {
    const closed = createServer().listen(0, '127.0.0.1');
    await once(closed, 'listening');
    const address = closed.address();
    closed.close();
    const port = typeof address === 'object' && address !== null ? String(address.port) : '';
    await refused(changed({ port }), /ist nicht zu erreichen/);
    await refused('postgres://planung@rechner.invalid/planung', /ist nicht zu erreichen/);
  });

  test('with a wrong password gets a clear sentence without it', async () => {
    const problem = await refused(changed({ password: 'geheim' }), /Namen und Kennwort aus DATABASE_URL/);
    expect(problem.message).not.toContain('geheim');
  });

  test('of a database that does not exist gets a clear sentence', async () => {
    await refused(changed({ pathname: '/gibtesnicht' }), /gibt es die Datenbank gibtesnicht nicht/);
  });
});

async function refused(url: string, sentence: RegExp): Promise<StartProblem> {
  const problem: unknown = await checkedServer(url).catch((error: unknown) => error);
  expect(problem).toBeInstanceOf(StartProblem);
  expect(String(problem)).toMatch(sentence);
  return problem as StartProblem;
}
