import postgres from 'postgres';
import { describe, expect, inject, test } from 'vitest';
import { createLog } from '../../server/platform/log.ts';

describe('the log', () => {
  const written = (forPeople: boolean) => {
    const lines: string[] = [];
    return { lines, log: createLog('info', { write: (line) => void lines.push(line), forPeople }) };
  };

  test('writes one JSON object per line where no person is watching', () => {
    const { lines, log } = written(false);
    log.warn('document-refused', { document: 'analysis', bytes: 12, big: 3n });
    expect(lines.map((line): unknown => JSON.parse(line))).toEqual([
      {
        time: expect.any(String) as string,
        level: 'warn',
        code: 'document-refused',
        document: 'analysis',
        bytes: 12,
        big: '3',
      },
    ]);
  });

  test('writes a readable line on a terminal', () => {
    const { lines, log } = written(true);
    log.info('started', { port: 3000, address: 'http://localhost:3000', note: 'two words' });
    expect(lines[0]).toMatch(
      /^\d\d:\d\d:\d\d info  started port=3000 address=http:\/\/localhost:3000 note="two words"$/,
    );
  });

  test('drops what is below its level', () => {
    const { lines, log } = written(true);
    log.debug('detail');
    expect(lines).toEqual([]);
  });

  test('says where one of our own errors came from', () => {
    const { lines, log } = written(false);
    log.error('bug', { error: new RangeError('too far') });
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      error: { name: 'RangeError', message: 'too far', at: expect.stringContaining('log.test.ts') as string },
    });
  });

  test('keeps the values that PostgreSQL puts into its errors out', async () => {
    const sql = postgres(inject('postgresUrl'), { max: 1 });
    const error: unknown = await sql`SELECT ${'vertraulich'}::text::integer`.catch((reason: unknown) => reason);
    await sql.end();
    expect(String(error)).toContain('vertraulich');
    const { lines, log } = written(false);
    log.error('failed', { error });
    expect(lines[0]).toContain('22P02');
    expect(lines[0]).not.toContain('vertraulich');
  });
});
