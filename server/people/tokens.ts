import { createHash, randomBytes } from 'node:crypto';

/** A secret of 256 bits that fits into an address. */
export const freshToken = (): string => randomBytes(32).toString('base64url');

/** What is stored in place of a secret: its SHA-256, 32 bytes. Long random secrets need no salt and no slow hash. */
export const fingerprint = (secret: string): Buffer => createHash('sha256').update(secret).digest();
