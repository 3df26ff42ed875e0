import { RawSession } from '../../harness/index.ts';
import type { SuiteReport } from '../report.ts';

const WRITERS = 4;
/** Requests of one writer under way at any time, so that every kill hits a full pipeline. */
const WINDOW = 100;

/** What writes go to, and how it is ended without warning. */
export interface KillTarget {
  readonly ports: readonly number[];
  readonly kill: () => Promise<void>;
  readonly logs: () => string;
}

/** Prints what the rounds came to; fails when too little was acknowledged to mean anything. */
export function summariseKills(
  report: SuiteReport,
  rounds: readonly Round[],
  recoveriesMs: readonly number[],
  acknowledgedInTotal: number,
): void {
  const sum = (count: (round: Round) => number): number =>
    rounds.reduce((total, round) => total + count(round), 0);
  const acknowledged = sum((round) => round.acknowledged);
  const inDoubt = sum((round) => round.inDoubt);
  const sorted = [...recoveriesMs].sort((a, b) => a - b).map(Math.round);
  const [min, median, max] = [sorted[0], sorted[sorted.length >> 1], sorted[sorted.length - 1]];
  report.note(`${rounds.length} kills, ${acknowledged} acknowledged writes, ${inDoubt} in doubt when killed`);
  report.note(`recovery, process start included: min ${min} ms, median ${median} ms, max ${max} ms`);
  if (acknowledged >= acknowledgedInTotal) report.pass();
  else report.fail('acknowledged writes in total', `${acknowledged} of ${acknowledgedInTotal}`);
}

/** The writes between two kills. Every second write creates a node, the others change the writer's own node. */
export class Round {
  readonly #index: number;
  readonly #target: number;
  readonly #writers: Writer[] = [];

  constructor(index: number, target: number) {
    this.#index = index;
    this.#target = target;
  }

  get acknowledged(): number {
    return this.#writers.reduce((total, writer) => total + writer.acknowledged, 0);
  }

  get inDoubt(): number {
    return this.#writers.reduce((total, writer) => total + writer.sent - writer.acknowledged, 0);
  }

  /** Writes through each port in turn; kills once the target is reached. */
  async writeUntilKilled({ ports, kill, logs }: KillTarget): Promise<void> {
    for (let index = 0; index < WRITERS; index += 1) {
      const session = await RawSession.open(ports[index % ports.length]!);
      this.#writers.push(new Writer(session, `/kill-${this.#index}-${index}`));
    }
    await Promise.all(this.#writers.map((writer) => writer.begin()));
    // The kill comes from inside the handling of a reply, with the other windows full.
    let killed: Promise<void> | undefined;
    const onReply = (): void => {
      if (this.acknowledged >= this.#target) killed ??= kill();
    };
    await Promise.all(this.#writers.map((writer) => writer.writeUntilTheEnd(onReply)));
    if (killed === undefined) throw new Error(`the server ended the connections itself\n${logs()}`);
    await killed;
  }

  /** What the server on this port shows, once it has caught up with its leader. */
  async verify(port: number): Promise<void> {
    const session = await RawSession.open(port);
    const synced = await session.sync('/');
    if (synced?.error !== 0) throw new Error(`port ${port}: sync: error ${synced?.error}`);
    for (const writer of this.#writers) await writer.verify(session);
    session.abandon();
  }
}

class Writer {
  readonly #session: RawSession;
  readonly #root: string;
  sent = 0;
  acknowledged = 0;

  constructor(session: RawSession, root: string) {
    this.#session = session;
    this.#root = root;
  }

  async begin(): Promise<void> {
    const reply = await this.#session.create(this.#root, '0');
    if (reply?.error !== 0) throw new Error(`${this.#root}: error ${reply?.error}`);
  }

  /** Keeps the window full until the connection ends. */
  async writeUntilTheEnd(onReply: () => void): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const settle = (reply: Awaited<ReturnType<RawSession['create']>>): void => {
        if (reply === undefined) {
          resolve();
        } else if (reply.error !== 0) {
          reject(new Error(`${this.#root}: error ${reply.error}`));
        } else {
          this.acknowledged += 1;
          onReply();
          this.#sendNext().then(settle);
        }
      };
      for (let under = 0; under < WINDOW; under += 1) this.#sendNext().then(settle);
    });
  }

  #sendNext(): ReturnType<RawSession['create']> {
    this.sent += 1;
    const value = String(this.sent);
    if (this.sent % 2 === 0) return this.#session.create(`${this.#root}/${value}`, value);
    return this.#session.setData(this.#root, value);
  }

  /**
   * Replies come in order, so the first `acknowledged` writes must be there, and what is there beyond them must be a
   * prefix of what was sent.
   */
  async verify(session: RawSession): Promise<void> {
    const own = await session.getData(this.#root);
    if (own === undefined) throw new Error(`${this.#root} is lost`);
    const changes = (count: number): number => (count + 1) >> 1;
    if (own.version < changes(this.acknowledged) || own.version > changes(this.sent)) {
      throw new Error(
        `${this.#root}: version ${own.version} after ${this.acknowledged} of ${this.sent} writes`,
      );
    }
    const last = own.version === 0 ? '0' : String(2 * own.version - 1);
    if (own.data !== last) throw new Error(`${this.#root}: ${own.data} at version ${own.version}`);
    const created: number[] = [];
    for (let value = 2; value <= this.sent; value += 2) created.push(value);
    const nodes = await Promise.all(created.map((value) => session.getData(`${this.#root}/${value}`)));
    const present = nodes.indexOf(undefined);
    const prefix = present === -1 ? nodes.length : present;
    for (const [index, node] of nodes.entries()) {
      const value = created[index]!;
      if (node === undefined && value <= this.acknowledged) throw new Error(`${this.#root}/${value} is lost`);
      if (node !== undefined && index > prefix) throw new Error(`${this.#root}: a hole before ${value}`);
      if (node !== undefined && node.data !== String(value))
        throw new Error(`${this.#root}/${value}: ${node.data}`);
    }
    const applied = own.version + prefix;
    if (Math.abs(own.version - prefix) > 1) throw new Error(`${this.#root}: ${applied} writes with a hole`);
  }
}
