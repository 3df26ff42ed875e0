import { type ClientState, TreeCache, type WatchEvent, ZooKeeper } from '@vivarium/client';
import { ErrorCode } from '@vivarium/jute';
import { Random } from '../../differential/random.ts';
import { Gate, type RunningServer, type ServerKind, startServer } from '../../harness/index.ts';
import type { Suite, SuiteReport } from '../report.ts';
import { reference, subject } from '../subject.ts';

const RESTARTS = 100;
const WATCHED = 8;
const TREE_NODES = 12;
const IN_FLIGHT = 20;
const SESSION_TIMEOUT_MS = 30_000;
/** Of any single step; the steps themselves end by events. */
const STEP_DEADLINE_MS = 30_000;
/** A hundred JVMs: compiled as quickly as possible, as none of them lives long. */
const QUICK_JAVA = { JDK_JAVA_OPTIONS: '-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xshare:auto' };

/** A client outlives a hundred restarts of its server: session, ephemeral nodes, watches, cache, nothing sent twice. */
export const clientRestartsSuite: Suite = {
  name: 'client restarts',
  async run(report) {
    await Promise.all([...new Set([subject, reference])].map((kind) => surviveRestarts(report, kind)));
  },
};

async function surviveRestarts(report: SuiteReport, kind: ServerKind): Promise<void> {
  const config = { tickTime: '1000', maxSessionTimeout: String(SESSION_TIMEOUT_MS) };
  const server = await startServer({ kind, config, env: QUICK_JAVA });
  const survivor = await Survivor.begin(server, kind === reference ? 2 : 1);
  const startedMs = performance.now();
  let survived = 0;
  try {
    for (let restart = 1; restart <= RESTARTS && survived === restart - 1; restart++) {
      // What went wrong once would be reported again in every later round, so the first failure is the last round.
      await report.check(`${kind}, restart ${restart}`, async () => {
        await survivor.live(server);
        survived = restart;
      });
    }
    const seconds = ((performance.now() - startedMs) / 1_000).toFixed(1);
    report.note(`${kind}: ${survived} restarts in ${seconds} s; ${survivor.summary()}`);
  } finally {
    await survivor.end();
    await server.stop();
  }
}

/** One watched node: what its one-shot watch has told since it was set. */
interface Watched {
  readonly path: string;
  readonly events: WatchEvent[];
}

/** The client under test behind its gate, and a second one that changes what the first one watches. */
class Survivor {
  readonly #gate: Gate;
  readonly #writerGate: Gate;
  readonly #random: Random;
  readonly #client: ZooKeeper;
  readonly #writer: ZooKeeper;
  readonly #cache: TreeCache;
  readonly #watched: readonly Watched[];
  readonly #sessionId: string;
  readonly #ephemeralCzxid: number;
  #acknowledged = 0;
  #unknown = 0;
  #fired = 0;

  private constructor(
    gate: Gate,
    writerGate: Gate,
    random: Random,
    client: ZooKeeper,
    writer: ZooKeeper,
    sessionId: string,
    ephemeralCzxid: number,
  ) {
    this.#gate = gate;
    this.#writerGate = writerGate;
    this.#random = random;
    this.#client = client;
    this.#writer = writer;
    this.#cache = new TreeCache(client, '/tree').start();
    this.#watched = Array.from({ length: WATCHED }, (_, at) => ({ path: `/watched-${at}`, events: [] }));
    this.#sessionId = sessionId;
    this.#ephemeralCzxid = ephemeralCzxid;
  }

  static async begin(server: RunningServer, seed: number): Promise<Survivor> {
    const [gate, writerGate] = [await Gate.before(server.port), await Gate.before(server.port)];
    const options = { sessionTimeoutMs: SESSION_TIMEOUT_MS, requestDeadlineMs: STEP_DEADLINE_MS };
    const client = new ZooKeeper(gate.address, options);
    const writer = new ZooKeeper(writerGate.address, options);
    await Promise.all([client.connect(), writer.connect()]);
    for (let at = 0; at < WATCHED; at++) await writer.create(`/watched-${at}`);
    for (const path of ['/counter', '/tree']) await writer.create(path);
    const { stat } = await client.create('/mine', null, { mode: 'ephemeral' });
    const survivor = new Survivor(
      gate,
      writerGate,
      new Random(seed),
      client,
      writer,
      sessionOf(client.state),
      stat.czxid,
    );
    await survivor.#watch();
    return survivor;
  }

  summary(): string {
    return (
      `${this.#fired} one-shot watches fired once each, ${this.#acknowledged} writes acknowledged, ` +
      `${this.#unknown} with an outcome unknown`
    );
  }

  /** One restart, with requests under way and changes made while the client is away. */
  async live(server: RunningServer): Promise<void> {
    const random = this.#random;
    const away = untilState(this.#client, 'disconnected');
    const writes = this.#write();
    // Half of the restarts hit writes under way, the others come behind their replies.
    if (random.below(2) === 0) await writes;
    // Held back, the client misses changes that another one makes; else it dials a server that is not there.
    const isHeld = random.below(4) > 0;
    if (isHeld && random.below(2) === 0) this.#gate.hold();
    if (random.below(2) === 0) await server.kill();
    else await server.stop();
    if (isHeld) this.#gate.hold();
    // The second one only waits, so that the round need not wait for its next dial.
    this.#writerGate.hold();
    await away;
    // Apache's server keeps a connection that comes while it loads its data, and never answers it: ZKDatabase is null then.
    if (server.kind === 'apache') this.#gate.hold();
    await server.start();
    this.#writerGate.open();
    await this.#change(this.#watched.filter(() => isHeld && random.below(2) === 0));
    this.#gate.open();
    await writes;
    await this.#verify();
  }

  async end(): Promise<void> {
    await this.#cache.close().catch(() => undefined);
    await Promise.all([this.#client.close(), this.#writer.close()]);
    await Promise.all([this.#gate.close(), this.#writerGate.close()]);
  }

  /** Writes that only their caller could repeat; each is acknowledged or its outcome is unknown. */
  async #write(): Promise<void> {
    const results = Array.from({ length: IN_FLIGHT }, () => this.#client.setData('/counter', 'x'));
    for (const { status, ...rest } of await Promise.allSettled(results)) {
      if (status === 'fulfilled') this.#acknowledged += 1;
      else if (isLoss((rest as { reason: unknown }).reason)) this.#unknown += 1;
      else throw (rest as { reason: unknown }).reason;
    }
  }

  async #verify(): Promise<void> {
    // Its reply comes behind the events of everything that was changed before.
    const mine = await repeated(() => this.#client.exists('/mine'));
    const { state } = this.#client;
    if (sessionOf(state) !== this.#sessionId) throw new Error(`another session: ${JSON.stringify(state)}`);
    if (mine?.czxid !== this.#ephemeralCzxid)
      throw new Error(`the ephemeral node is another one: ${mine?.czxid}`);
    const { version } = (await this.#client.exists('/counter')) ?? { version: -1 };
    if (version < this.#acknowledged || version > this.#acknowledged + this.#unknown) {
      throw new Error(
        `${version} writes happened, ${this.#acknowledged} acknowledged, ${this.#unknown} unknown`,
      );
    }
    // Those that have not fired must still be set: each fires once in all.
    await this.#change(this.#watched.filter(({ events }) => events.length === 0));
    await this.#client.exists('/mine');
    for (const { path, events } of this.#watched) {
      const [event] = events;
      const isRight = events.length === 1 && event?.type === 'dataChanged' && event.path === path;
      if (!isRight) throw new Error(`${path} was told ${JSON.stringify(events)}`);
      this.#fired += 1;
    }
    await this.#watch();
    await converge(this.#cache, await treeOf(this.#writer, '/tree'));
  }

  async #watch(): Promise<void> {
    for (const { path, events } of this.#watched) {
      events.length = 0;
      await this.#client.getData(path, { watch: (event) => events.push(event) });
    }
  }

  /** Changes the given nodes and something of the tree. */
  async #change(watched: readonly Watched[]): Promise<void> {
    const writer = this.#writer;
    for (const { path } of watched) await repeated(() => writer.setData(path, 'changed'));
    const path = `/tree/${this.#random.below(TREE_NODES)}`;
    const exists = (await repeated(() => writer.exists(path))) !== null;
    if (!exists) await writer.create(path, String(this.#random.below(1_000)));
    else if (this.#random.below(3) === 0) await writer.delete(path);
    else await writer.setData(path, String(this.#random.below(1_000)));
  }
}

function sessionOf(state: ClientState): string {
  return 'sessionId' in state ? state.sessionId : state.name;
}

function isLoss(error: unknown): boolean {
  return (error as { code?: number }).code === ErrorCode.connectionLoss;
}

/** For what may be done twice: reads, and writes of a constant. */
async function repeated<T>(request: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await request();
    } catch (error) {
      if (!isLoss(error)) throw error;
    }
  }
}

function untilState(client: ZooKeeper, name: ClientState['name']): Promise<void> {
  return new Promise((resolve) => {
    const end = client.subscribe((state) => {
      if (state.name !== name) return;
      end();
      resolve();
    });
  });
}

async function treeOf(client: ZooKeeper, root: string): Promise<string> {
  const { children } = await client.getChildren(root);
  const paths = [root, ...children.map((name) => `${root}/${name}`)].sort();
  const nodes = await Promise.all(paths.map((path) => client.getData(path)));
  return nodes.map(({ data, stat }, at) => lineOf(paths[at] as string, data, stat.version)).join('\n');
}

function lineOf(path: string, data: Uint8Array | null, version: number): string {
  return `${path} ${data === null ? 'null' : Buffer.from(data).toString()} v${version}`;
}

/** Resolves when the cache shows the tree; rejects with both when it does not come to that. */
function converge(cache: TreeCache, expected: string): Promise<void> {
  const shown = () =>
    cache
      .paths()
      .sort()
      .map((path) => lineOf(path, cache.get(path)?.data ?? null, cache.get(path)?.stat.version ?? -1))
      .join('\n');
  return new Promise((resolve, reject) => {
    const end = (settle: () => void) => {
      unsubscribe();
      clearTimeout(timer);
      settle();
    };
    const unsubscribe = cache.subscribe(() => {
      if (cache.current && shown() === expected) end(resolve);
    });
    const late = () => end(() => reject(new Error(`the cache shows\n${shown()}\ninstead of\n${expected}`)));
    const timer = setTimeout(late, STEP_DEADLINE_MS);
    if (cache.current && shown() === expected) end(resolve);
  });
}
