import { connect, type Socket } from 'node:net';
import { type Notification, ProbeDialogue } from '@vivarium/engine';
import { JuteError } from '@vivarium/jute';
import type { EventBody, MeansState, TimelineEvent, VoteFacts } from '@vivarium/timeline';
import { type Clock, systemClock } from '../clock.ts';
import { isItself } from '../is-itself.ts';
import { addressOf } from '../status-poller.ts';

/** Between two questions to a member: while an election runs, and otherwise. */
export const PROBE_BUSY_MS = 20;
export const PROBE_IDLE_MS = 500;
/** Without an answer for so long the connection is made anew. */
const PATIENCE_MS = 2_000;
/** A member that refuses is dialled again no sooner. */
const REDIAL_MS = 100;
/** It goes on asking often for so long after everybody has found a leader. */
const AFTERWARDS_MS = 2_000;

export interface ProbedMember {
  readonly id: number;
  readonly host: string;
  readonly electionPort: number;
}

export interface ElectionProbeOptions {
  /** Drawn once per installation and ensemble, and kept: a member remembers every sid that ever asked. */
  readonly sid: number;
  readonly members: readonly ProbedMember[];
  readonly onEvent: (event: TimelineEvent) => void;
  readonly clock?: Clock;
}

type Heard = Pick<Notification, 'state' | 'leader' | 'zxid' | 'round' | 'peerEpoch'>;

interface Probed {
  readonly member: ProbedMember;
  socket: Socket | null;
  dialogue: ProbeDialogue | null;
  isOpen: boolean;
  askedAtMs: number;
  isAnswered: boolean;
  dialledAtMs: number;
  heard: Heard | null;
  means: MeansState;
}

/**
 * Asks every member over its election port what it votes for, and tells what is new as events. It has no vote, and none
 * changes for it.
 */
export class ElectionProbe {
  private readonly options: ElectionProbeOptions;
  private readonly clock: Clock;
  private readonly probed: readonly Probed[];
  /** Prevents the next turn; null while it does not run. */
  private cancel: (() => void) | null = null;
  private means: MeansState = { name: 'off' };
  private busyUntilMs = 0;
  private seq = 0;

  constructor(options: ElectionProbeOptions) {
    this.options = options;
    this.clock = options.clock ?? systemClock;
    this.probed = options.members.map((member) => ({
      member,
      socket: null,
      dialogue: null,
      isOpen: false,
      askedAtMs: 0,
      isAnswered: true,
      dialledAtMs: Number.NEGATIVE_INFINITY,
      heard: null,
      means: { name: 'off' },
    }));
  }

  start(): void {
    if (this.cancel !== null) return;
    this.hurry();
    this.turn();
  }

  /** Hangs up everywhere. */
  stop(): void {
    if (this.cancel === null) return;
    this.cancel();
    this.cancel = null;
    for (const each of this.probed) {
      each.socket?.destroy();
      each.socket = null;
    }
    this.tellMeans({ name: 'off' });
  }

  /** Something is afoot: asks often for a while. */
  hurry(): void {
    const wasIdle = this.clock.nowMs() >= this.busyUntilMs;
    this.busyUntilMs = this.clock.nowMs() + AFTERWARDS_MS;
    if (wasIdle && this.cancel !== null) this.turn();
  }

  /** What a member said last; null before it answered. */
  heard(id: number): Heard | null {
    return this.probed.find(({ member }) => member.id === id)?.heard ?? null;
  }

  /**
   * Asks everybody. The next turn is planned first: what a question tells may hurry or stop us in the middle of this one,
   * and there must never be a second turn to come, which nobody could prevent.
   */
  private turn(): void {
    this.cancel?.();
    const isBusy = this.clock.nowMs() < this.busyUntilMs;
    this.cancel = this.clock.after(isBusy ? PROBE_BUSY_MS : PROBE_IDLE_MS, () => this.turn());
    for (const each of this.probed) if (this.cancel !== null) this.ask(each);
  }

  private ask(each: Probed): void {
    const nowMs = this.clock.nowMs();
    if (each.socket === null) {
      if (nowMs - each.dialledAtMs >= REDIAL_MS) this.dial(each);
      return;
    }
    if (!each.isAnswered) {
      if (nowMs - each.askedAtMs < PATIENCE_MS) return;
      const what = each.isOpen ? 'does not answer' : 'takes no connection';
      each.socket.destroy();
      this.fail(each, `election port ${whereOf(each)} ${what}`);
      return;
    }
    if (!each.isOpen || each.dialogue === null) return;
    each.isAnswered = false;
    each.askedAtMs = nowMs;
    each.socket.write(each.dialogue.question);
  }

  private dial(each: Probed): void {
    const { host, electionPort: port } = each.member;
    const socket = connect({ host, port, noDelay: true });
    each.socket = socket;
    each.isOpen = false;
    each.isAnswered = false;
    each.dialledAtMs = this.clock.nowMs();
    each.askedAtMs = each.dialledAtMs;
    socket.once('connect', () => {
      const { localAddress: own = '127.0.0.1', localPort = 0 } = socket;
      if (isItself(socket)) {
        socket.destroy();
        return;
      }
      const dialogue = new ProbeDialogue(this.options.sid, addressOf({ host: own, port: localPort }));
      each.dialogue = dialogue;
      each.isOpen = true;
      each.isAnswered = true;
      socket.write(dialogue.greeting);
      this.ask(each);
    });
    socket.on('data', (chunk) => this.take(each, socket, chunk));
    socket.on('error', (error: NodeJS.ErrnoException) => {
      const why = error.code === 'ECONNREFUSED' ? 'refused' : `: ${error.message}`;
      this.fail(each, `election port ${whereOf(each)} ${why}`);
    });
    socket.once('close', () => {
      if (each.socket === socket) each.socket = null;
      if (this.cancel === null) return;
      const why = each.heard === null ? ': it may demand TLS or SASL' : '';
      this.fail(each, `election port ${whereOf(each)} closed the connection${why}`);
      // Whoever goes may have been the leader.
      if (each.heard !== null) this.hurry();
      each.heard = null;
    });
  }

  private take(each: Probed, socket: Socket, chunk: Uint8Array): void {
    try {
      for (const notification of each.dialogue?.received(chunk) ?? []) {
        each.isAnswered = true;
        this.tellMember(each, { name: 'on' });
        this.compare(each, notification);
      }
    } catch (error) {
      if (!(error instanceof JuteError)) throw error;
      this.fail(each, `election port ${whereOf(each)}: ${error.message}`);
      socket.destroy();
    }
  }

  private compare(each: Probed, now: Heard): void {
    const { id } = each.member;
    const before = each.heard;
    each.heard = now;
    const { state, round } = now;
    const vote = voteOf(now);
    const isNew =
      before === null ||
      before.state !== state ||
      before.round !== round ||
      before.leader !== now.leader ||
      before.peerEpoch !== now.peerEpoch ||
      before.zxid !== now.zxid;
    if (state === 'looking') this.hurry();
    if (!isNew) return;
    this.hurry();
    this.emit(id, { type: 'voteSeen', state, round, vote });
  }

  private fail(each: Probed, cause: string): void {
    // The first cause tells more than that the connection closed for it.
    if (each.means.name === 'failed' && each.socket === null) return;
    if (each.means.name === 'failed' && cause.includes('closed the connection')) return;
    this.tellMember(each, { name: 'failed', cause });
  }

  private tellMember(each: Probed, state: MeansState): void {
    const before = each.means;
    if (before.name === state.name && (state.name !== 'failed' || state.cause === causeOf(before))) return;
    each.means = state;
    this.emit(each.member.id, { type: 'meansChanged', means: 'election-probe', state });
    this.judge();
  }

  /** The means works where somebody answers. */
  private judge(): void {
    const failed = this.probed.filter(({ means }) => means.name === 'failed');
    const [first] = failed;
    if (this.probed.some(({ means }) => means.name === 'on')) this.tellMeans({ name: 'on' });
    else if (first !== undefined && failed.length === this.probed.length)
      this.tellMeans({ name: 'failed', cause: causeOf(first.means) });
  }

  private tellMeans(state: MeansState): void {
    if (state.name === this.means.name) return;
    this.means = state;
    this.emit(0, { type: 'meansChanged', means: 'election-probe', state });
  }

  private emit(member: number, body: EventBody): void {
    const { clock } = this;
    this.seq += 1;
    const isBusy = clock.nowMs() < this.busyUntilMs;
    const stamp = { seq: this.seq, atMs: clock.nowMs(), wallMs: clock.wallMs(), member };
    const resolutionMs = isBusy ? PROBE_BUSY_MS : PROBE_IDLE_MS;
    this.options.onEvent({ ...stamp, means: 'election-probe', resolutionMs, ...body });
  }
}

function voteOf({ leader, zxid, peerEpoch }: Heard): VoteFacts {
  return { leader, zxid, peerEpoch };
}

function whereOf({ member }: Probed): string {
  return addressOf({ host: member.host, port: member.electionPort });
}

function causeOf(state: MeansState): string {
  return state.name === 'failed' ? state.cause : '';
}
