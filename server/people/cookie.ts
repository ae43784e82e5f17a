import { idle } from './sessions.ts';

/** A cookie as SvelteKit's `cookies.set(name, value, options)` takes it. */
export type Cookie = {
  readonly name: string;
  readonly value: string;
  readonly options: {
    readonly path: '/';
    readonly httpOnly: true;
    readonly sameSite: 'lax';
    readonly secure: boolean;
    /** In seconds; 0 removes it. */
    readonly maxAge: number;
  };
};

/** The sign-in cookie: how it is called, read and written. Under https it is bound to this very host (`__Host-`). */
export function signInCookie(secure: boolean) {
  const name = secure ? '__Host-planungsrunde' : 'planungsrunde';
  return {
    name,
    /** The token in a `Cookie` header. Never throws: the header is whatever a client sends. */
    read: (header: string | undefined): string | undefined => {
      const pair = header?.split(';').find((part) => part.trim().startsWith(`${name}=`));
      return pair?.trim().slice(name.length + 1) || undefined;
    },
    /** Null removes the cookie. */
    write: (token: string | null): Cookie => {
      const maxAge = token === null ? 0 : idle.ms / 1000;
      return { name, value: token ?? '', options: { path: '/', httpOnly: true, sameSite: 'lax', secure, maxAge } };
    },
  };
}
