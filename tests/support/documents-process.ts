import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** What a server process says of itself after collecting its garbage: bytes on the heap, and documents in memory. */
export type Memory = { readonly heap: number; readonly loaded: number };

/** A document server in a process of its own, which can be killed and started again at the same address. */
export class DocumentProcess {
  readonly #databaseUrl: string;
  #child: ChildProcess | null = null;
  #port = 0;

  constructor(databaseUrl: string) {
    this.#databaseUrl = databaseUrl;
  }

  get url(): string {
    return `ws://127.0.0.1:${this.#port}/documents`;
  }

  get lives(): boolean {
    return this.#child?.exitCode === null && this.#child.signalCode === null;
  }

  async start(): Promise<void> {
    const program = join(import.meta.dirname, 'documents-server.ts');
    const child = spawn(process.execPath, ['--expose-gc', program, this.#databaseUrl, String(this.#port)], {
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    });
    this.#child = child;
    const died = once(child, 'exit').then(() => Promise.reject(new Error('the server did not start')));
    died.catch(() => undefined);
    const [said] = (await Promise.race([once(child.stdout!, 'data'), died])) as [Buffer];
    this.#port = Number(String(said));
  }

  /** Ends it as a power cut would. */
  async kill(): Promise<void> {
    if (!this.lives) return;
    const ended = once(this.#child!, 'exit');
    this.#child!.kill('SIGKILL');
    await ended;
  }

  async collectGarbage(): Promise<Memory> {
    const answer = once(this.#child!, 'message');
    this.#child!.send('gc');
    const [memory] = (await answer) as [Memory];
    return memory;
  }
}
