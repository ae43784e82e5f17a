import { setImmediate } from 'node:timers/promises';
import type { WebsocketProvider } from 'y-websocket';
import type { Random } from './random.ts';
import { socketOf } from './documents.ts';

type Delivery = () => void;

/** A network, or clients, that lose, double, hold back and swap frames and cut connections, as chance has it. */
export class Weather {
  isBad = false;
  readonly #random: Random;
  #held: Delivery[] = [];

  constructor(random: Random) {
    this.#random = random;
  }

  /** A browser's WebSocket of this person that is out in this weather, in both directions. */
  socketOf(personId: string): typeof globalThis.WebSocket {
    const pass = (deliver: Delivery) => this.#pass(deliver);
    return class extends socketOf(personId) {
      override send(frame: Uint8Array<ArrayBuffer>): void {
        // What is under way when a socket closes is lost.
        pass(() => this.readyState === this.OPEN && super.send(frame));
      }

      override set onmessage(listener: ((event: MessageEvent) => void) | null) {
        super.onmessage = (event: MessageEvent) => pass(() => this.readyState === this.OPEN && listener?.(event));
      }
    };
  }

  /** Ends the connection of somebody without a word. */
  cut({ ws }: WebsocketProvider): void {
    if (ws !== null && 'terminate' in ws && typeof ws.terminate === 'function') Reflect.apply(ws.terminate, ws, []);
  }

  /** Lets happen what is under way. */
  async turn(): Promise<void> {
    await setImmediate();
    this.#deliver(this.#random.below(3));
    await setImmediate();
  }

  /** Good weather: whatever is held back arrives, nothing is lost any more. */
  clear(): void {
    this.isBad = false;
    this.#deliver(this.#held.length);
  }

  #pass(deliver: Delivery): void {
    const fate = this.isBad ? this.#random.next() : 1;
    if (fate < 0.04) return;
    if (fate < 0.12) return void this.#held.splice(this.#random.below(this.#held.length + 1), 0, deliver);
    deliver();
    if (fate < 0.16) deliver();
  }

  #deliver(count: number): void {
    for (const deliver of this.#held.splice(0, count)) deliver();
  }
}
