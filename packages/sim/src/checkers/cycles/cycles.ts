import { ErrorCode, type SessionId, type Stat } from '@vivarium/jute';
import { isRead, type OneCall, type Outcome, type ReadCall, type SetAclCall } from '../../history/call.ts';
import type { Operation } from '../../history/history.ts';
import type { Judge } from '../judge.ts';
import { name } from '../witness/real-time.ts';
import { OrderGraph } from './graph.ts';

/** Who made one version of one znode, and who saw it. */
interface Version {
  writer: number | null;
  value: string | null;
  readonly readers: number[];
}

/**
 * A cycle check after Elle, for operations on more than one znode. Each answered operation is a node; the system's own
 * versions say who overwrote whom (ww), who saw whose value (wr), and whose value was overwritten after it was seen (rw).
 * Together with the order in each session, and with real time where that is promised, these must leave an order in which
 * each operation, every multi with all its parts, takes effect at once.
 */
export function checkCycles(
  operations: readonly Operation[],
  readsAreLinearizable: boolean,
  judge: Judge,
): void {
  new CycleCheck(operations, readsAreLinearizable, judge).run();
}

class CycleCheck {
  private readonly operations: readonly Operation[];
  private readonly readsAreLinearizable: boolean;
  private readonly judge: Judge;
  private readonly graph = new OrderGraph();
  /** By path and creation, then by version. */
  private readonly znodes = new Map<string, Version[]>();

  constructor(operations: readonly Operation[], readsAreLinearizable: boolean, judge: Judge) {
    this.operations = operations.filter(({ reply }) => reply !== null);
    this.readsAreLinearizable = readsAreLinearizable;
    this.judge = judge;
  }

  run(): void {
    for (const operation of this.operations) this.note(operation, this.graph.addNode());
    for (const versions of this.znodes.values()) this.relate(versions);
    this.relateSessions();
    this.relateTimes();
    this.judge.looked('I25', this.operations.length);
    const cycle = this.graph.findCycle();
    if (cycle === null) return;
    const around = cycle.flatMap((node) => this.operations[node] ?? []);
    const hasMulti = around.some(({ call }) => call.type === 'multi');
    this.judge.report(
      hasMulti ? 'I25' : 'I18',
      `no order has ${around.map(name).join(' before ')} before the first`,
    );
  }

  private note({ call, reply }: Operation, node: number): void {
    if (reply === null) return;
    if (call.type === 'multi') {
      if (reply.result.type !== 'multi') return;
      // The last part first: a multi that makes a znode anew gives one version twice, and only the last can be seen.
      for (const [at, outcome] of [...reply.result.results.entries()].reverse()) {
        this.notePart(call.ops[at] as OneCall, outcome, node);
      }
    } else if (call.type !== 'sync' && call.type !== 'closeSession' && call.type !== 'addWatch')
      this.notePart(call, reply, node);
  }

  private notePart(call: OneCall | SetAclCall | ReadCall, { err, result }: Outcome, node: number): void {
    if (err !== ErrorCode.ok) return;
    if (result.type === 'created' && call.type === 'create' && result.stat !== null) {
      this.wrote(this.version(result.path, result.stat), node, call.value);
    } else if (result.type === 'stat' && call.type === 'setData') {
      this.wrote(this.version(call.path, result.stat), node, call.value);
    } else if (result.type === 'stat') this.version(call.path, result.stat).readers.push(node);
    else if (result.type === 'data') this.read(this.version(call.path, result.stat), node, result.value);
  }

  private wrote(version: Version, node: number, value: string): void {
    if (version.writer === node) return;
    if (version.writer !== null) {
      this.judge.report('I18', `${this.nameOf(version.writer)} and ${this.nameOf(node)} made one version`);
    }
    if (version.value !== null && version.value !== value) this.differs(version, node, value);
    version.writer = node;
    version.value = value;
  }

  private read(version: Version, node: number, value: string): void {
    version.readers.push(node);
    if (version.value === null) version.value = value;
    else if (version.value !== value) this.differs(version, node, value);
  }

  private differs(version: Version, node: number, value: string): void {
    this.judge.report('I17', `${this.nameOf(node)} has ${value} where others have ${version.value}`);
  }

  private nameOf(node: number): string {
    return name(this.operations[node] as Operation);
  }

  private version(path: string, { czxid, version }: Stat): Version {
    const key = `${path} ${czxid}`;
    const versions = this.znodes.get(key) ?? [];
    this.znodes.set(key, versions);
    const found = versions[version] ?? { writer: null, value: null, readers: [] };
    versions[version] = found;
    return found;
  }

  /** A version that nobody was told of is passed over: what is known before it still comes before what is known behind. */
  private relate(versions: readonly (Version | undefined)[]): void {
    let before: Version | null = null;
    for (const version of versions) {
      if (version === undefined) continue;
      const { writer, readers } = version;
      if (writer !== null) for (const reader of readers) this.graph.before(writer, reader);
      if (before !== null) this.relatePair(before, version);
      // Where the writer of a version is unknown its readers stand for it.
      before = version;
    }
  }

  private relatePair(before: Version, after: Version): void {
    const { graph } = this;
    const first = after.writer === null ? after.readers : [after.writer];
    for (const to of first) {
      if (before.writer !== null) graph.before(before.writer, to);
      for (const from of before.readers) graph.before(from, to);
    }
  }

  private relateSessions(): void {
    const last = new Map<SessionId, number>();
    for (const [node, { session }] of this.operations.entries()) {
      const before = last.get(session);
      if (before !== undefined) this.graph.before(before, node);
      last.set(session, node);
    }
  }

  /** One node for each return, in a chain, so that there are no more edges than operations. */
  private relateTimes(): void {
    const { graph } = this;
    // A watch is set where the client is connected, like a read: nobody else's write waits for it.
    const isLocal = ({ call }: Operation) => isRead(call) || call.type === 'addWatch';
    const timed = [...this.operations.entries()].filter(
      ([, operation]) => this.readsAreLinearizable || !isLocal(operation),
    );
    const byReturn = timed.toSorted(([, a], [, b]) => a.returnedUs - b.returnedUs);
    let next = 0;
    let moment: number | null = null;
    for (const [node, operation] of timed.toSorted(([, a], [, b]) => a.invokedUs - b.invokedUs)) {
      for (let each = byReturn[next]; each !== undefined && each[1].returnedUs < operation.invokedUs; ) {
        const later = graph.addNode();
        if (moment !== null) graph.before(moment, later);
        graph.before(each[0], later);
        moment = later;
        each = byReturn[++next];
      }
      if (moment !== null) graph.before(moment, node);
    }
  }
}
