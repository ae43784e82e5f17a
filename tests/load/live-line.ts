import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { WebSocket } from 'ws';
import type { CommandInput, CommandName } from '#domain/contract.ts';
import type { SessionId } from '#domain/ids.ts';

/**
 * A browser on `/live`, as light as can be: it speaks the protocol of socket.io over a bare WebSocket and reads nothing that
 * it does not wait for, so that a thousand of them fit beside the server that is measured.
 */
export class LiveLine {
  readonly #socket: WebSocket;
  readonly #answers = new Map<number, (answer: string) => void>();
  readonly #waiting = new Map<string, (frame: string) => void>();
  #count = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (message: Buffer) => this.#receive(message));
  }

  /** Connects with a sign-in, and follows a session. */
  static async open(port: number, token: string, sessionId: SessionId): Promise<LiveLine> {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/live/?EIO=4&transport=websocket`, {
      headers: { cookie: `planungsrunde=${token}`, origin: `http://127.0.0.1:${port}` },
      perMessageDeflate: false,
    });
    const line = new LiveLine(socket);
    await once(socket, 'open');
    const connected = line.next('40{');
    socket.send('40');
    await connected;
    const answer = await line.#ask('follow', sessionId);
    if (!answer.startsWith('[{"ok":true')) throw new Error(answer.slice(0, 200));
    return line;
  }

  /** Sends a command that must be done. */
  async send<Name extends CommandName>(command: Name, input: CommandInput<Name>): Promise<void> {
    const answer = await this.#ask('command', { requestId: randomUUID(), command, input });
    if (!answer.startsWith('[{"ok":true')) throw new Error(answer);
  }

  /** The next frame in which this stands, without its protocol digits. */
  next(text: string): Promise<string> {
    return new Promise((resolve) => this.#waiting.set(text, resolve));
  }

  close(): void {
    this.#socket.terminate();
  }

  #ask(event: string, payload: unknown): Promise<string> {
    this.#count += 1;
    const id = this.#count;
    this.#socket.send(`42${id}${JSON.stringify([event, payload])}`);
    return new Promise((resolve) => this.#answers.set(id, resolve));
  }

  #receive(message: Buffer): void {
    // A ping: it wants its pong.
    if (message[0] === 0x32) return this.#socket.send('3');
    if (message[0] === 0x34 && message[1] === 0x33) {
      const text = message.toString();
      const from = text.indexOf('[');
      const id = Number(text.slice(2, from));
      this.#answers.get(id)?.(text.slice(from));
      this.#answers.delete(id);
      return;
    }
    for (const [text, resolve] of this.#waiting) {
      if (!message.includes(text)) continue;
      this.#waiting.delete(text);
      resolve(message.toString().replace(/^\d+/, ''));
    }
  }
}
