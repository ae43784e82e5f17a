import type { Config } from '../platform/config.ts';

/**
 * The rule for every form, socket and document upgrade: the browser's Origin must be, letter for letter, one that this
 * service is reached at. A missing one and `null` (a sandboxed page, a file) are refused.
 */
export function acceptsOrigin({ origins }: Pick<Config, 'origins'>): (origin: string | undefined) => boolean {
  return (origin) => origin !== undefined && origin !== 'null' && origins.includes(origin);
}
