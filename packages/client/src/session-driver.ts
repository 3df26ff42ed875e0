import type { ConnectionOptions } from 'node:tls';
import { AddressRotation } from './address-rotation.ts';
import { type Call, Turn } from './call.ts';
import type { ClientState } from './client-state.ts';
import { ConnectionMachine } from './machine/connection-machine.ts';
import { type Delivery, type MachineInput, MachineOutbox } from './machine/dialogue.ts';
import { type Endpoint, HostList } from './machine/host-list.ts';
import type { MachineLimits } from './machine/limits.ts';
import { Connection } from './socket.ts';
import type { WatchCallback, WatchEvent } from './watch-event.ts';
import { watchEventName } from './watch-event.ts';

const TICK_MS = 50;
/** So much is written at once instead of at the end of the turn: a burst must not grow one array for all of it. */
const LONG_WRITE_BYTES = 64 * 1024;
const KEPT_BUFFER_BYTES = 512 * 1024;
const FRESH_BUFFER_BYTES = 16 * 1024;

/** The four-letter word to which a member answers `ro` or `rw`. */
const IS_READ_ONLY = new TextEncoder().encode('isro');

export interface DriverOptions {
  readonly hosts: readonly Endpoint[];
  readonly limits: MachineLimits;
  readonly tls: ConnectionOptions | null;
  readonly random: () => number;
  /** Makes a server's path the caller's. */
  readonly strip: (path: string) => string;
  readonly onState: (state: ClientState) => void;
  /** A callback of the caller threw; nothing else is harmed. */
  readonly onCallbackError: (error: unknown) => void;
}

/** Gives the pure machine its socket, its clock and its callers. */
export class SessionDriver {
  readonly machine: ConnectionMachine<Call>;
  readonly turn: Turn;
  private readonly options: DriverOptions;
  private readonly addresses: AddressRotation;
  private readonly outbox = new MachineOutbox<Call>();
  private connection: Connection | null = null;
  private probing: Connection | null = null;
  private ticking: NodeJS.Timeout | null = null;
  private started = false;
  private flushPlanned = false;
  private delivering = false;

  constructor(options: DriverOptions) {
    this.options = options;
    this.turn = new Turn(options.strip);
    this.addresses = new AddressRotation(options.random);
    this.machine = new ConnectionMachine(new HostList(options.hosts, options.random), options.limits);
  }

  /** Dials, the first time. */
  start(): void {
    if (this.started) return;
    this.started = true;
    this.ticking = setInterval(() => this.step({ type: 'tick', nowMs: this.nowMs() }), TICK_MS);
    this.step({ type: 'tick', nowMs: this.nowMs() });
    this.step({ type: 'start' });
  }

  nowMs(): number {
    return performance.now();
  }

  step(input: MachineInput<Call>): void {
    const { machine, outbox } = this;
    machine.step(input, outbox);
    if (outbox.hangUp !== null) {
      outbox.hangUp = null;
      this.connection?.hangUp();
      this.connection = null;
    }
    if (outbox.dial !== null) {
      const server = outbox.dial;
      outbox.dial = null;
      this.dial(server);
    }
    if (outbox.probe !== null) {
      this.probe(outbox.probe);
      outbox.probe = null;
    }
    if (machine.outgoing.length >= LONG_WRITE_BYTES) this.flush();
    else if (machine.outgoing.length > 0) this.planFlush();
    if (outbox.deliveries.length > 0) this.deliver();
  }

  private dial(server: Endpoint): void {
    this.connection?.hangUp();
    this.connection = new Connection(server, this.options.tls, this.addresses.lookup, {
      up: () => this.step({ type: 'connectionUp' }),
      received: (bytes) => this.step({ type: 'received', bytes }),
      down: (cause) => {
        this.connection = null;
        this.step({ type: 'connectionDown', cause });
      },
    });
  }

  /** One probe at a time; one that hangs is replaced by the next. */
  private probe(server: Endpoint): void {
    this.probing?.hangUp();
    let answer = '';
    const connection = new Connection(server, this.options.tls, this.addresses.lookup, {
      up: () => connection.send(IS_READ_ONLY),
      received: (bytes) => {
        answer += String.fromCharCode(...bytes.subarray(0, 2));
        if (!answer.startsWith('rw')) return;
        connection.hangUp();
        this.step({ type: 'readWriteFound', server });
      },
      down: () => undefined,
    });
    this.probing = connection;
  }

  /** One write per turn: after the callbacks and promise reactions that are under way have added theirs. */
  private planFlush(): void {
    if (this.flushPlanned) return;
    this.flushPlanned = true;
    process.nextTick(() => {
      this.flushPlanned = false;
      this.flush();
    });
  }

  private flush(): void {
    const out = this.machine.outgoing;
    if (out.length === 0) return;
    const bytes = out.copy();
    out.reset();
    // One burst must not hold its memory for the life of the client.
    if (out.bytes.length > KEPT_BUFFER_BYTES) out.bytes = new Uint8Array(FRESH_BUFFER_BYTES);
    this.connection?.send(bytes);
  }

  /** A callback may hand over requests; what they bring about is delivered behind what is waiting. */
  private deliver(): void {
    if (this.delivering) return;
    this.delivering = true;
    const { outbox } = this;
    while (outbox.deliveries.length > 0) {
      const batch = outbox.deliveries;
      outbox.deliveries = [];
      for (const delivery of batch) {
        try {
          this.deliverOne(delivery);
        } catch (error) {
          this.options.onCallbackError(error);
        }
      }
    }
    this.delivering = false;
  }

  private deliverOne(delivery: Delivery<Call>): void {
    switch (delivery.type) {
      case 'request':
        delivery.settle(this.turn);
        return;
      case 'state':
        this.stateChanged(delivery.state);
        return;
      case 'watchEvent': {
        const type = watchEventName(delivery.eventType);
        if (type === null) return;
        const zxid = delivery.zxid > 0 ? delivery.zxid : null;
        this.tell(delivery.watchers, { type, path: this.options.strip(delivery.path), zxid });
        return;
      }
      case 'watchNotice': {
        const { notice, watchers } = delivery;
        this.tell(watchers, notice === 'restored' ? { type: 'restored' } : { type: 'lost', cause: notice });
        return;
      }
    }
  }

  private tell(watchers: readonly object[], event: WatchEvent): void {
    for (const watcher of watchers) {
      try {
        (watcher as WatchCallback)(event);
      } catch (error) {
        this.options.onCallbackError(error);
      }
    }
  }

  private stateChanged(state: ClientState): void {
    if (state.name === 'expired' || state.name === 'auth-failed' || state.name === 'closed') {
      if (this.ticking !== null) clearInterval(this.ticking);
      this.ticking = null;
      this.probing?.hangUp();
      // One that ended before it began must not begin to tick.
      this.started = true;
    }
    this.options.onState(state);
  }
}
