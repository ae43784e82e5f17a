const here = 'http://here.invalid';

/**
 * Where to go after signing in: `next` if it is a path of this site, otherwise "/". Whatever leads to another host, also
 * in disguise ("//host", "/\host", "/.//host"), is not followed.
 */
export function wayBack(next: string | null | undefined): string {
  if (typeof next !== 'string' || !next.startsWith('/') || !URL.canParse(next, here)) return '/';
  const url = new URL(next, here);
  if (url.origin !== here || url.pathname.startsWith('//')) return '/';
  return `${url.pathname}${url.search}${url.hash}`;
}
