import type { Schedule } from '../clock/schedule.ts';
import type { Prng } from '../prng/prng.ts';

/** What one end of a wire hears. */
export interface Endpoint {
  opened(): void;
  received(bytes: Uint8Array): void;
  /** `refused`: nobody listens there. Heard at most once, and nothing after it. */
  closed(cause: string, refused: boolean): void;
  /** All that was sent has arrived. */
  drained?(): void;
}

interface Item {
  readonly dueUs: number;
  /** Null: the end of the stream. */
  readonly bytes: Uint8Array | null;
  readonly isWhole: boolean;
}

/** The bytes on their way from one end to the other. */
interface Direction {
  readonly from: string;
  readonly to: string;
  readonly items: Item[];
  lastDueUs: number;
}

/** What a wire needs to know of the network around it. */
export interface Medium {
  readonly schedule: Schedule;
  readonly prng: Prng;
  latencyUs(from: string, to: string): number;
  isBlocked(from: string, to: string): boolean;
  forget(wire: Wire): void;
}

export type Side = 0 | 1;

/** Listens in; `side` is who sent. */
export interface Tap {
  sent(side: Side, bytes: Uint8Array): void;
  arrived(side: Side, bytes: number): void;
}

/** A connection: in order, and it loses only by closing, with whatever was still on its way. */
export class Wire {
  readonly nodes: readonly [string, string];
  tap: Tap | null = null;
  private readonly medium: Medium;
  private readonly ends: [Endpoint | null, Endpoint | null];
  private readonly directions: readonly [Direction, Direction];

  constructor(medium: Medium, from: string, to: string, dialler: Endpoint) {
    this.medium = medium;
    this.nodes = [from, to];
    this.ends = [dialler, null];
    this.directions = [
      { from, to, items: [], lastDueUs: 0 },
      { from: to, to: from, items: [], lastDueUs: 0 },
    ];
  }

  get isOpen(): boolean {
    return this.ends[0] !== null || this.ends[1] !== null;
  }

  accept(endpoint: Endpoint): void {
    this.ends[1] = endpoint;
    this.medium.schedule.after(this.medium.latencyUs(this.nodes[1], this.nodes[0]), () =>
      this.ends[0]?.opened(),
    );
  }

  send(side: Side, bytes: Uint8Array): void {
    if (this.ends[side] !== null && bytes.length > 0) this.push(side, bytes);
  }

  /** Like `send`, but what is sent arrives in one piece. */
  sendWhole(side: Side, bytes: Uint8Array): void {
    if (this.ends[side] !== null) this.push(side, bytes, true);
  }

  /** This end is done; the other hears of it behind the bytes that were sent. */
  close(side: Side): void {
    if (this.ends[side] === null) return;
    this.ends[side] = null;
    this.push(side, null);
  }

  /** This end is gone without a word, and what it had sent may be lost. The other hears of it unless `isSilent`. */
  vanish(side: Side, losesTail: boolean, isSilent: boolean): void {
    if (this.ends[side] === null) return;
    this.ends[side] = null;
    if (losesTail) this.directions[side].items.length = 0;
    if (!isSilent) this.push(side, null);
  }

  /** Both ends hear that the connection broke; what was on its way is lost. */
  reset(cause: string): void {
    for (const side of [0, 1] as const) {
      const end = this.ends[side];
      this.ends[side] = null;
      this.directions[side].items.length = 0;
      if (end !== null) this.medium.schedule.after(0, () => end.closed(cause, false));
    }
    this.medium.forget(this);
  }

  /** A dial that failed. */
  refuse(cause: string, refused: boolean): void {
    const end = this.ends[0];
    this.ends[0] = null;
    this.medium.forget(this);
    end?.closed(cause, refused);
  }

  /** Delivers what is due, in both directions: called again when a blockade ends. */
  pump(): void {
    this.deliver(0);
    this.deliver(1);
  }

  private push(side: Side, bytes: Uint8Array | null, isWhole = false): void {
    const direction = this.directions[side];
    const { schedule } = this.medium;
    if (bytes !== null) this.tap?.sent(side, bytes);
    const latencyUs = this.medium.latencyUs(direction.from, direction.to);
    direction.lastDueUs = Math.max(direction.lastDueUs, schedule.nowUs + latencyUs);
    direction.items.push({ dueUs: direction.lastDueUs, bytes, isWhole });
    schedule.at(direction.lastDueUs, () => this.deliver(side));
  }

  private deliver(side: Side): void {
    const direction = this.directions[side];
    const { items } = direction;
    const { schedule, prng } = this.medium;
    const receiver: Side = side === 0 ? 1 : 0;
    for (let item = items[0]; item !== undefined && item.dueUs <= schedule.nowUs; item = items[0]) {
      if (this.medium.isBlocked(direction.from, direction.to)) return;
      items.shift();
      const end = this.ends[receiver];
      if (end === null) continue;
      if (item.bytes === null) {
        this.ends[receiver] = null;
        this.medium.forget(this);
        end.closed('closed by the other end', false);
        continue;
      }
      if (!item.isWhole && item.bytes.length > 1 && prng.chance(1, 16)) {
        // No receiver may count on whole packets.
        const cut = prng.between(1, item.bytes.length - 1);
        this.tap?.arrived(side, cut);
        end.received(item.bytes.subarray(0, cut));
        this.tap?.arrived(side, item.bytes.length - cut);
        this.ends[receiver]?.received(item.bytes.subarray(cut));
      } else {
        this.tap?.arrived(side, item.bytes.length);
        end.received(item.bytes);
      }
      if (items.length === 0) this.ends[side]?.drained?.();
    }
  }
}
