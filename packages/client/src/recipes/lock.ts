import type { Acl } from '@vivarium/jute';
import type { NodeData } from '../multi.ts';
import type { ZooKeeper } from '../zookeeper.ts';
import { Lease } from './lease.ts';
import { type Line, Place, theOneAhead, type WaitsFor } from './line.ts';
import { type RecipeOptions, within } from './term.ts';

const LOCK = 'lock-';
const READ = '__READ__';
const WRITE = '__WRIT__';

export interface AcquireOptions extends RecipeOptions {
  /** Written into the place in the line, for those who look: a host, a name. */
  readonly data?: NodeData;
  /** Hears when the place is taken, and whom it waits for. */
  readonly onWait?: (mine: string, ahead: string) => void;
}

/**
 * A lock between processes, laid out as Curator's InterProcessMutex, with which it excludes: a line of
 * `_c_<uuid>-lock-` sequential ephemerals, each watching the one ahead. It is not reentrant: every `acquire`
 * takes a place of its own.
 */
export class Lock {
  private readonly client: ZooKeeper;
  private readonly line: Line;
  private readonly waitsFor: WaitsFor;

  constructor(client: ZooKeeper, path: string, { acl }: { readonly acl?: readonly Acl[] } = {}) {
    this.client = client;
    this.line = lineOf(path, LOCK, [LOCK], acl);
    this.waitsFor = theOneAhead;
  }

  /**
   * Resolves when the lock is held. Rejects with SessionLostError, PlaceLostError, RecipeDeadlineError, the
   * signal's reason or a ZooKeeperError, and has then left the line.
   */
  acquire(options: AcquireOptions = {}): Promise<Lease> {
    return acquire(this.client, this.line, this.waitsFor, options);
  }
}

/**
 * Many readers or one writer, laid out as Curator's InterProcessReadWriteLock, with which it excludes. Who came
 * first goes first, so a writer is not starved by readers that come later.
 */
export class ReadWriteLock {
  /** Waits for the nearest writer ahead, so that readers behind one writer go on together. */
  readonly read: { acquire(options?: AcquireOptions): Promise<Lease> };
  /** Waits for the one ahead, reader or writer. */
  readonly write: { acquire(options?: AcquireOptions): Promise<Lease> };

  constructor(client: ZooKeeper, path: string, { acl }: { readonly acl?: readonly Acl[] } = {}) {
    const both = [READ, WRITE];
    const reading = lineOf(path, READ, both, acl);
    const writing = lineOf(path, WRITE, both, acl);
    this.read = { acquire: (options = {}) => acquire(client, reading, theWriterAhead, options) };
    this.write = { acquire: (options = {}) => acquire(client, writing, theOneAhead, options) };
  }
}

const theWriterAhead: WaitsFor = (places, mine) =>
  places.slice(0, mine).findLast((name) => name.includes(WRITE)) ?? null;

function lineOf(path: string, prefix: string, prefixes: readonly string[], acl?: readonly Acl[]): Line {
  return { path, prefix, prefixes, isProtected: true, ...(acl === undefined ? {} : { acl }) };
}

function acquire(
  client: ZooKeeper,
  line: Line,
  waitsFor: WaitsFor,
  { data = null, onWait, ...options }: AcquireOptions,
): Promise<Lease> {
  return within(client, options, async (term) => {
    const place = await Place.take(term, line, data);
    try {
      await place.turn(term, waitsFor, (ahead) => onWait?.(place.path, ahead));
      return new Lease(client, place);
    } catch (error) {
      // Not waited for: without a connection it takes until there is one.
      void place.leave().catch(() => undefined);
      throw error;
    }
  });
}
