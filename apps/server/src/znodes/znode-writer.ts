import { type ZooKeeper, ZooKeeperError } from '@vivarium/client';
import type {
  AclBody,
  AclView,
  CreateBody,
  DeleteBody,
  SetBody,
  StatView,
  UndoOffer,
} from '@vivarium/contract';
import { hex64 } from '@vivarium/jute';
import { sha256 } from '../audit/audit-log.ts';
import { refuse } from '../faults.ts';
import type { Author } from '../guard/author.ts';
import type { GuardedWrites, PlannedWrite } from '../guard/guarded-writes.ts';
import { type Inverse, isUnheard, type NodeInverse, unheardCreate } from '../guard/inverse.ts';
import type { UndoStore } from '../guard/undo-store.ts';
import { undoableWrite, undoId } from '../guard/undoable-write.ts';
import { createOptions } from './create-options.ts';
import { statViewOf } from './stat-view.ts';
import { parentOf } from './znode-path.ts';
import type { NodeRead, ZnodeReader } from './znode-reader.ts';

const DATA_BYTES_MAX = 1_048_576;

export interface ZnodeWriterOptions {
  /** The connected client of now; throws CONNECTIONLOSS while there is none. */
  readonly client: () => ZooKeeper;
  readonly reader: ZnodeReader;
  readonly writes: GuardedWrites;
  readonly undo: UndoStore;
}

/** What a write brought, and how it can be taken back. */
export interface Done<T> {
  readonly value: T;
  readonly undo?: UndoOffer;
}

/** Writes for the page: each against the state its author saw, each through the guard, each with its inverse kept. */
export class ZnodeWriter {
  readonly #options: ZnodeWriterOptions;

  constructor(options: ZnodeWriterOptions) {
    this.#options = options;
  }

  /** The path that was made. */
  async create(body: CreateBody, author: Author): Promise<Done<string>> {
    const data = bytesOf(body.data);
    const options = createOptions(body.kind, body.ttlMs ?? null, body.acl);
    const client = this.#options.client();
    if (body.parents === true) await this.#makeParents(body.path, body.acl, author);
    const planned = {
      intent: {
        op: 'create',
        path: body.path,
        expectsVersion: null,
        oldSha256: null,
        newSha256: sha256(data),
      },
      write: () => client.create(body.path, data, options),
    } as const;
    // Whose name is not known yet, and what goes with our session anyway, cannot be found again.
    const isPlain = !body.kind.includes('sequential') && body.kind !== 'ephemeral';
    const back = isPlain ? unheardCreate(body.path, data, client.lastZxid) : null;
    const { writes, undo } = this.#options;
    const { value: made, seq } = await undoableWrite(writes, undo, planned, back, author);
    const czxid = statViewOf(made.stat).czxid;
    return this.#kept(made.path, seq, { op: 'delete', path: made.path, version: 0, czxid });
  }

  /** The stat after the write. Refuses with BADVERSION or RECREATED and the node as it is. */
  async set(body: SetBody, author: Author): Promise<Done<StatView>> {
    const data = bytesOf(body.data);
    const { view: before } = await this.#expect(body);
    const client = this.#options.client();
    const { path, czxid } = body;
    const back = (version: number): Inverse => ({ op: 'setData', path, data: before.data, version, czxid });
    const { value: stat, seq } = await this.#atVersion(body.path, author, back(body.version + 1), {
      intent: {
        op: 'setData',
        path: body.path,
        expectsVersion: body.version,
        oldSha256: sha256(Buffer.from(before.data, 'base64')),
        newSha256: sha256(data),
      },
      write: () => client.setData(body.path, data, { version: body.version }),
    });
    const view = statViewOf(stat);
    return this.#kept(view, seq, back(view.version));
  }

  async delete(body: DeleteBody, author: Author): Promise<Done<null>> {
    const { view: before, made } = await this.#expect(body);
    const client = this.#options.client();
    const { kind, ttlMs } = made;
    // An ephemeral belonged to its session, and a hidden list cannot be given back.
    const isHidden = before.aclFault !== null || isMasked(before.acl);
    const { path, data, acl } = before;
    const back: Inverse | null =
      kind === 'ephemeral' || isHidden ? null : { op: 'create', path, data, acl, kind, ttlMs };
    const { seq } = await this.#atVersion(body.path, author, back, {
      intent: {
        op: 'delete',
        path: body.path,
        expectsVersion: body.version,
        oldSha256: sha256(Buffer.from(before.data, 'base64')),
        newSha256: null,
      },
      write: () => client.delete(body.path, { version: body.version }),
    });
    return back === null ? { value: null } : this.#kept(null, seq, back);
  }

  /** The stat after the write. Refuses with BADVERSION when the list was changed meanwhile. */
  async setAcl(body: AclBody, author: Author): Promise<Done<StatView>> {
    const { view: before } = await this.#options.reader.read(body.path);
    if (before.stat.czxid !== body.czxid) throw refuse('RECREATED', { current: before });
    if (before.stat.aversion !== body.aversion) throw refuse('BADVERSION', { current: before });
    const client = this.#options.client();
    const isHidden = before.aclFault !== null || isMasked(before.acl);
    const { path, acl } = before;
    const { czxid } = body;
    const back = (version: number): Inverse | null =>
      isHidden ? null : { op: 'setACL', path, acl, version, czxid };
    const { value: stat, seq } = await this.#atVersion(body.path, author, back(body.aversion + 1), {
      intent: {
        op: 'setACL',
        path: body.path,
        expectsVersion: body.aversion,
        oldSha256: before.aclFault === null ? sha256(JSON.stringify(before.acl)) : null,
        newSha256: sha256(JSON.stringify(body.acl)),
      },
      write: () => client.setACL(body.path, body.acl, { version: body.aversion }),
    });
    const view = statViewOf(stat);
    const inverse = back(view.aversion);
    return inverse === null ? { value: view } : this.#kept(view, seq, inverse);
  }

  /** Carries out an inverse: a write like any other, with an inverse of its own. @throws NOT_UNDOABLE */
  async undo(step: NodeInverse, author: Author): Promise<UndoOffer | undefined> {
    const { path } = step;
    if (step.op === 'create') {
      const { data, kind, acl, ttlMs } = step;
      const body = { path, data: data ?? '', kind, acl, ...(ttlMs === null ? {} : { ttlMs }) };
      return (await this.create(body, author)).undo;
    }
    if (step.op === 'setData') return (await this.set({ ...step, data: step.data ?? '' }, author)).undo;
    if (step.op === 'setACL') return (await this.setAcl({ ...step, aversion: step.version }, author)).undo;
    return (await this.delete({ path, version: step.version, czxid: await this.#czxidOf(step) }, author))
      .undo;
  }

  /** Of a create whose answer was not heard, the node is looked for. */
  async #czxidOf(step: Extract<NodeInverse, { op: 'delete' }>): Promise<string> {
    if (step.czxid !== null) return step.czxid;
    const { data, stat } = await this.#options.client().getData(step.path);
    if (!isUnheard(step, data, stat)) throw refuse('NOT_UNDOABLE');
    return hex64(stat.czxid);
  }

  async #makeParents(path: string, acl: readonly AclView[] | undefined, author: Author): Promise<void> {
    const client = this.#options.client();
    const missing: string[] = [];
    for (let at = parentOf(path); at !== null && at !== '/'; at = parentOf(at)) {
      if ((await client.exists(at)) !== null) break;
      missing.unshift(at);
    }
    for (const at of missing) {
      const planned = {
        intent: { op: 'create', path: at, expectsVersion: null, oldSha256: null, newSha256: sha256('') },
        write: () => client.create(at, '', acl === undefined ? {} : { acl }),
      } as const;
      try {
        await this.#options.writes.run(planned, author);
      } catch (error) {
        // Somebody else made it meanwhile: that is as good.
        if (!(error instanceof ZooKeeperError) || error.codeName !== 'NODEEXISTS') throw error;
      }
    }
  }

  async #kept<T>(value: T, seq: number, inverse: Inverse): Promise<Done<T>> {
    // The write has happened: that its inverse cannot be kept does not make it fail.
    const undo = await this.#options.undo.keep(undoId(seq), [inverse]).catch(() => null);
    return undo === null ? { value } : { value, undo };
  }

  /**
   * ZooKeeper compares versions only, and a node made anew starts again at 0: the creation is compared here.
   * A node that is deleted and made anew between this look and the write, at the same version, is not told apart.
   */
  async #expect(body: { path: string; version: number; czxid: string }): Promise<NodeRead> {
    const now = await this.#options.reader.read(body.path);
    const { view } = now;
    if (view.stat.czxid !== body.czxid) throw refuse('RECREATED', { current: view });
    if (view.stat.version !== body.version) throw refuse('BADVERSION', { current: view });
    return now;
  }

  async #atVersion<T>(
    path: string,
    author: Author,
    back: Inverse | null,
    planned: PlannedWrite<T>,
  ): Promise<{ value: T; seq: number }> {
    const { writes, undo } = this.#options;
    try {
      return await undoableWrite(writes, undo, planned, back, author);
    } catch (error) {
      if (!(error instanceof ZooKeeperError) || error.codeName !== 'BADVERSION') throw error;
      const { view: current } = await this.#options.reader.read(path);
      throw refuse('BADVERSION', { current });
    }
  }
}

/** Without the admin right digests are read as `user:x`: giving those back would change the list. */
export function isMasked(acl: readonly AclView[]): boolean {
  return acl.some(({ scheme, id }) => scheme === 'digest' && id.endsWith(':x'));
}

function bytesOf(base64: string): Uint8Array {
  const data = Buffer.from(base64, 'base64');
  if (data.length > DATA_BYTES_MAX) throw refuse('TOO_LARGE');
  return data;
}
