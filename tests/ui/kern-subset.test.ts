import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { subsetOf } from '../../src/lib/ui/kern-subset.ts';

const kern = readFileSync(createRequire(import.meta.url).resolve('@kern-ux/native/dist/kern.css'), 'utf8');
const subset = subsetOf(kern);

describe('the part of KERN that is served', () => {
  test('is small enough for a phone', () => {
    expect(gzipSync(subset).length).toBeLessThan(8000);
  });

  test.each([
    '.kern-btn--primary',
    '.kern-form-input__input',
    '.kern-form-check__radio',
    '.kern-dialog',
    '.kern-alert',
  ])('has %s', (selector) => {
    expect(subset).toContain(selector);
  });

  test('defines every token of KERN it uses', () => {
    const used = new Set([...subset.matchAll(/var\((--kern-[\w-]+)\)/g)].map((match) => match[1]));
    const defined = new Set([...subset.matchAll(/(--kern-[\w-]+):/g)].map((match) => match[1]));
    expect([...used].filter((name) => !defined.has(name))).toEqual([]);
  });

  test('brings no pictures, no other family and no !important', () => {
    expect(/url\(|kern-kopfzeile|!important/.exec(subset)).toBeNull();
  });
});
