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
  /** Before a code is looked up. @throws Refused 'too-many-tries' only in a flood, and only where it comes from */
  begin(address: string): void;
  /** The code was right. */
  right(address: string): void;
  /** Counts a code that no open session has. @throws Refused 'code-unknown', or 'too-many-tries' beyond the limit */
  wrong(address: string): never;
};

/**
 * Nobody can lock a town hall out: right codes never count, and a right one is let in however many wrong ones came from
 * its address. Wrong ones are told to wait after 300 a minute from an address, or after 100 in a flood, which is more than
 * 3,000 a minute from everywhere. Only in a flood are such addresses refused unseen, and not those that had a right code.
 *
 * That is more than reliability.md R21 grants (10 a minute from an address), deliberately: hundreds of people share the
 * address of one hall, and a limit that low would shut all of them out for one who guesses. Guessing stays hopeless: of
 * 31⁸ = 8.5·10¹¹ codes, 3,000 a minute through a session of three hours hit the one with 1 : 1,500,000; a thousand
 * addresses with 100 a minute each, with 1 : 47,000.
 */
export function createCodeBrake(now: () => Date): CodeBrake {
  const fromAddress = countTries({ tries: 300, withinMs: minutes(1) }, now);
  const inFlood = 100;
  const everywhere = countTries({ tries: 3000, withinMs: minutes(1) }, now);
  const known = new Map<string, true>();
  const isBeyond = (prefix: string): boolean =>
    everywhere.isSpent('all') ? fromAddress.made(prefix) >= inFlood : fromAddress.isSpent(prefix);
  return {
    begin(address) {
      const prefix = prefixOf(address);
      if (everywhere.isSpent('all') && isBeyond(prefix) && !known.has(prefix)) throw new Refused('too-many-tries');
    },
    right(address) {
      known.set(prefixOf(address), true);
      dropOldest(known, 20_000);
    },
    wrong(address) {
      const prefix = prefixOf(address);
      const code = isBeyond(prefix) ? 'too-many-tries' : 'code-unknown';
      fromAddress.count(prefix);
      everywhere.count('all');
      throw new Refused(code);
    },
  };
}

/** Slows down those who fill a session with guests that are nobody. */
export type JoinBrake = {
  /** Counts somebody who joins. @throws Refused 'too-many-tries' */
  count(address: string): void;
};

/** 120 guests a minute from one address: a full hall comes in at once, and a script does not fill ballots unseen. */
export function createJoinBrake(now: () => Date): JoinBrake {
  const fromAddress = countTries({ tries: 120, withinMs: minutes(1) }, now);
  return {
    count(address) {
      const prefix = prefixOf(address);
      if (fromAddress.isSpent(prefix)) throw new Refused('too-many-tries');
      fromAddress.count(prefix);
    },
  };
}
