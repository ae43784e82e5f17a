import { spawnSync } from 'node:child_process';
import { existsSync, lstatSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { configTable } from '../server/platform/config.ts';
import { filesIn, root, textOf } from './support/sources.ts';

describe('the repository', () => {
  test('holds no path of one machine and no address of a package registry', () => {
    const found = keptFiles().flatMap((path) =>
      textOf(path)
        .split('\n')
        .flatMap((line, index) =>
          ofOneMachine.test(line) ? [`${path}:${index + 1} ${line.trim().slice(0, 120)}`] : [],
        ),
    );
    expect(found).toEqual([]);
  });
});

describe('the message catalogue', () => {
  const german = filesIn('src/messages/de');

  test('has the same files in German and English', () => {
    expect(filesIn('src/messages/en').map((path) => basename(path))).toEqual(german.map((path) => basename(path)));
  });

  test.each(german)('%s says the same things in English, with the same placeholders', (path) => {
    expect(placeholdersByKey(path.replace('/de/', '/en/'))).toEqual(placeholdersByKey(path));
  });

  test('gives every key once: a second file with it would silently win', () => {
    const keys = german.flatMap((path) => Object.keys(placeholdersByKey(path)));
    expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
  });
});

describe('the README', () => {
  test('shows the configuration table that the server checks at start', () => {
    expect(existsSync(join(root, 'README.md')), 'README.md is missing').toBe(true);
    const rows = textOf('README.md')
      .split('\n')
      .filter((line) => /^\| *`[A-Z_]+`/.test(line));
    const shown = rows.map((row) =>
      row
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim().replaceAll('`', '')),
    );
    const checked = configTable.map(({ name, default: standard, en }) => [name, standard, en]);
    expect(
      shown,
      'one row `NAME` | default | English text for each entry of configTable in server/platform/config.ts',
    ).toEqual(checked);
  });
});

/** Absolute paths of somebody's machine, and registry hosts in a lock file or elsewhere. */
const ofOneMachine = new RegExp(
  [
    String.raw`(^|[^a-zA-Z0-9_.])/(work|root|tmp|home)/[a-z]`,
    String.raw`"resolved": *"http`,
    String.raw`registry\.(npmjs|yarnpkg|npmmirror)\.`,
  ].join('|'),
);

/** Text files that git keeps or would keep; in a copy that git cannot read everything below our folders. */
function keptFiles(): string[] {
  const asked = spawnSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  });
  const listed = asked.status === 0 ? asked.stdout.split('\0') : filesIn('src', 'server', 'tests', 'static');
  return listed
    .filter((path) => path && !/\.(png|ico|jpg|pdf|woff2|bin)$/.test(path))
    .filter((path) => lstatSync(join(root, path), { throwIfNoEntry: false })?.isFile());
}

/** Each key of a message file with the sorted names it takes; plural forms count together. */
function placeholdersByKey(path: string): Record<string, string[]> {
  const messages: unknown = JSON.parse(textOf(path));
  const entries = Object.entries(messages ?? {}).filter(([key]) => key !== '$schema');
  return Object.fromEntries(entries.map(([key, message]) => [key, placeholdersOf(JSON.stringify(message))]));
}

function placeholdersOf(message: string): string[] {
  const names = [...message.matchAll(/(?<!\\)\{(\w+)\}|"input (\w+)"/g)].map(
    ([, used, declared]) => used ?? declared ?? '',
  );
  return [...new Set(names)].sort();
}
