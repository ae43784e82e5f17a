import { randomBytes } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';

/** argon2id (the library's default kind) at OWASP's first recommendation: 19 MiB, two passes, one lane. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** The password as it is stored, salt and cost included. */
export const hashPassword = (password: string): Promise<string> => hash(password, cost);

/** A hash that nobody knows the password of, so that an unknown name takes as long as a wrong password. */
const nobodys = hash(randomBytes(32), cost);

/** Whether the password is the one behind `stored`; `stored` null (no such account) takes the same time and is never right. */
export async function isPassword(stored: string | null, password: string): Promise<boolean> {
  const right = await verify(stored ?? (await nobodys), password);
  return right && stored !== null;
}
