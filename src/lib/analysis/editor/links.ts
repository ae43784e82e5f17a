import Link from '@tiptap/extension-link';

const schemes = ['http:', 'https:', 'mailto:'];

/**
 * Whether an address may stand in a text: absolute, http, https or mailto, and without a user name before the host
 * (`https://stadt.de@example.org` leads elsewhere than it says). The URL parser sees through tabs and line breaks.
 */
export function isSafeLink(href: unknown): href is string {
  const url = typeof href === 'string' ? URL.parse(href) : null;
  return url !== null && schemes.includes(url.protocol) && url.username === '' && url.password === '';
}

/** What a person typed as an address, made absolute: `stadt.de` → `https://stadt.de`. Null where it may not be a link. */
export function linkFrom(typed: string): string | null {
  const text = typed.trim();
  if (/^[^\s@:/]+@[^\s@:/]+\.[^\s@:/]+$/.test(text)) return `mailto:${text}`;
  const hasScheme = /^[a-z][a-z\d+.-]*:/i.test(text) && !/^[\w.-]+\.[a-z]{2,}:\d+(\/|$)/i.test(text);
  const href = hasScheme ? text : `https://${text}`;
  if (!isSafeLink(href)) return null;
  return hasScheme || /^[^/?#]+\.[^/?#]+/.test(text) ? href : null;
}

/** A link that keeps nothing but its address, and only where `isSafeLink` says so: at parsing, setting and rendering. */
export const SafeLink = Link.extend({
  addAttributes: () => ({ href: { default: null } }),
  renderHTML: ({ HTMLAttributes }) =>
    isSafeLink(HTMLAttributes.href) ? ['a', { href: HTMLAttributes.href, rel: 'noopener noreferrer' }, 0] : ['span', 0],
}).configure({
  // Autolinking also reacts to what others type, and would put it into one's own undo.
  autolink: false,
  linkOnPaste: true,
  openOnClick: false,
  protocols: ['http', 'https', 'mailto'],
  defaultProtocol: 'https',
  isAllowedUri: isSafeLink,
  HTMLAttributes: { target: null, rel: null, class: null },
});
