import { describe, expect, test } from 'vitest';
import { isSafeLink, linkFrom, SafeLink } from '../../src/lib/analysis/editor/links.ts';

describe('A link may lead', () => {
  test.each(['https://www.oldenburg.de/bericht?a=1#b', 'http://example.org', 'mailto:sozial@stadt.example'])(
    'to %s',
    (href) => {
      expect(isSafeLink(href)).toBe(true);
    },
  );

  test.each([
    'javascript:alert(1)',
    'JavaScript:alert(1)',
    ' javascript:alert(1)',
    'java\nscript:alert(1)',
    'java\tscript:alert(1)',
    'data:text/html,<script>',
    'vbscript:x',
    'file:///etc/passwd',
    'ftp://example.org',
    'blob:https://example.org/1',
    '/analyses',
    '//example.org',
    'https://stadt.example@example.org',
    'https://',
    '',
    null,
    undefined,
    7,
    { href: 'https://example.org' },
  ])('not to %j', (href) => {
    expect(isSafeLink(href)).toBe(false);
  });
});

describe('What people type becomes an address', () => {
  test.each([
    ['www.stadt.de/bericht', 'https://www.stadt.de/bericht'],
    [' stadt.de ', 'https://stadt.de'],
    ['stadt.de:8080/x', 'https://stadt.de:8080/x'],
    ['http://stadt.de', 'http://stadt.de'],
    ['sozial@stadt.de', 'mailto:sozial@stadt.de'],
    ['mailto:sozial@stadt.de', 'mailto:sozial@stadt.de'],
  ])('%j → %j', (typed, href) => {
    expect(linkFrom(typed)).toBe(href);
  });

  test.each(['', 'bericht', 'javascript:alert(1)', 'javascript:1.de', 'data:x', 'ein Satz mit. Punkt'])(
    '%j is refused',
    (typed) => {
      expect(linkFrom(typed)).toBeNull();
    },
  );
});

test('A link keeps its address and nothing else; a bad one is drawn as plain text', () => {
  const draw = SafeLink.config.renderHTML as unknown as (of: { HTMLAttributes: Record<string, unknown> }) => unknown;
  const evil = { target: '_blank', class: 'now', onclick: 'alert(1)' };
  expect(draw({ HTMLAttributes: { href: 'https://example.org', ...evil } })).toEqual([
    'a',
    { href: 'https://example.org', rel: 'noopener noreferrer' },
    0,
  ]);
  expect(draw({ HTMLAttributes: { href: 'javascript:alert(1)', ...evil } })).toEqual(['span', 0]);
});
