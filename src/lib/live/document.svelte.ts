import { readVarUint } from 'lib0/decoding';
import { SvelteDate } from 'svelte/reactivity';
import * as v from 'valibot';
import type { Awareness } from 'y-protocols/awareness';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { type Closing, documentMessages, permanentClosing, PresentPerson } from '#domain/analysis/document.ts';
import { Acknowledgement, type SaveState } from './acknowledgement.ts';
import { watchedSocket } from './document-socket.ts';

/** Which document, and where: `url` is the web socket origin with `/documents`, e.g. `wss://planung.example/documents`. */
export type DocumentAddress = { readonly documentId: string; readonly url: string };

/** Somebody else who has the document open; `clientId` names the window, of which one person may have several. */
export type OtherPerson = PresentPerson & { readonly clientId: number };

/** Without a connection for this long, people should be told plainly. In milliseconds. */
const longOffline = 5_000;
/** An edit that is not confirmed after this long: the connection is taken for dead. In milliseconds. */
const longestConfirmation = 10_000;
/** Dialled in vain so often in a row, it may be the person and not the network: time to ask. */
const suspicious = 4;
/** The longest time between two attempts, in milliseconds: while there is hope, and after the server has refused. */
const backoff = { hopeful: 2_500, refused: 15_000 };

/**
 * A document that several people write at once, with its connection, its save mark and who else is there. Make it in the
 * browser only, call `destroy` when it is left; there is nothing to edit before `synced`.
 */
export class LiveDocument {
  readonly doc = new Y.Doc();
  readonly awareness: Awareness;
  readonly #provider: WebsocketProvider;
  readonly #acknowledgement = new Acknowledgement();
  readonly #health: string;
  #dialledInVain = 0;
  #synced = $state(false);
  #connected = $state(false);
  #save = $state<SaveState>('connecting');
  #savedAt = $state<Date | null>(null);
  #readonly = $state(true);
  #problem = $state<Closing | null>(null);
  #people = $state.raw<readonly OtherPerson[]>([]);
  #offlineLong = $state(false);
  #offlineTimer: ReturnType<typeof setTimeout> | undefined;
  #confirmationTimer: ReturnType<typeof setTimeout> | undefined;

  constructor({ documentId, url }: DocumentAddress) {
    this.#health = url.replace(/^ws/, 'http').replace(/documents\/?$/, 'health');
    const watch = {
      isOwn: (clientId: number) => clientId === this.doc.clientID,
      opened: () => this.#note(() => this.#acknowledgement.opened()),
      sentUpdate: () => this.#note(() => this.#acknowledgement.sentUpdate()),
      sentEverything: () => this.#note(() => this.#acknowledgement.sentEverything()),
    };
    this.#provider = new WebsocketProvider(url, documentId, this.doc, {
      connect: false,
      disableBc: true,
      maxBackoffTime: backoff.hopeful,
      WebSocketPolyfill: watchedSocket(watch),
      shouldReconnect: ({ code }) => permanentClosing(code) === null,
    });
    this.awareness = this.#provider.awareness;
    this.#listen();
    this.#waitForConnection();
    this.#provider.connect();
  }

  /** Whether the document has arrived; stays true while the connection is lost. */
  get synced(): boolean {
    return this.#synced;
  }

  /** Whether there is a connection now. */
  get connected(): boolean {
    return this.#connected;
  }

  /** Where one's own edits are. */
  get save(): SaveState {
    return this.#save;
  }

  /** When the server last confirmed that everything of one's own is stored. */
  get savedAt(): Date | null {
    return this.#savedAt;
  }

  /** Whether the server takes no edits from this person; true until it has said otherwise. */
  get readonly(): boolean {
    return this.#readonly;
  }

  /** Why the server ended the connection for good, or lets nobody in; null while there is hope. */
  get problem(): Closing | null {
    return this.#problem;
  }

  /** The others, as the server names them. */
  get people(): readonly OtherPerson[] {
    return this.#people;
  }

  /** Whether the connection has been missing for more than five seconds. */
  get offlineLong(): boolean {
    return this.#offlineLong;
  }

  /** Whether leaving now would lose edits: ask before the window closes. */
  get hasUnsaved(): boolean {
    return this.#save === 'local' || this.#save === 'sending';
  }

  /** Dials anew: a connection can look open and carry nothing. The new one sends again whatever was not confirmed. */
  reconnect(): void {
    if (this.#problem !== null) return;
    this.#provider.disconnect();
    this.#provider.connect();
  }

  /** Ends the connection and forgets the document. What is not saved is lost. */
  destroy(): void {
    this.#provider.destroy();
    this.doc.destroy();
    clearTimeout(this.#offlineTimer);
    clearTimeout(this.#confirmationTimer);
  }

  #listen(): void {
    const provider = this.#provider;
    provider.messageHandlers[documentMessages.acknowledged] = (_answer, message) =>
      this.#note(() => this.#acknowledgement.confirmed(readVarUint(message)));
    provider.messageHandlers[documentMessages.access] = (_answer, message) => {
      this.#readonly = readVarUint(message) !== 1;
    };
    provider.on('status', ({ status }) => this.#setConnected(status === 'connected'));
    provider.on('connection-close', (event: CloseEvent | null) => {
      this.#note(() => this.#acknowledgement.closed());
      if (event !== null && !provider.wsconnected) void this.#askWhy();
    });
    provider.on('closed', ({ code }) => (this.#problem = permanentClosing(code)));
    provider.on('sync', (isSynced: boolean) => isSynced && this.#arrive());
    // The provider listens too, and first: by now it has sent the edit, or will not.
    this.doc.on('update', (_update: Uint8Array, origin: unknown) => {
      if (origin !== provider) this.#note(() => this.#acknowledgement.edited(this.#canSend()));
    });
    this.awareness.on('change', () => (this.#people = this.#others()));
  }

  #canSend(): boolean {
    return this.#provider.wsconnected && this.#provider.ws?.readyState === WebSocket.OPEN;
  }

  #arrive(): void {
    this.#synced = true;
    this.#note(() => this.#acknowledgement.loaded());
  }

  #setConnected(isConnected: boolean): void {
    if (isConnected === this.#connected) return;
    this.#connected = isConnected;
    if (isConnected) {
      clearTimeout(this.#offlineTimer);
      this.#offlineLong = false;
      this.#dialledInVain = 0;
      this.#problem = null;
      this.#provider.maxBackoffTime = backoff.hopeful;
    } else this.#waitForConnection();
  }

  /** A browser does not tell a refused handshake from a lost network. Where the server is well, the refusal is meant. */
  async #askWhy(): Promise<void> {
    this.#dialledInVain += 1;
    if (this.#dialledInVain < suspicious) return;
    const isWell = await fetch(this.#health).then(
      ({ ok }) => ok,
      () => false,
    );
    if (!isWell || this.#dialledInVain < suspicious) return;
    this.#problem ??= 'not-allowed';
    this.#provider.maxBackoffTime = backoff.refused;
  }

  #waitForConnection(): void {
    this.#offlineTimer = setTimeout(() => (this.#offlineLong = true), longOffline);
  }

  /** Lets something happen to the count and draws the conclusions. */
  #note(happening: () => void): void {
    const before = this.#save;
    happening();
    this.#save = this.#acknowledgement.state;
    if (this.#save === before) return;
    if (this.#save === 'saved' && before !== 'connecting') this.#savedAt = new SvelteDate();
    clearTimeout(this.#confirmationTimer);
    if (this.#save === 'sending') this.#confirmationTimer = setTimeout(() => this.reconnect(), longestConfirmation);
  }

  #others(): OtherPerson[] {
    return [...this.awareness.getStates()].flatMap(([clientId, { user }]) => {
      const person = v.safeParse(PresentPerson, user);
      return clientId !== this.doc.clientID && person.success ? [{ ...person.output, clientId }] : [];
    });
  }
}
