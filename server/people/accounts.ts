import type { PersonId } from '#domain/ids.ts';
import type { SignIn } from '#domain/people/entry.ts';
import { Refused } from '#domain/refused.ts';
import type { Queries } from '../database/database.ts';
import type { SignInBrake } from './brakes.ts';
import { isPassword } from './passwords.ts';

/**
 * Whose account this e-mail and password open.
 * @throws Refused 'wrong-credentials' alike for unknown names and wrong passwords, 'too-many-tries'
 */
export async function accountOf(
  db: Queries,
  brake: SignInBrake,
  { email, password, address }: SignIn & { readonly address: string },
): Promise<PersonId> {
  const attempt = brake.begin(email, address);
  const account = await db
    .selectFrom('person')
    .select(['id', 'password_hash'])
    .where('email', '=', email)
    .executeTakeFirst();
  const isRight = await isPassword(account?.password_hash ?? null, password);
  if (account === undefined || !isRight) throw new Refused('wrong-credentials');
  attempt.succeeded();
  return account.id;
}
