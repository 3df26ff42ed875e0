import {
  ByteReader,
  ByteWriter,
  connectRequest,
  connectResponse,
  NO_SESSION,
  OpCode,
  PASSWORD_BYTES,
  replyHeader,
  requestHeader,
  type SessionId,
  sessionPassword,
  Xid,
  type Zxid,
} from '@vivarium/jute';
import { Connection, frame } from './connection.ts';
import { decodeFrame, type Masks } from './decode.ts';
import type { Attach, Outcome, Step } from './step.ts';

interface Slot {
  connection: Connection | null;
  sessionId: SessionId;
}

const NO_PASSWORD = new Uint8Array(PASSWORD_BYTES);
const FUTURE_ZXID = 0x0fff_0000_0000;
const UNKNOWN_SESSION = 0x01ffffff00000001n as SessionId;

const PING = (() => {
  const writer = new ByteWriter();
  requestHeader.write(writer, { xid: Xid.ping, type: OpCode.ping });
  return frame(writer.copy());
})();

/** Reads that change nothing and are answered: no other connection can notice them. */
const QUIET: ReadonlySet<number> = new Set([
  OpCode.exists,
  OpCode.getData,
  OpCode.getACL,
  OpCode.getChildren,
  OpCode.getChildren2,
  OpCode.ping,
  OpCode.multiRead,
  OpCode.getEphemerals,
  OpCode.getAllChildrenNumber,
  OpCode.whoAmI,
  OpCode.addWatch,
]);

/** One server under the script: its connections, and what to mask in what it says. */
export class Side {
  readonly name: string;
  readonly port: number;
  readonly #slots: Slot[];
  /** Names of session ids: the slot, and the how-manieth session of it. */
  readonly #sessions = new Map<bigint, string>();
  #serial = 0;
  /** From which zxid on this server's zxids are how far ahead of the reference's; the last entry that applies counts. */
  readonly #ahead: { readonly from: number; readonly by: number }[] = [{ from: 1, by: 0 }];
  /** The zxid of the last reply, as it stood there. */
  lastZxid = 0;
  readonly #masks: Masks = {
    zxid: (value) => this.relativeZxid(value),
    owner: (value) => this.#sessions.get(value) ?? `0x${BigInt.asUintN(64, value).toString(16)}`,
    nowMs: () => Date.now(),
  };

  constructor(name: string, port: number, slots: number) {
    this.name = name;
    this.port = port;
    this.#slots = Array.from({ length: slots }, () => ({ connection: null, sessionId: NO_SESSION }));
  }

  /** A zxid as the reference would have it. */
  relativeZxid(value: number): number {
    return value <= 0 ? value : value - (this.#ahead.findLast(({ from }) => value >= from)?.by ?? 0);
  }

  /** After a difference: from here on compare with what this server is ahead by now. */
  alignWith(reference: Side): void {
    const by = this.lastZxid - reference.lastZxid;
    if (by !== this.#ahead.at(-1)?.by) this.#ahead.push({ from: this.lastZxid + 1, by });
  }

  async perform(step: Step): Promise<Outcome> {
    const slot = this.#slots[step.slot] as Slot;
    if (step.kind === 'drop') {
      slot.connection?.destroy();
      slot.connection = null;
      return { frames: [], closed: true, others: new Map() };
    }
    if (step.kind === 'open') return this.#open(step.slot, slot, step.attach, step.short);
    const { connection } = slot;
    if (connection === null) return { frames: ['no connection'], closed: true, others: new Map() };
    const type = step.kind === 'request' ? step.type : 0;
    connection.send(step.kind === 'raw' ? step.bytes : this.#encode(step));
    const frames: unknown[] = [];
    const quiet = await this.#untilReply(connection, type, frames);
    return this.#fence(step.slot, type, frames, quiet && QUIET.has(type));
  }

  #encode(step: Extract<Step, { kind: 'request' }>): Uint8Array {
    const writer = new ByteWriter();
    requestHeader.write(writer, { xid: step.xid, type: step.type });
    return frame(
      writer.view(),
      step.body((zxid) => (zxid + (this.#ahead.at(-1)?.by ?? 0)) as Zxid),
    );
  }

  /** Collects frames up to the reply; true when it came and says success. */
  async #untilReply(connection: Connection, type: number, frames: unknown[]): Promise<boolean> {
    for (;;) {
      const bytes = await connection.next();
      if (bytes === null) return false;
      frames.push(decodeFrame(bytes, type, this.#masks));
      const header = replyHeader.read(new ByteReader(bytes));
      if (header.xid === Xid.notification) continue;
      if (header.zxid > 0) this.lastZxid = header.zxid;
      return header.err === 0;
    }
  }

  /**
   * A ping on each connection, answered after everything that the step caused there: a server answers a
   * connection in order, and hands out a write's events before the write's own reply.
   */
  async #fence(acting: number, type: number, frames: unknown[], quiet: boolean): Promise<Outcome> {
    const others = new Map<number, { frames: unknown[]; closed: boolean }>();
    if (quiet) return { frames, closed: false, others };
    const mine = this.#slots[acting] as Slot;
    const readsOnly = QUIET.has(type);
    await Promise.all(
      this.#slots.map(async (slot, at) => {
        if (slot.connection === null || (readsOnly && slot !== mine)) return;
        const told = slot === mine ? frames : [];
        await this.#ping(slot.connection, told);
        const { closed } = slot.connection;
        if (slot !== mine && (told.length > 0 || closed)) others.set(at, { frames: told, closed });
        if (closed) slot.connection = null;
      }),
    );
    return { frames, closed: mine.connection === null, others };
  }

  async #ping(connection: Connection, told: unknown[]): Promise<void> {
    connection.send(PING);
    for (;;) {
      const bytes = await connection.next();
      if (bytes === null) return;
      const header = replyHeader.read(new ByteReader(bytes));
      if (header.xid === Xid.ping) return;
      told.push(decodeFrame(bytes, 0, this.#masks));
    }
  }

  async #open(at: number, slot: Slot, attach: Attach, short: boolean): Promise<Outcome> {
    slot.connection?.destroy();
    const connection = await Connection.open(this.port);
    connection.send(frame(this.#connectBody(slot, attach, short)));
    const answer = await connection.next();
    const frames = [this.#connectAnswer(at, slot, attach, answer)];
    // A refused session is closed after the answer; wait for it, so that both servers are in the same state.
    slot.connection = connection;
    return this.#fence(at, OpCode.createSession, frames, false);
  }

  #connectBody(slot: Slot, attach: Attach, short: boolean): Uint8Array {
    const sessionId =
      attach.as === 'same' || attach.as === 'wrongPassword'
        ? slot.sessionId
        : attach.as === 'unknown'
          ? UNKNOWN_SESSION
          : NO_SESSION;
    const writer = new ByteWriter();
    connectRequest.write(writer, {
      protocolVersion: 0,
      lastZxidSeen: attach.as === 'fromTheFuture' ? FUTURE_ZXID : 0,
      timeoutMs: attach.as === 'new' ? attach.timeoutMs : 40_000,
      sessionId,
      password: attach.as === 'same' ? sessionPassword(sessionId) : NO_PASSWORD,
    });
    if (!short) writer.bool(false);
    return writer.copy();
  }

  #connectAnswer(at: number, slot: Slot, attach: Attach, bytes: Buffer | null): unknown {
    if (bytes === null) return 'closed without an answer';
    const reader = new ByteReader(bytes);
    const answer = connectResponse.read(reader);
    const accepted = answer.timeoutMs > 0;
    if (accepted && attach.as === 'new') {
      this.#serial++;
      slot.sessionId = answer.sessionId;
      this.#sessions.set(answer.sessionId, `session ${this.#serial} of slot ${at}`);
    }
    const expected = accepted ? sessionPassword(answer.sessionId) : NO_PASSWORD;
    return {
      protocolVersion: answer.protocolVersion,
      timeoutMs: answer.timeoutMs,
      session: this.#masks.owner(answer.sessionId),
      passwordIsDerived: Buffer.from(answer.password ?? []).equals(expected),
      rest: Buffer.from(bytes.subarray(reader.offset)).toString('hex'),
    };
  }

  close(): void {
    for (const { connection } of this.#slots) connection?.destroy();
  }
}
