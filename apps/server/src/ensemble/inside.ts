import { createHash, randomInt } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Identity } from '@vivarium/client';
import {
  type Discovery,
  ElectionProbe,
  QuorumTap,
  ReplicaReader,
  TreeHistory,
  type TreeHistoryOptions,
  TreeReplica,
  type TxnListener,
} from '@vivarium/observe';
import type { EnsembleView, TimelineEvent } from '@vivarium/timeline';
import type { AgedReplica, Replica } from '../replica/replica.ts';

/** Sids of ours lie between these: above any that is configured, and exact as a number. */
const SID_MIN = 2 ** 40;
const SID_MAX = SID_MIN + 2 ** 47;
/** A tree that lost its leader so recently is still better than none. */
const STALE_AFTER_MS = 3_000;

/** What is wanted beyond the status poll. */
export interface InsideOptions {
  readonly probe: boolean;
  readonly tap: boolean;
  /** Where the history and our sid are kept. */
  readonly dataDir: string;
  /** Names the ensemble among those that this installation looks at. */
  readonly key: string;
}

export interface InsidePorts {
  readonly accept: (event: TimelineEvent) => void;
  readonly view: () => EnsembleView;
  /** Whose eyes the replica is read with: those of the dashboard's own connection. */
  readonly identities: () => readonly Identity[];
  readonly wallMs: () => number;
}

/** The ensemble as its own ports show it: votes by the election probe, every transaction by the observer tap. */
export class Inside {
  readonly #options: InsideOptions;
  readonly #ports: InsidePorts;
  #probe: ElectionProbe | null = null;
  #tap: QuorumTap | null = null;
  #replica: {
    readonly tree: TreeReplica;
    readonly reader: ReplicaReader;
    readonly history: TreeHistory;
  } | null = null;
  #isStreaming = false;
  #lostAtMs = Number.NEGATIVE_INFINITY;
  /** By the wall clock; null before the first stream. */
  #inStepAtMs: number | null = null;
  #fault: string | null = null;
  #listener: TxnListener | null = null;
  #isClosed = false;
  #leader: number | null = null;

  constructor(options: InsideOptions, ports: InsidePorts) {
    this.#options = options;
    this.#ports = ports;
  }

  /** Begins to look inside an ensemble whose ports are known. `isNamed`: events may name members by their server ids. */
  async start({ members }: Pick<Discovery, 'members'>, isNamed: boolean): Promise<void> {
    const sid = await this.#sid();
    const list = [...members.values()];
    if (this.#isClosed || list.length < 2) return;
    const { accept } = this.#ports;
    if (this.#options.probe && isNamed) {
      const probed = list.map(({ sid: id, host, electionPort }) => ({ id, host, electionPort }));
      this.#probe = new ElectionProbe({ sid, members: probed, onEvent: accept });
      this.#probe.start();
    }
    if (!this.#options.tap) return;
    const { wallMs } = this.#ports;
    const hashSeed = randomInt(2 ** 31);
    const directory = join(this.#options.dataDir, 'history', this.#folder());
    const onFault = (cause: string): void => {
      this.#fault = cause;
    };
    const history = await this.#open({ directory, hashSeed, wallMs, onFault });
    if (history === null) return;
    this.#fault = history.setAside;
    const tree = new TreeReplica(history.recovered);
    if (this.#listener !== null) tree.subscribe(this.#listener);
    const reader = new ReplicaReader(tree, () => idsOf(this.#ports.identities()));
    this.#replica = { tree, reader, history };
    if (this.#isClosed) {
      await history.close();
      return;
    }
    const voters = list.filter(({ role }) => role === 'participant');
    const targets = voters.map(({ sid: id, host, quorumPort: port }) => ({ id, host, port }));
    this.#tap = new QuorumTap({
      sid,
      targets: () => [...targets].sort((a, b) => this.#rank(a.id) - this.#rank(b.id)),
      replica: tree,
      history,
      hashSeed,
      onEvent: (event) => {
        if (isNamed || event.type === 'meansChanged') accept(event);
      },
      onStreaming: (isStreaming) => this.#streaming(isStreaming),
    });
    this.#tap.start();
  }

  /** Null when nothing can be kept there: without a history a tap would ask for whole copies again and again. */
  async #open(options: TreeHistoryOptions): Promise<TreeHistory | null> {
    try {
      return await TreeHistory.open(options);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      const state = {
        name: 'failed',
        cause: `no history can be kept in ${options.directory}: ${why}`,
      } as const;
      const stamp = { seq: 0, atMs: performance.now(), wallMs: this.#ports.wallMs(), member: 0 };
      this.#ports.accept({ ...stamp, type: 'meansChanged', means: 'observer-tap', state });
      return null;
    }
  }

  /** Takes the view after each event: what one means sees hurries the others. */
  look(view: EnsembleView): void {
    const isAfoot = view.gap !== null || view.failovers.at(-1)?.state === 'running';
    if (isAfoot) this.#probe?.hurry();
    const leader = view.verdict.kind === 'led' ? view.verdict.leader : null;
    if (leader === this.#leader) return;
    this.#leader = leader;
    if (leader !== null) this.#tap?.leaderChanged(leader);
  }

  /** Null while there is none that is up to date. */
  replica(): Replica | null {
    const isFresh = this.#isStreaming || performance.now() - this.#lostAtMs < STALE_AFTER_MS;
    return this.#replica !== null && isFresh ? this.#replica.reader : null;
  }

  /** However old it is. */
  lastKnown(): AgedReplica | null {
    const inStepAtMs = this.#isStreaming ? this.#ports.wallMs() : this.#inStepAtMs;
    return this.#replica === null || inStepAtMs === null
      ? null
      : { replica: this.#replica.reader, inStepAtMs };
  }

  get reader(): ReplicaReader | null {
    return this.#replica?.reader ?? null;
  }

  get history(): TreeHistory | null {
    return this.#replica?.history ?? null;
  }

  /** The tree itself, unguarded: for comparing it with the ensemble's. */
  get tree(): TreeReplica['tree'] | null {
    return this.#replica?.tree.tree ?? null;
  }

  /** Asks often for a while. */
  hurry(): void {
    this.#probe?.hurry();
  }

  get isStreaming(): boolean {
    return this.#isStreaming;
  }

  /** What the tap has; null without one. */
  async standing() {
    const replica = this.#replica;
    if (replica === null || this.#tap === null) return null;
    const { history, tree } = replica;
    return {
      streaming: this.#isStreaming,
      leader: this.#tap.leader,
      zxid: tree.zxid,
      nodes: tree.tree.nodeCount,
      copies: this.#tap.copiesTaken,
      lastCopyAtMs: history.lastCopyMs === 0 ? null : history.lastCopyMs,
      historyBytes: await history.bytes(),
      historyFrom: await history.oldestZxid(),
      historyFault: this.#fault,
    };
  }

  /** Hears of every transaction from here on; one listener. */
  listen(listener: TxnListener): void {
    this.#listener = listener;
    this.#replica?.tree.subscribe(listener);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#probe?.stop();
    await this.#tap?.stop();
    await this.#replica?.history.close();
  }

  #streaming(isStreaming: boolean): void {
    this.#isStreaming = isStreaming;
    if (!isStreaming) {
      this.#lostAtMs = performance.now();
      this.#inStepAtMs = this.#ports.wallMs();
      this.#probe?.hurry();
    }
  }

  /** Whom the others vote for is asked first: a port that refuses costs little, but one that hangs costs a second. */
  #rank(id: number): number {
    const { verdict } = this.#ports.view();
    if (verdict.kind === 'led' && verdict.leader === id) return 0;
    return this.#probe?.heard(id)?.state === 'leading' ? 1 : 2;
  }

  #folder(): string {
    return createHash('sha256').update(this.#options.key).digest('hex').slice(0, 16);
  }

  /** Drawn once for this installation and ensemble: members remember every sid that ever asked. */
  async #sid(): Promise<number> {
    const directory = join(this.#options.dataDir, 'history', this.#folder());
    const file = join(directory, 'sid');
    const kept = Number(await readFile(file, 'utf8').catch(() => ''));
    if (Number.isSafeInteger(kept) && kept >= SID_MIN) return kept;
    const sid = SID_MIN + randomInt(SID_MAX - SID_MIN);
    // One that cannot be kept serves until the end of this process.
    await mkdir(directory, { recursive: true, mode: 0o700 })
      .then(() => writeFile(file, String(sid), { mode: 0o600 }))
      .catch(() => undefined);
    return sid;
  }
}

/** `whoAmI` tells ids whole but for digests, whose secret part it keeps: with such a one alone nothing is opened. */
function idsOf(identities: readonly Identity[]): { scheme: string; id: string }[] {
  return identities
    .filter(({ scheme }) => scheme !== 'digest')
    .map(({ scheme, user }) => ({ scheme, id: user }));
}
