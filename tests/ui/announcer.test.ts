import { describe, expect, test } from 'vitest';
import { Announcer, type AnnouncerClock } from '../../src/lib/ui/announcer.svelte.ts';

/** A clock that stands still until a test moves it. */
class Stopwatch implements AnnouncerClock {
  #now = 0;
  #tasks: { at: number; task: () => void }[] = [];

  now(): number {
    return this.#now;
  }

  after(ms: number, task: () => void): void {
    this.#tasks.push({ at: this.#now + ms, task });
  }

  pass(ms: number): void {
    const end = this.#now + ms;
    for (;;) {
      const next = this.#tasks.filter((planned) => planned.at <= end).sort((a, b) => a.at - b.at)[0];
      if (next === undefined) break;
      this.#tasks = this.#tasks.filter((planned) => planned !== next);
      this.#now = next.at;
      next.task();
    }
    this.#now = end;
  }
}

function listener(): { announcer: Announcer; clock: Stopwatch } {
  const clock = new Stopwatch();
  return { announcer: new Announcer(clock), clock };
}

describe('announcer', () => {
  test('says the first message at once, politely', () => {
    const { announcer, clock } = listener();
    announcer.announce('Die Abstimmung ist offen.');
    clock.pass(0);
    expect(announcer.polite).toBe('Die Abstimmung ist offen.');
    expect(announcer.assertive).toBe('');
  });

  test('keeps three seconds between two messages', () => {
    const { announcer, clock } = listener();
    announcer.announce('Eins.');
    clock.pass(1000);
    announcer.announce('Zwei.');
    clock.pass(1999);
    expect(announcer.polite).toBe('Eins.');
    clock.pass(1);
    expect(announcer.polite).toBe('Zwei.');
  });

  test('merges what waits and says a repeated message once', () => {
    const { announcer, clock } = listener();
    announcer.announce('Eins.');
    clock.pass(0);
    for (let vote = 0; vote < 50; vote += 1) announcer.announce('Neue Stimmen.');
    announcer.announce('Pflegefachplanung ändert diesen Absatz.');
    clock.pass(3000);
    expect(announcer.polite).toBe('Neue Stimmen. Pflegefachplanung ändert diesen Absatz.');
    clock.pass(60_000);
    expect(announcer.polite).toBe('Neue Stimmen. Pflegefachplanung ändert diesen Absatz.');
  });

  test('lets an urgent message pass the waiting ones, in the assertive region', () => {
    const { announcer, clock } = listener();
    announcer.announce('Eins.');
    clock.pass(0);
    announcer.announce('Zwei.');
    announcer.announce('Sie haben das Wort.', { urgent: true });
    clock.pass(3000);
    expect(announcer.assertive).toBe('Sie haben das Wort.');
    expect(announcer.polite).toBe('Eins.');
    clock.pass(3000);
    expect(announcer.polite).toBe('Zwei.');
  });

  test('makes a repetition audible by changing the region', () => {
    const { announcer, clock } = listener();
    announcer.announce('Gespeichert.');
    clock.pass(0);
    const first = announcer.polite;
    announcer.announce('Gespeichert.');
    clock.pass(3000);
    expect(announcer.polite).not.toBe(first);
    expect(announcer.polite.trim()).toBe('Gespeichert.');
  });
});
