import { connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from './free-port.ts';

/** The two ports on which a member listens to the others. */
export interface PeerPorts {
  readonly quorum: number;
  readonly election: number;
}

type Purpose = keyof PeerPorts;

/** Where one member's bytes to another one pass; nothing is ever lost or reordered within a connection. */
interface Gate {
  isStalled: boolean;
  delayMs: number;
}

const refusedForMs: Readonly<Record<Purpose, number>> = {
  // A learner may connect before its leader listens; without a proxy it is refused and tries again, so wait here.
  quorum: 1_000,
  election: 0,
};
const retryAfterMs = 20;

/**
 * The network between the members of one ensemble: a TCP proxy for every ordered pair and port, on loopback. It can
 * cut a link (connections are reset and refused), stall it one way or both (nothing passes and nothing is reset, as
 * when a cable is pulled; what was sent arrives after the heal), and delay it.
 */
export class EnsembleLinks {
  readonly #real: ReadonlyMap<number, PeerPorts>;
  readonly #listeners: Server[] = [];
  readonly #ports = new Map<string, number>();
  readonly #gates = new Map<string, Gate>();
  readonly #cut = new Set<string>();
  readonly #connections = new Set<Connection>();

  private constructor(real: ReadonlyMap<number, PeerPorts>) {
    this.#real = real;
  }

  /** Listens for every ordered pair of the members given by their real ports. */
  static async open(real: ReadonlyMap<number, PeerPorts>): Promise<EnsembleLinks> {
    const links = new EnsembleLinks(real);
    for (const from of real.keys()) {
      for (const to of real.keys()) {
        if (from === to) continue;
        links.#gates.set(`${from}>${to}`, { isStalled: false, delayMs: 0 });
        for (const purpose of ['quorum', 'election'] as const) await links.#listen(from, to, purpose);
      }
    }
    return links;
  }

  /** The ports at which `from` must look for `to`. */
  portsFor(from: number, to: number): PeerPorts {
    return { quorum: this.#port(from, to, 'quorum'), election: this.#port(from, to, 'election') };
  }

  /** Resets every connection between the two, and every one they try, until the heal. */
  cut(one: number, other: number): void {
    this.#cut.add(`${one}>${other}`);
    this.#cut.add(`${other}>${one}`);
    for (const connection of this.#connections) {
      if (this.#cut.has(`${connection.from}>${connection.to}`)) connection.reset();
    }
  }

  /** Holds back what `from` sends to `to`. */
  stall(from: number, to: number): void {
    this.#gate(from, to).isStalled = true;
  }

  /** Lets what `from` sends to `to` arrive this much later. */
  delay(from: number, to: number, delayMs: number): void {
    this.#gate(from, to).delayMs = delayMs;
  }

  /** Undoes every cut, stall and delay. */
  heal(): void {
    this.#cut.clear();
    for (const gate of this.#gates.values()) {
      gate.isStalled = false;
      gate.delayMs = 0;
    }
    for (const connection of this.#connections) connection.pump();
  }

  async close(): Promise<void> {
    for (const connection of this.#connections) connection.reset();
    await Promise.all(this.#listeners.map((listener) => new Promise((resolve) => listener.close(resolve))));
  }

  #port(from: number, to: number, purpose: Purpose): number {
    return this.#ports.get(`${from}>${to} ${purpose}`)!;
  }

  #gate(from: number, to: number): Gate {
    return this.#gates.get(`${from}>${to}`)!;
  }

  async #listen(from: number, to: number, purpose: Purpose): Promise<void> {
    const port = await freePort();
    const listener = createServer({ noDelay: true }, (socket) => this.#accept(socket, from, to, purpose));
    await new Promise<void>((resolve, reject) => {
      listener.once('error', reject);
      listener.listen({ host: '127.0.0.1', port }, resolve);
    });
    this.#listeners.push(listener);
    this.#ports.set(`${from}>${to} ${purpose}`, port);
  }

  #accept(socket: Socket, from: number, to: number, purpose: Purpose): void {
    // A member that dials back uses the address in the greeting, so that has to lead through a proxy as well.
    const rewrite = purpose === 'election' ? this.#port(to, from, 'election') : undefined;
    const connection = new Connection(from, to, socket, this.#gate(from, to), this.#gate(to, from), rewrite);
    this.#connections.add(connection);
    connection.closed.then(() => this.#connections.delete(connection));
    if (this.#cut.has(`${from}>${to}`)) connection.reset();
    else connection.dial(this.#real.get(to)![purpose], refusedForMs[purpose]);
  }
}

class Connection {
  readonly from: number;
  readonly to: number;
  readonly closed: Promise<void>;
  readonly #near: Socket;
  readonly #gates: readonly [Gate, Gate];
  readonly #greetingPort: number | undefined;
  #pipes: Pipe[] = [];
  #far: Socket | undefined;

  constructor(from: number, to: number, near: Socket, there: Gate, back: Gate, greetingPort?: number) {
    this.from = from;
    this.to = to;
    this.#near = near;
    this.#gates = [there, back];
    this.#greetingPort = greetingPort;
    near.on('error', () => undefined);
    near.pause();
    this.closed = new Promise((resolve) => near.once('close', () => resolve()));
  }

  /** Connects to the other member; a refusal is passed on only after `refusedMs`. */
  async dial(port: number, refusedMs: number): Promise<void> {
    const started = performance.now();
    while (!this.#near.destroyed) {
      // No handshake comes to its end while either way is blocked.
      if (this.#gates.some((gate) => gate.isStalled)) {
        await delay(retryAfterMs);
        continue;
      }
      const far = await dialOnce(port);
      if (far !== undefined) {
        this.#join(far);
        return;
      }
      if (performance.now() - started >= refusedMs) break;
      await delay(retryAfterMs);
    }
    this.reset();
  }

  #join(far: Socket): void {
    this.#far = far;
    far.on('error', () => undefined);
    far.once('close', () => this.pump());
    const [there, back] = this.#gates;
    this.#pipes = [
      new Pipe(this.#near, far, there, this.#greetingPort),
      new Pipe(far, this.#near, back, undefined),
    ];
    if (this.#near.destroyed) far.destroy();
  }

  pump(): void {
    for (const pipe of this.#pipes) pipe.pump();
  }

  reset(): void {
    this.#near.resetAndDestroy();
    this.#far?.resetAndDestroy();
  }
}

function dialOnce(port: number): Promise<Socket | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port, noDelay: true });
    socket.once('connect', () => resolve(socket));
    socket.once('error', () => resolve(undefined));
  });
}

/** One direction of a connection: a queue in front of the other end, closed by the gate or held back by its delay. */
class Pipe {
  readonly #sink: Socket;
  readonly #gate: Gate;
  readonly #queue: { readonly chunk: Buffer | 'end'; readonly atMs: number }[] = [];
  #greetingPort: number | undefined;
  #greeting: Buffer = Buffer.alloc(0);
  #timer: NodeJS.Timeout | undefined;

  constructor(source: Socket, sink: Socket, gate: Gate, greetingPort: number | undefined) {
    this.#sink = sink;
    this.#gate = gate;
    this.#greetingPort = greetingPort;
    source.on('data', (chunk) => this.#take(chunk));
    source.once('close', () => this.#push('end'));
    source.resume();
  }

  #take(chunk: Buffer): void {
    if (this.#greetingPort === undefined) {
      this.#push(chunk);
      return;
    }
    this.#greeting = Buffer.concat([this.#greeting, chunk]);
    const rewritten = rewriteGreeting(this.#greeting, this.#greetingPort);
    if (rewritten === undefined) return;
    this.#greetingPort = undefined;
    this.#push(rewritten);
  }

  #push(chunk: Buffer | 'end'): void {
    this.#queue.push({ chunk, atMs: performance.now() });
    this.pump();
  }

  /** Passes on everything that may pass now. */
  pump(): void {
    clearTimeout(this.#timer);
    while (!this.#gate.isStalled) {
      const head = this.#queue[0];
      if (head === undefined) return;
      const leftMs = head.atMs + this.#gate.delayMs - performance.now();
      if (leftMs > 0) {
        this.#timer = setTimeout(() => this.pump(), leftMs);
        return;
      }
      this.#queue.shift();
      if (head.chunk === 'end') this.#sink.destroy();
      else if (!this.#sink.destroyed) this.#sink.write(head.chunk);
    }
  }
}

const greetingHead = 20;

/**
 * Puts another address into the greeting of an election connection: version, sid and length of the text, then the
 * text. Undefined as long as it is not complete.
 */
function rewriteGreeting(bytes: Buffer, port: number): Buffer | undefined {
  if (bytes.length < greetingHead) return undefined;
  const end = greetingHead + bytes.readInt32BE(greetingHead - 4);
  if (bytes.length < end) return undefined;
  const address = Buffer.from(`127.0.0.1:${port}`);
  const head = Buffer.from(bytes.subarray(0, greetingHead));
  head.writeInt32BE(address.length, greetingHead - 4);
  return Buffer.concat([head, address, bytes.subarray(end)]);
}
