import { Refused } from '#domain/refused.ts';
import { countTries, dropOldest, prefixOf } from './tries.ts';

const minutes = (count: number): number => count * 60_000;

/** One try to sign in; it counts as failed until it is said to have succeeded. */
export type SignInTry = { succeeded(): void };

/** Slows down guessing of passwords. */
export type SignInBrake = {
  /** @throws Refused 'too-many-tries' */
  begin(email: string, address: string): SignInTry;
};

/**
 * Three limits on failed tries in ten minutes: 8 for an e-mail at one address, 30 for an e-mail wherever they come from,
 * 300 for an address whoever is meant. The last two do not stop a person where she has signed in before: so nobody can lock
 * out somebody else from afar, and no colleague a whole town hall behind one address.
 */
export function createSignInBrake(now: () => Date): SignInBrake {
  const here = countTries({ tries: 8, withinMs: minutes(10) }, now);
  const anywhere = countTries({ tries: 30, withinMs: minutes(10) }, now);
  const fromAddress = countTries({ tries: 300, withinMs: minutes(10) }, now);
  const atHome = new Map<string, true>();
  return {
    begin(email, address) {
      const prefix = prefixOf(address);
      const pair = `${prefix} ${email}`;
      const isStranger = !atHome.has(pair);
      if (here.isSpent(pair)) throw new Refused('too-many-tries');
      if (isStranger && (anywhere.isSpent(email) || fromAddress.isSpent(prefix))) throw new Refused('too-many-tries');
      // Counted before the password is checked: otherwise many tries at the same moment would all pass.
      here.count(pair);
      if (isStranger) anywhere.count(email);
      if (isStranger) fromAddress.count(prefix);
      return {
        succeeded() {
          here.forget(pair);
          if (isStranger) anywhere.takeBack(email);
          if (isStranger) fromAddress.takeBack(prefix);
          atHome.delete(pair);
          atHome.set(pair, true);
          dropOldest(atHome, 20_000);
        },
      };
    },
  };
}

/** Slows down guessing of session codes. */
export type CodeBrake = {
  /** @throws Refused 'too-many-tries' */
  check(address: string): void;
  /** Counts a code that no open session has. Right codes never count: a whole room joins from one address. */
  wrong(address: string): void;
};

/**
 * Ten wrong codes a minute from one address; three while the service as a whole sees more than a hundred a minute.
 * At 31⁸ codes that leaves guessing hopeless, and no flood of wrong codes keeps those out who have the right one.
 */
export function createCodeBrake(now: () => Date): CodeBrake {
  const fromAddress = countTries({ tries: 10, withinMs: minutes(1) }, now);
  const everywhere = countTries({ tries: 100, withinMs: minutes(1) }, now);
  return {
    check(address) {
      const prefix = prefixOf(address);
      const isSpent = everywhere.isSpent('all') ? fromAddress.made(prefix) >= 3 : fromAddress.isSpent(prefix);
      if (isSpent) throw new Refused('too-many-tries');
    },
    wrong(address) {
      fromAddress.count(prefixOf(address));
      everywhere.count('all');
    },
  };
}
