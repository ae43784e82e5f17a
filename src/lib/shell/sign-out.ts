import type { PersonId } from '#domain/ids.ts';
import { m } from '#lib/paraglide/messages.js';

/**
 * Deletes the texts that this device keeps for the person, before the sign-in ends. Where some of it is not stored
 * anywhere else, she is asked. Answers whether to sign out.
 */
export async function clearDevice(personId: PersonId): Promise<boolean> {
  const store = await import('#lib/live/offline-store.ts').catch(() => null);
  if (store === null) return true;
  if ((await store.holdsUnsent(personId)) && !confirm(m.shell_sign_out_unsent())) return false;
  await store.forgetPerson(personId);
  return true;
}
