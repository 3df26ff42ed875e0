import { EnsembleClient, type EnsembleClientOptions } from './ensemble-client.ts';
import { History } from './ensemble-history.ts';
import { parseRead, parseStat, type RawSession } from './raw-session.ts';

export interface EnsembleLoadOptions extends EnsembleClientOptions {
  /** Parent of the registers; made by `begin`. */
  readonly root: string;
  readonly clients: number;
  readonly registers: number;
}

/** Out of ten operations: three sets, two conditional sets, four reads, one sync and read. */
const mix = ['set', 'read', 'swap', 'read', 'set', 'synced', 'read', 'set', 'swap', 'read'] as const;

/**
 * Several clients that change and read a few registers, one request each at a time, whatever happens to the members. All
 * that they see goes into `history`.
 */
export class EnsembleLoad {
  readonly history = new History();
  readonly #options: EnsembleLoadOptions;
  readonly #clients: EnsembleClient[] = [];
  #running: Promise<void>[] = [];
  #isEnding = false;
  #serial = 0;
  #acknowledged = 0;
  #onAcknowledged: () => void = () => undefined;

  constructor(options: EnsembleLoadOptions) {
    this.#options = options;
    for (let index = 0; index < options.clients; index += 1) {
      this.#clients.push(new EnsembleClient(options, index));
    }
  }

  get expiries(): number {
    return this.#clients.reduce((sum, client) => sum + client.expiries, 0);
  }

  get reconnects(): number {
    return this.#clients.reduce((sum, client) => sum + client.reconnects, 0);
  }

  /** Makes the registers, before anything fails, and starts all clients. */
  async begin(): Promise<void> {
    const { root, registers } = this.#options;
    const first = this.#clients[0]!;
    const made = await first.call((session) => session.create(root, ''));
    if (made?.error !== 0) throw new Error(`${root}: error ${made?.error}`);
    for (let index = 0; index < registers; index += 1) {
      const register = `${root}/${index}`;
      const invokedMs = performance.now();
      const value = this.#value(0);
      const reply = await first.call((session) => session.create(register, value));
      if (reply?.error !== 0) throw new Error(`${register}: error ${reply?.error}`);
      const returnedMs = performance.now();
      const outcome = { zxid: reply.zxid, error: 0, version: 0 };
      const write = { client: 0, register, value, expected: undefined, invokedMs, returnedMs, outcome };
      this.history.writes.push(write);
    }
    this.#running = this.#clients.map((client, index) => this.#run(client, index));
  }

  /** Resolves once this many more writes are acknowledged. Rejects when that takes longer. */
  async acknowledge(count: number, timeoutMs = 30_000): Promise<void> {
    const started = performance.now();
    const due = this.#acknowledged + count;
    while (this.#acknowledged < due) {
      if (performance.now() - started > timeoutMs) {
        throw new Error(`only ${this.#acknowledged + count - due} of ${count} writes in ${timeoutMs} ms`);
      }
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 1_000);
        this.#onAcknowledged = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  /** Lets every client finish what it has under way; gives it up when no member answers in time. */
  async end(patienceMs = 30_000): Promise<void> {
    this.#isEnding = true;
    const giveUp = setTimeout(() => {
      for (const client of this.#clients) client.close();
    }, patienceMs);
    await Promise.all(this.#running);
    clearTimeout(giveUp);
    for (const client of this.#clients) client.close();
  }

  /** Reads every register once more, on every member given by its port, after a sync there. Rejects when one is late. */
  async readAll(ports: readonly number[], timeoutMs = 30_000): Promise<void> {
    const { root, registers, sessionTimeoutMs, silenceMs } = this.#options;
    for (const [index, port] of ports.entries()) {
      const client = new EnsembleClient({ ports: [port], sessionTimeoutMs, silenceMs });
      const late = setTimeout(() => client.close(), timeoutMs);
      for (let register = 0; register < registers; register += 1) {
        const path = `${root}/${register}`;
        // A connection may end once more while the last members find each other.
        while ((await this.#read(client, this.#clients.length + index, path, true)) === undefined) {
          if (client.isClosed) throw new Error(`${path} is not answered on port ${port}`);
        }
      }
      clearTimeout(late);
      client.close();
    }
  }

  async #run(client: EnsembleClient, index: number): Promise<void> {
    const { root, registers } = this.#options;
    const versions = new Map<string, number>();
    for (let turn = index; !this.#isEnding; turn += 1) {
      // Neighbours in the mix go to different registers, and clients meet on the same ones.
      const register = `${root}/${(turn * 7 + index) % registers}`;
      const kind = mix[turn % mix.length]!;
      if (kind === 'set') await this.#write(client, index, register, undefined, versions);
      else if (kind === 'swap') {
        await this.#write(client, index, register, versions.get(register) ?? 0, versions);
      } else {
        const version = await this.#read(client, index, register, kind === 'synced');
        if (version !== undefined) versions.set(register, version);
      }
    }
  }

  async #write(
    client: EnsembleClient,
    index: number,
    register: string,
    expected: number | undefined,
    versions: Map<string, number>,
  ): Promise<void> {
    const value = this.#value(index);
    const invokedMs = performance.now();
    const reply = await client.call((session) => session.setData(register, value, expected));
    const returnedMs = performance.now();
    const record = { client: index, register, value, expected, invokedMs, returnedMs };
    if (reply === undefined) {
      this.history.writes.push({ ...record, outcome: undefined });
      return;
    }
    const version = reply.error === 0 ? parseStat(reply.body).version : -1;
    this.history.writes.push({ ...record, outcome: { zxid: reply.zxid, error: reply.error, version } });
    if (reply.error === 0) {
      versions.set(register, version);
      this.#acknowledged += 1;
      this.#onAcknowledged();
    }
  }

  async #read(
    client: EnsembleClient,
    index: number,
    register: string,
    synced: boolean,
  ): Promise<number | undefined> {
    const askedMs = performance.now();
    let session: RawSession | undefined;
    if (synced) {
      const answer = await client.call((current) => {
        session = current;
        return current.sync(register);
      });
      if (answer?.error !== 0) return undefined;
    }
    const invokedMs = performance.now();
    let isSame = synced;
    const reply = await client.call((current) => {
      // A sync counts only for the member that answered it.
      isSame = synced && current === session;
      return current.read(register);
    });
    if (reply === undefined) return undefined;
    if (reply.error !== 0) throw new Error(`${register}: a read says ${reply.error}`);
    const { zxid, data, version, mzxid } = parseRead(reply);
    const returnedMs = performance.now();
    const syncedMs = isSame ? askedMs : undefined;
    const record = { client: index, register, invokedMs, returnedMs, syncedMs };
    this.history.reads.push({ ...record, zxid, value: data, version, mzxid });
    return version;
  }

  #value(client: number): string {
    this.#serial += 1;
    return `${client}-${this.#serial}`;
  }
}
