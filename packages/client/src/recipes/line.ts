import { randomUUID } from 'node:crypto';
import { type Acl, ErrorCode } from '@vivarium/jute';
import type { NodeData } from '../multi.ts';
import { toBytes } from '../multi.ts';
import { oneShotWatch } from '../watch-event.ts';
import type { ZooKeeper } from '../zookeeper.ts';
import { ZooKeeperError } from '../zookeeper-error.ts';
import { childOf, ensurePath } from './ensure-path.ts';
import { PlaceLostError } from './recipe-error.ts';
import { hasCode, Term } from './term.ts';

const NUMBER_DIGITS = 10;

/** A line of sequential ephemerals below one node: the ground of locks and elections. */
export interface Line {
  readonly path: string;
  /** What the name of a new place begins with, before the server's number: `lock-`, … */
  readonly prefix: string;
  /** All the prefixes that stand in this line; those of others are passed over. */
  readonly prefixes: readonly string[];
  /**
   * Names carry `_c_<uuid>-`, Curator's mark, by which a place is found again when the reply to its create was
   * lost. Without it, a place is known by its owner and its data.
   */
  readonly isProtected: boolean;
  readonly acl?: readonly Acl[];
}

/** The places in a line, first one first. Curator sorts by the text behind the prefix; so do we. */
export function inOrder(line: Pick<Line, 'prefixes'>, children: readonly string[]): string[] {
  return children
    .map((name) => ({ name, number: numberIn(line, name) }))
    .filter((place): place is { name: string; number: string } => place.number !== null)
    .sort((a, b) => (a.number < b.number ? -1 : a.number > b.number ? 1 : 0))
    .map(({ name }) => name);
}

function numberIn({ prefixes }: Pick<Line, 'prefixes'>, name: string): string | null {
  for (const prefix of prefixes) {
    const at = name.lastIndexOf(prefix);
    const number = at < 0 ? '' : name.slice(at + prefix.length);
    if (number.length >= NUMBER_DIGITS && /^-?\d+$/.test(number)) return number;
  }
  return null;
}

/** Whom a place waits for, among those in order; null when it is its turn. */
export type WaitsFor = (places: readonly string[], mine: number) => string | null;

/** The one ahead: each end wakes one, not all. */
export const theOneAhead: WaitsFor = (places, mine) => places[mine - 1] ?? null;

/** Places that are known: what is looked for after a lost reply is none of these. */
const standing = new WeakMap<ZooKeeper, Set<string>>();

/** A node of ours in a line. */
export class Place {
  readonly path: string;
  readonly name: string;
  /** The zxid that made it: grows from place to place, which makes it a fencing token. */
  readonly czxid: number;
  private readonly client: ZooKeeper;
  private readonly line: Line;
  private hasLeft = false;
  private losing: (error: PlaceLostError) => void = () => {};
  /** Resolves when somebody else deleted the node. */
  readonly lost: Promise<PlaceLostError>;

  private constructor(client: ZooKeeper, line: Line, name: string, czxid: number) {
    this.client = client;
    this.line = line;
    this.name = name;
    this.path = childOf(line.path, name);
    this.czxid = czxid;
    standing.set(client, (standing.get(client) ?? new Set()).add(this.path));
    this.lost = new Promise((resolve) => {
      this.losing = resolve;
    });
  }

  /**
   * Enters the line at its end. When the term ends before that is certain, whatever was made is taken away
   * in the background: a node that nobody knows of would stop the line for as long as the session lives.
   */
  static async take(term: Term, line: Line, data: NodeData): Promise<Place> {
    const { client } = term;
    const id = randomUUID();
    const mark = line.isProtected ? `_c_${id}-${line.prefix}` : line.prefix;
    let mayHaveMade = false;
    try {
      for (;;) {
        try {
          const options = {
            mode: 'ephemeralSequential',
            ...(line.acl === undefined ? {} : { acl: line.acl }),
          } as const;
          mayHaveMade = true;
          const path = childOf(line.path, mark);
          const created = await term.once((call) => client.create(path, data, { ...options, ...call }));
          return await Place.stand(term, line, created.path, created.stat.czxid);
        } catch (error) {
          if (!(error instanceof ZooKeeperError)) throw error;
          mayHaveMade = error.outcomeUnknown;
          if (error.code === ErrorCode.noNode) await ensurePath(term, line.path);
          else if (error.outcomeUnknown) {
            const found = await findMine(term, line, mark, data);
            if (found !== null) return await Place.stand(term, line, found.path, found.czxid);
          } else if (error.code !== ErrorCode.connectionLoss && error.code !== ErrorCode.requestTimeout) {
            throw error;
          }
        }
      }
    } catch (error) {
      if (mayHaveMade) void withdraw(client, line, mark, data);
      throw error;
    }
  }

  private static async stand(term: Term, line: Line, path: string, czxid: number): Promise<Place> {
    const place = new Place(term.client, line, path.slice(path.lastIndexOf('/') + 1), czxid);
    try {
      await place.watchOver(term);
    } catch (error) {
      void place.leave().catch(() => undefined);
      throw error;
    }
    return place;
  }

  /** Resolves when it is this place's turn. `told` hears whom it waits for, each time that changes. */
  async turn(term: Term, waitsFor: WaitsFor, told: (path: string) => void = () => {}): Promise<void> {
    const { client, line } = this;
    let before: string | null = null;
    for (;;) {
      const { children } = await term
        .repeat((call) => client.getChildren(line.path, call))
        .catch((error) => {
          throw hasCode(error, ErrorCode.noNode) ? new PlaceLostError(this.path) : error;
        });
      const places = inOrder(line, children);
      const mine = places.indexOf(this.name);
      if (mine < 0) throw new PlaceLostError(this.path);
      const name = waitsFor(places, mine);
      if (name === null) return;
      const ahead = childOf(line.path, name);
      const { watch, fired } = oneShotWatch();
      try {
        // Not by `exists`, which would leave a watch on a node that never comes back.
        await term.repeat((call) => client.getData(ahead, { ...call, watch }));
      } catch (error) {
        if (hasCode(error, ErrorCode.noNode)) continue;
        throw error;
      }
      if (ahead !== before) told(ahead);
      before = ahead;
      const event = await term.until(Promise.race([fired, this.lost]));
      if (event instanceof PlaceLostError) throw event;
    }
  }

  /** Takes the node away, however long there is no connection. Ends at once when the session is over. */
  async leave(): Promise<void> {
    this.hasLeft = true;
    const term = new Term(this.client);
    try {
      await deleteSurely(term, this.path);
    } finally {
      term.end();
      standing.get(this.client)?.delete(this.path);
    }
  }

  private async watchOver(term: Term): Promise<void> {
    const watch = (event: { readonly type: string }): void => {
      if (this.hasLeft || event.type === 'lost') return;
      if (event.type === 'deleted') {
        this.losing(new PlaceLostError(this.path));
        return;
      }
      // Its data changed: the watch is used up.
      const again = new Term(this.client);
      this.watchOver(again)
        .catch(() => undefined)
        .finally(() => again.end());
    };
    const stat = await term.repeat((call) => this.client.exists(this.path, { ...call, watch }));
    if (stat === null && !this.hasLeft) this.losing(new PlaceLostError(this.path));
  }
}

/** Deletes a node whose name is never given again, as often as it takes. The end of the session ends it too. */
export async function deleteSurely(term: Term, path: string): Promise<void> {
  try {
    await term.repeat((call) => term.client.delete(path, call));
  } catch (error) {
    const isGone =
      hasCode(error, ErrorCode.noNode) || term.signal.aborted || !(error instanceof ZooKeeperError);
    if (!isGone) throw error;
  }
}

async function findMine(
  term: Term,
  line: Line,
  mark: string,
  data: NodeData,
): Promise<{ path: string; czxid: number } | null> {
  const { client } = term;
  // The create may be on its way still: the sync goes behind it, and the read behind the sync.
  await term.repeat((call) => client.sync(line.path, call));
  const children = await term
    .repeat((call) => client.getChildren(line.path, call))
    .then((read) => read.children)
    .catch((error) => {
      if (hasCode(error, ErrorCode.noNode)) return [];
      throw error;
    });
  const bytes = toBytes(data);
  for (const name of children.filter((each) => each.startsWith(mark))) {
    const path = childOf(line.path, name);
    const read = await term
      .repeat((call) => client.getData(path, call))
      .catch((error) => {
        if (hasCode(error, ErrorCode.noNode)) return null;
        throw error;
      });
    if (read === null) continue;
    const { state } = client;
    const owner = 'sessionId' in state ? BigInt(state.sessionId) : null;
    const isMine = read.stat.ephemeralOwner === owner && isSame(read.data, bytes);
    const isKnown = standing.get(client)?.has(path) ?? false;
    if (line.isProtected || (isMine && !isKnown)) return { path, czxid: read.stat.czxid };
  }
  return null;
}

async function withdraw(client: ZooKeeper, line: Line, mark: string, data: NodeData): Promise<void> {
  const term = new Term(client);
  try {
    const found = await findMine(term, line, mark, data);
    if (found !== null) await deleteSurely(term, found.path);
  } catch {
    // The session is over, and the node with it.
  } finally {
    term.end();
  }
}

function isSame(a: Uint8Array | null, b: Uint8Array | null): boolean {
  if (a === null || b === null) return a === b;
  return a.length === b.length && a.every((byte, at) => byte === b[at]);
}
