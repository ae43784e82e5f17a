import type { CommandInput, CommandName, Reply, Snapshot, SnapshotReply, Step } from '#domain/contract.ts';
import type { PersonId } from '#domain/ids.ts';
import { type RefusalCode, refusalCodes } from '#domain/refused.ts';
import type { SessionView } from '#domain/session/session.ts';
import { applyStep } from '#domain/session/view.ts';
import { Attendance } from './attendance.svelte.ts';
import { dialHome, type LiveSocket } from './dial.ts';
import { Outbox } from './outbox.svelte.ts';
import { ServerClock } from './server-clock.ts';

/** How a session is followed: from which view on, for whom, and how the server is reached. */
export type LiveStart = {
  readonly snapshot: Snapshot;
  readonly personId: PersonId;
  readonly dial?: () => Promise<LiveSocket>;
};

/** How long a connection may be gone before people are told, in milliseconds. */
const patience = 5000;
/** How long the answer to `follow` may take before it is asked for again, in milliseconds. */
const snapshotDeadline = 8000;
/** Between two tries where nothing else sets the pace, in milliseconds. */
const pause = 2000;
/** Refusals that pass: the same question may be answered in a moment. */
const passing: readonly RefusalCode[] = ['failed', 'too-many-tries'];

/**
 * One session, followed live: starts from the snapshot that the page came with, applies the server's steps in the order
 * of its clock, asks for a fresh snapshot after every connect and on every gap, and carries commands until they are
 * answered.
 */
export class LiveSession {
  readonly personId: PersonId;
  readonly clock: ServerClock;
  readonly attendance = new Attendance();
  readonly #outbox = new Outbox(() => this.#catchUp());
  readonly #dial: () => Promise<LiveSocket>;
  #socket: LiveSocket | undefined;
  #view: SessionView;
  #state = $state<'connecting' | 'live' | 'offline'>('connecting');
  #offlineLong = $state(false);
  #ended = $state<RefusalCode | null>(null);
  #patienceEnds: ReturnType<typeof setTimeout> | undefined;
  /** Steps that came while a snapshot was on its way; undefined when none is. */
  #early: Step[] | undefined;

  constructor({ snapshot, personId, dial = dialHome }: LiveStart) {
    this.personId = personId;
    this.clock = new ServerClock(snapshot.serverNow);
    this.#view = $state.raw(snapshot.view);
    this.#dial = dial;
  }

  /** The session as this person may see it now. */
  get view(): SessionView {
    return this.#view;
  }

  get state(): 'connecting' | 'live' | 'offline' {
    return this.#state;
  }

  /** The connection has been gone for more than five seconds. */
  get offlineLong(): boolean {
    return this.#offlineLong;
  }

  /** Why the person may no longer follow, or null. */
  get ended(): RefusalCode | null {
    return this.#ended;
  }

  /** Commands that the server has not answered yet. */
  get pending(): readonly CommandName[] {
    return this.#outbox.commands;
  }

  /** Connects and stays connected; returns what ends it. */
  connect(): () => void {
    let wanted = true;
    const dialUntilReached = (): void => {
      this.#dial().then(
        (socket) => (wanted ? this.#attach(socket) : undefined),
        () => wanted && (this.#lose(), setTimeout(dialUntilReached, patience)),
      );
    };
    dialUntilReached();
    return () => {
      wanted = false;
      clearTimeout(this.#patienceEnds);
      this.#socket?.removeAllListeners().disconnect();
      this.#socket = undefined;
    };
  }

  /** Sends a command and keeps at it, under one request id, until the server says yes or no. */
  send<Name extends CommandName>(command: Name, input: CommandInput<Name>): Promise<Reply> {
    if (this.#ended !== null) return Promise.resolve({ ok: false, code: this.#ended });
    const answer = this.#outbox.add(command, input);
    if (this.#socket !== undefined && this.#state === 'live') this.#outbox.sendAll(this.#socket);
    return answer;
  }

  /** The device says that it is back (`online`, page visible): try at once instead of waiting for the next try. */
  retryNow(): void {
    if (this.#ended === null && this.#socket !== undefined && !this.#socket.connected)
      this.#socket.disconnect().connect();
  }

  /** The device says that it is off the net, or nothing is answered any more: do not wait for the line to notice. */
  hangUp(): void {
    if (this.#socket?.connected) this.#socket.io.engine.close();
  }

  #attach(socket: LiveSocket): void {
    this.#socket = socket;
    socket.on('connect', () => this.#follow(socket));
    socket.on('step', (...steps) => {
      for (const step of steps) this.#receive(socket, step);
    });
    socket.on('presence', ({ online, lately }) => this.attendance.tell(online, lately, this.clock.now()));
    socket.on('ended', (code) => this.#end(code));
    socket.on('connect_error', ({ message }) => (isRefusal(message) ? this.#end(message) : this.#loseFor(socket)));
    socket.on('disconnect', () => this.#loseFor(socket));
    socket.connect();
  }

  #follow(socket: LiveSocket): void {
    this.#early = [];
    socket.timeout(snapshotDeadline).emit('follow', this.#view.id, (lost: Error | null, answer: SnapshotReply) => {
      if (socket !== this.#socket) return;
      if (lost === null) this.#begin(socket, answer);
      else this.hangUp();
    });
  }

  /** Fetches what is true now; what waits is sent after it. Where that is under way already, it needs no second one. */
  #catchUp(): void {
    const socket = this.#socket;
    if (socket?.connected && this.#state === 'live' && this.#early === undefined) this.#follow(socket);
  }

  #begin(socket: LiveSocket, answer: SnapshotReply): void {
    if (!answer.ok) return passing.includes(answer.code) ? this.#followLater(socket) : this.#end(answer.code);
    const early = this.#early ?? [];
    this.#early = undefined;
    this.#view = answer.snapshot.view;
    this.clock.set(answer.snapshot.serverNow);
    clearTimeout(this.#patienceEnds);
    this.#patienceEnds = undefined;
    this.#state = 'live';
    this.#offlineLong = false;
    for (const step of early) this.#receive(socket, step);
    this.#outbox.sendAll(socket);
  }

  #followLater(socket: LiveSocket): void {
    this.#lose();
    setTimeout(() => socket === this.#socket && socket.connected && this.#follow(socket), pause);
  }

  #receive(socket: LiveSocket, step: Step): void {
    if (step.sessionId !== this.#view.id) return;
    if (this.#early !== undefined) this.#early.push(step);
    else if (step.clock === this.#view.clock + 1) this.#view = applyStep(this.#view, step.clock, step.facts);
    else if (step.clock > this.#view.clock) this.#follow(socket);
  }

  /** Where the socket does not come back by itself (the server has let it go), we do. */
  #loseFor(socket: LiveSocket): void {
    this.#lose();
    if (!socket.active) setTimeout(() => this.retryNow(), pause);
  }

  #lose(): void {
    this.#state = 'offline';
    this.#patienceEnds ??= setTimeout(() => (this.#offlineLong = true), patience);
  }

  #end(code: RefusalCode): void {
    this.#ended = code;
    this.#outbox.refuseAll(code);
    this.#socket?.disconnect();
  }
}

function isRefusal(message: string): message is RefusalCode {
  return (refusalCodes as readonly string[]).includes(message);
}
