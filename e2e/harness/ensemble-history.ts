/** A change of a register that a client asked for. Every value is written once only, so a value names its write. */
export interface WriteRecord {
  readonly client: number;
  readonly register: string;
  readonly value: string;
  /** The version that the register had to have; undefined when any would do. */
  readonly expected: number | undefined;
  readonly invokedMs: number;
  readonly returnedMs: number;
  /** Undefined when the connection ended first: it took effect or not, and may still do so. */
  readonly outcome: WriteOutcome | undefined;
}

export interface WriteOutcome {
  readonly zxid: bigint;
  /** Apache's error code; 0 when it was done. */
  readonly error: number;
  /** The register's version after it; only when it was done. */
  readonly version: number;
}

export interface ReadRecord {
  readonly client: number;
  readonly register: string;
  readonly invokedMs: number;
  readonly returnedMs: number;
  /** A sync of the same session was answered just before; this is when that was asked for. */
  readonly syncedMs: number | undefined;
  /** The last transaction that the server had applied. */
  readonly zxid: bigint;
  readonly value: string;
  readonly version: number;
  readonly mzxid: bigint;
}

/** What all clients saw. Each client's own records are in the order in which it made them. */
export class History {
  readonly writes: WriteRecord[] = [];
  readonly reads: ReadRecord[] = [];

  get acknowledged(): number {
    return this.writes.filter((write) => write.outcome?.error === 0).length;
  }

  get operations(): number {
    return this.writes.length + this.reads.length;
  }

  /** The longest times without an acknowledged write, longest first. */
  gapsMs(): number[] {
    const at = this.writes.filter((write) => write.outcome?.error === 0).map((write) => write.returnedMs);
    at.sort((a, b) => a - b);
    const gaps = at.slice(1).map((time, index) => time - at[index]!);
    return gaps.sort((a, b) => b - a);
  }
}

/** A write with its place in the order of all transactions. */
interface Placed {
  readonly write: WriteRecord;
  readonly zxid: bigint;
  readonly version: number;
}

/**
 * The witness check: every reply names a transaction number, so the order of all writes is known and no search for one is
 * needed. Returns each contradiction as one sentence; none when the history is linearizable for writes and for reads
 * after a sync, and sequentially consistent for all reads.
 */
export function contradictions(history: History): string[] {
  const found: string[] = [];
  const placed = place(history, found);
  checkOrder(placed, history, found);
  checkRealTime(history, found);
  checkSessions(history, found);
  checkReads(history, placed, found);
  checkRefusals(history, placed, found);
  return found;
}

const badVersion = -103;

/** Puts every write that took effect into its register's order; one without a reply by the reads that saw it. */
function place(history: History, found: string[]): Map<string, Placed[]> {
  const byValue = new Map<string, WriteRecord>();
  const known = new Map<WriteRecord, Placed>();
  for (const write of history.writes) {
    byValue.set(write.value, write);
    if (write.outcome?.error === 0) {
      known.set(write, { write, zxid: write.outcome.zxid, version: write.outcome.version });
    }
  }
  for (const read of history.reads) {
    const write = byValue.get(read.value);
    if (write === undefined || write.register !== read.register) {
      found.push(`${name(read)} saw "${read.value}", which nobody wrote there`);
    } else if (write.outcome !== undefined && write.outcome.error !== 0) {
      found.push(`${name(read)} saw "${read.value}", whose write was refused with ${write.outcome.error}`);
    } else {
      const before = known.get(write) ?? { write, zxid: read.mzxid, version: read.version };
      known.set(write, before);
      if (before.zxid !== read.mzxid || before.version !== read.version) {
        const places = `${hex(before.zxid)} version ${before.version}, ${hex(read.mzxid)} version ${read.version}`;
        found.push(`${name(read)} saw "${read.value}" in two places: ${places}`);
      }
    }
  }
  const registers = new Map<string, Placed[]>();
  for (const one of known.values()) {
    const { register } = one.write;
    registers.set(register, [...(registers.get(register) ?? []), one]);
  }
  return registers;
}

/** Within a register, versions go up by one with the zxid, but for writes that nobody saw. */
function checkOrder(placed: ReadonlyMap<string, Placed[]>, history: History, found: string[]): void {
  for (const [register, writes] of placed) {
    writes.sort((a, b) => (a.zxid < b.zxid ? -1 : 1));
    const seen = new Set(writes.map(({ write }) => write));
    let unseen = history.writes.filter((write) => write.register === register && !write.outcome).length;
    for (const { write } of writes) if (write.outcome === undefined && seen.has(write)) unseen -= 1;
    for (const [index, after] of writes.entries()) {
      const before = writes[index - 1];
      if (before === undefined) continue;
      const missing = after.version - before.version - 1;
      if (after.zxid === before.zxid) found.push(`${register}: two writes at ${hex(after.zxid)}`);
      if (missing < 0) {
        found.push(`${register}: version ${before.version} before, ${after.version} at ${hex(after.zxid)}`);
      }
      if (missing > 0) unseen -= missing;
      if (after.write.expected !== undefined && after.version !== after.write.expected + 1) {
        found.push(
          `${register}: "${after.write.value}" at ${after.version} expected ${after.write.expected}`,
        );
      }
    }
    if (unseen < 0)
      found.push(`${register}: ${-unseen} versions more than writes that could be without a reply`);
  }
}

/** What returned before something else was asked for comes first; a read after a sync sees all of that. */
function checkRealTime(history: History, found: string[]): void {
  const done = history.writes.filter((write) => write.outcome !== undefined);
  const returns = [...done].sort((a, b) => a.returnedMs - b.returnedMs);
  const asked = [
    ...done.map((write) => ({ atMs: write.invokedMs, zxid: write.outcome!.zxid, what: `"${write.value}"` })),
    ...history.reads
      .filter((read) => read.syncedMs !== undefined)
      .map((read) => ({ atMs: read.syncedMs!, zxid: read.zxid, what: `${name(read)} after a sync` })),
  ].sort((a, b) => a.atMs - b.atMs);
  let next = 0;
  let latest: WriteRecord | undefined;
  for (const { atMs, zxid, what } of asked) {
    while (next < returns.length && returns[next]!.returnedMs < atMs) {
      const write = returns[next]!;
      if (latest === undefined || write.outcome!.zxid > latest.outcome!.zxid) latest = write;
      next += 1;
    }
    if (latest !== undefined && latest.outcome!.zxid > zxid) {
      found.push(
        `${what} at ${hex(zxid)}, but "${latest.value}" had returned with ${hex(latest.outcome!.zxid)}`,
      );
    }
  }
}

/** No client goes back in time, whichever member it talks to. */
function checkSessions(history: History, found: string[]): void {
  const last = new Map<number, bigint>();
  const steps = [
    ...history.writes.flatMap(({ client, invokedMs, outcome, value }) =>
      outcome === undefined ? [] : [{ client, invokedMs, zxid: outcome.zxid, what: `"${value}"` }],
    ),
    ...history.reads.map((read) => ({ ...read, what: name(read) })),
  ].sort((a, b) => a.invokedMs - b.invokedMs);
  for (const { client, zxid, what } of steps) {
    const before = last.get(client) ?? 0n;
    if (zxid < before) found.push(`client ${client} was at ${hex(before)}, then ${what} at ${hex(zxid)}`);
    else last.set(client, zxid);
  }
}

/** A read shows the last write up to the state it was answered from. */
function checkReads(history: History, placed: ReadonlyMap<string, Placed[]>, found: string[]): void {
  for (const read of history.reads) {
    const due = lastBefore(placed.get(read.register) ?? [], read.zxid + 1n);
    if (due === undefined || due.zxid === read.mzxid) continue;
    const late = read.mzxid < due.zxid;
    const seen = `"${read.value}" of ${hex(read.mzxid)}`;
    const what = late ? `not "${due.write.value}" of ${hex(due.zxid)}` : `which lies ahead`;
    found.push(`${name(read)} at ${hex(read.zxid)} saw ${seen}, ${what}`);
  }
}

/** A conditional write is refused only where the version is another one. */
function checkRefusals(history: History, placed: ReadonlyMap<string, Placed[]>, found: string[]): void {
  for (const { outcome, expected, register, value } of history.writes) {
    if (outcome === undefined || outcome.error === 0) continue;
    if (outcome.error !== badVersion || expected === undefined) {
      found.push(`"${value}" was refused with ${outcome.error}`);
      continue;
    }
    const writes = placed.get(register) ?? [];
    const before = lastBefore(writes, outcome.zxid);
    const after = writes.find((write) => write.zxid > outcome.zxid);
    // Unless the versions on both sides follow each other, a write that nobody saw may lie between.
    const isCertain = before !== undefined && after?.version === before.version + 1;
    if (isCertain && before.version === expected) {
      found.push(`"${value}" was refused at ${hex(outcome.zxid)}, but the version was ${expected}`);
    }
  }
}

/** The last write below this zxid, by bisection. */
function lastBefore(writes: readonly Placed[], zxid: bigint): Placed | undefined {
  let low = 0;
  let high = writes.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (writes[middle]!.zxid < zxid) low = middle + 1;
    else high = middle;
  }
  return writes[low - 1];
}

function name(read: ReadRecord): string {
  return `a read of ${read.register} by client ${read.client}`;
}

function hex(zxid: bigint): string {
  return `0x${zxid.toString(16)}`;
}
