import { readVarUint } from 'lib0/decoding';
import { SvelteDate } from 'svelte/reactivity';
import type { Awareness } from 'y-protocols/awareness';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import {
  documentAccess,
  documentMessages,
  documentParameters,
  documentSchemaVersion,
  permanentClosing,
} from '#domain/analysis/document.ts';
import { Acknowledgement, type SaveState } from './acknowledgement.ts';
import { ConfirmationWatch, type Patience } from './confirmation-watch.ts';
import { type DocumentProblem, endsCopy } from './document-problem.ts';
import { watchedSocket } from './document-socket.ts';
import type { KeptCopy } from './offline-store.ts';
import { type OtherPerson, otherPeople } from './other-people.ts';
import { RefusedHandshake } from './refused-handshake.ts';

/** Which document, and where: `url` is the web socket origin with `/documents`, e.g. `wss://planung.example/documents`. */
export type DocumentAddress = {
  readonly documentId: string;
  readonly url: string;
  /** Without it, nothing is kept on this device. */
  readonly copy?: KeptCopy | undefined;
  readonly patience?: Patience;
};

/** Without a connection for this long, people should be told plainly. In milliseconds. */
const longOffline = 5_000;
/** An edit that is not confirmed: when the connection is taken for dead, and when nothing more may be written. */
const usualPatience: Patience = { redial: 10_000, stall: 30_000 };
/** The history of a document whose server does not name one. */
const firstEpoch = 1;
/** The longest time between two attempts, in milliseconds: while there is hope, and after the server has refused. */
const backoff = { hopeful: 2_500, refused: 15_000 };

/**
 * A document that several people write at once, with its connection, its save mark and who else is there. Make it in the
 * browser only, call `destroy` when it is left; there is nothing to edit before `synced`. With a `copy` it survives a
 * reload without a connection.
 */
export class LiveDocument {
  readonly doc = new Y.Doc();
  readonly awareness: Awareness;
  readonly #provider: WebsocketProvider;
  readonly #acknowledgement = new Acknowledgement();
  readonly #confirmation: ConfirmationWatch;
  readonly #copy: KeptCopy | undefined;
  readonly #handshake: RefusedHandshake;
  #epoch: number | null = null;
  #isLeft = false;
  #synced = $state(false);
  #connected = $state(false);
  #save = $state<SaveState>('connecting');
  #savedAt = $state<Date | null>(null);
  #readonly = $state(true);
  #isShut = $state(false);
  #problem = $state<DocumentProblem | null>(null);
  #stalled = $state(false);
  #size = $state<number | null>(null);
  #people = $state.raw<readonly OtherPerson[]>([]);
  #offlineLong = $state(false);
  #offlineTimer: ReturnType<typeof setTimeout> | undefined;

  constructor({ documentId, url, copy, patience = usualPatience }: DocumentAddress) {
    this.#copy = copy;
    this.#confirmation = new ConfirmationWatch(patience, {
      redial: () => this.reconnect(),
      stalled: (isStalled) => (this.#stalled = isStalled),
    });
    this.#handshake = new RefusedHandshake(url);
    const watch = {
      isOwn: (clientId: number) => clientId === this.doc.clientID,
      opened: () => {
        this.#size = null;
        this.#note(() => this.#acknowledgement.opened());
      },
      sentUpdate: () => this.#note(() => this.#acknowledgement.sentUpdate()),
      sentEverything: () => this.#note(() => this.#acknowledgement.sentEverything()),
    };
    this.#provider = new WebsocketProvider(url, documentId, this.doc, {
      connect: false,
      disableBc: true,
      maxBackoffTime: backoff.hopeful,
      params: { [documentParameters.schema]: String(documentSchemaVersion) },
      WebSocketPolyfill: watchedSocket(watch),
      shouldReconnect: ({ code }) => permanentClosing(code) === null,
    });
    this.awareness = this.#provider.awareness;
    this.#listen();
    this.#waitForConnection();
    if (copy === undefined) this.#provider.connect();
    else void this.#restore(copy);
  }

  /** Whether the document has arrived, from the server or this device; stays true while the connection is lost. */
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

  /** Whether nobody writes this document any more; it may be opened again. */
  get isShut(): boolean {
    return this.#isShut;
  }

  /** Why the server ended the connection for good, or lets nobody in; null while there is hope. */
  get problem(): DocumentProblem | null {
    return this.#problem;
  }

  /** Whether the server has confirmed nothing for so long that nothing more should be written; ends by itself. */
  get stalled(): boolean {
    return this.#stalled;
  }

  /** How large the document is, in MiB, once it is so large that its writers must know. */
  get size(): number | null {
    return this.#size;
  }

  /** Whether what is typed survives leaving: it is kept on this device. */
  get isKept(): boolean {
    return this.#copy?.isKeeping === true;
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

  /** Deletes the copy on this device, so that the next visit begins with what the server has. */
  async discardCopy(): Promise<void> {
    await this.#copy?.discard();
  }

  /** Ends the connection and forgets the document. What is neither saved nor kept is lost. */
  destroy(): void {
    this.#isLeft = true;
    this.#provider.destroy();
    this.doc.destroy();
    clearTimeout(this.#offlineTimer);
    this.#confirmation.rest();
  }

  async #restore(copy: KeptCopy): Promise<void> {
    const epoch = await copy.load(this.doc);
    if (this.#isLeft) return;
    if (epoch !== null) {
      this.#bring(epoch);
      this.#synced = true;
      this.#readonly = false;
      this.#note(() => this.#acknowledgement.restored());
    }
    this.#provider.connect();
  }

  #listen(): void {
    const provider = this.#provider;
    provider.messageHandlers[documentMessages.acknowledged] = (_answer, message) =>
      this.#note(() => this.#acknowledgement.confirmed(readVarUint(message)) && this.#confirmation.rest());
    provider.messageHandlers[documentMessages.access] = (_answer, message) => this.#setAccess(readVarUint(message));
    provider.messageHandlers[documentMessages.epoch] = (_answer, message) => this.#meet(readVarUint(message));
    provider.messageHandlers[documentMessages.size] = (_answer, message) => (this.#size = readVarUint(message));
    provider.on('status', ({ status }) => this.#setConnected(status === 'connected'));
    provider.on('connection-close', (event: CloseEvent | null) => {
      this.#note(() => this.#acknowledgement.closed());
      if (event !== null && !provider.wsconnected) void this.#askWhy();
    });
    provider.on('closed', ({ code }) => this.#end(permanentClosing(code)));
    provider.on('sync', (isSynced: boolean) => isSynced && this.#arrive());
    // The provider listens too, and first: by now it has sent the edit, or will not.
    this.doc.on('update', (_update: Uint8Array, origin: unknown) => {
      if (origin === provider) return;
      if (this.#synced) this.#copy?.noteUnsent(true);
      this.#note(() => this.#acknowledgement.edited(this.#canSend()));
    });
    this.awareness.on('change', () => (this.#people = otherPeople(this.awareness)));
  }

  #canSend(): boolean {
    return this.#provider.wsconnected && this.#provider.ws?.readyState === WebSocket.OPEN;
  }

  #arrive(): void {
    this.#bring(this.#epoch ?? firstEpoch);
    this.#synced = true;
    this.#note(() => this.#acknowledgement.loaded());
    if (this.#copy?.isKeeping === false) void this.#copy.keep(this.doc, this.#epoch ?? firstEpoch);
  }

  /** From now on this copy holds something of that epoch, and says so when it dials. */
  #bring(epoch: number): void {
    this.#epoch = epoch;
    this.#provider.params = { ...this.#provider.params, [documentParameters.epoch]: String(epoch) };
  }

  /** The server names its epoch. What belongs to another one must never be mixed into it. */
  #meet(epoch: number): void {
    if (this.#synced && epoch !== this.#epoch) this.#end('replaced');
    else this.#epoch = epoch;
  }

  #setAccess(access: number): void {
    this.#readonly = access !== documentAccess.write;
    this.#isShut = access === documentAccess.shut;
    // What was handed over is stored or refused yet. What waits here is not asked for any more, and must not be lost.
    const isBehind = this.#isShut && this.#save === 'local';
    if (isBehind && this.#copy?.isUnsent !== false) this.#end('shut');
    else if (isBehind) this.#note(() => this.#acknowledgement.nothingUnsent());
    // What our editor does not know it would take out, here and for everybody: it must not even see it.
    if (access === documentAccess.outdated) this.#end('outdated');
  }

  #end(problem: DocumentProblem | null): void {
    this.#problem = problem;
    this.#provider.disconnect();
    if (problem === 'outdated') void this.#copy?.leave();
    // Nothing of it can be lost: then no visit has to be asked about it.
    else if (problem !== null && endsCopy(problem) && this.#copy?.isUnsent === false) void this.#copy.discard();
  }

  #setConnected(isConnected: boolean): void {
    if (isConnected === this.#connected) return;
    this.#connected = isConnected;
    if (isConnected) {
      clearTimeout(this.#offlineTimer);
      this.#offlineLong = false;
      this.#handshake.reached();
      this.#problem = null;
      this.#provider.maxBackoffTime = backoff.hopeful;
    } else this.#waitForConnection();
    this.#confirmation.look(this.hasUnsaved, isConnected);
  }

  async #askWhy(): Promise<void> {
    if (!(await this.#handshake.isMeant())) return;
    this.#problem ??= 'not-allowed';
    this.#provider.maxBackoffTime = backoff.refused;
  }

  #waitForConnection(): void {
    this.#offlineTimer = setTimeout(() => {
      this.#offlineLong = true;
      this.#confirmation.rest();
    }, longOffline);
  }

  /** Lets something happen to the count and draws the conclusions. */
  #note(happening: () => void): void {
    const before = this.#save;
    happening();
    this.#save = this.#acknowledgement.state;
    this.#confirmation.look(this.hasUnsaved, this.#connected);
    if (this.#save !== 'saved' || before === 'saved') return;
    this.#copy?.noteUnsent(false);
    if (before !== 'connecting') this.#savedAt = new SvelteDate();
  }
}
