import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { discard, newProject, npmStart, processesOf } from './project.ts';

const who = {
  npm: /^npm start/,
  bootstrap: /bootstrap\.mjs start/,
  'the server': /server\/main\.ts/,
  "npm's shell": /^sh -c node/,
  'the guard of the database': / guard .*postgres -D/s,
  'the database': /^\S*postgres -D/,
} as const;

describe.runIf(process.platform === 'linux')('a running npm start', { timeout: 60_000 }, () => {
  let directory: string;
  beforeAll(() => {
    directory = newProject();
  });
  afterAll(() => discard(directory));

  const find = (pattern: RegExp) => {
    const found = processesOf(directory).find(({ command }) => pattern.test(command));
    expect(found, `${pattern} is running`).toBeDefined();
    return found!.pid;
  };

  /** Starts, does it, and waits until nothing is left; the next test starts on what it leaves. */
  const afterThat = async (happens: (npm: number) => void) => {
    const npm = await npmStart(directory);
    happens(npm.pid!);
    await expect.poll(() => processesOf(directory), { timeout: 15_000, interval: 50 }).toEqual([]);
  };

  test('Ctrl-C leaves nothing running', () => afterThat((npm) => process.kill(-npm, 'SIGINT')));
  test('SIGTERM to npm leaves nothing running', () => afterThat((npm) => process.kill(npm, 'SIGTERM')));
  test('a closed terminal leaves nothing running', () => afterThat((npm) => process.kill(-npm, 'SIGHUP')));

  test.each(Object.entries(who))('SIGKILL of %s leaves nothing running', (_name, pattern) =>
    afterThat(() => process.kill(find(pattern), 'SIGKILL')),
  );

  test('after all that it starts again at once', async () => {
    const before = performance.now();
    await afterThat((npm) => {
      expect(performance.now() - before).toBeLessThan(10_000);
      process.kill(-npm, 'SIGINT');
    });
  });
});
