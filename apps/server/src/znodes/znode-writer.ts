import { type CreateModeName, type ZooKeeper, ZooKeeperError } from '@vivarium/client';
import type { CreateBody, CreateKind, DeleteBody, NodeView, SetBody, StatView } from '@vivarium/contract';
import { type AuditEntry, type AuditLog, sha256 } from '../audit/audit-log.ts';
import { refuse } from '../faults.ts';
import { statViewOf } from './stat-view.ts';
import type { ZnodeReader } from './znode-reader.ts';

/** Who asks for a write, for the audit record. */
export interface Author {
  readonly who: string;
  readonly from: string;
}

const MODES: Record<CreateKind, CreateModeName> = {
  persistent: 'persistent',
  ephemeral: 'ephemeral',
  'persistent-sequential': 'persistentSequential',
  'ephemeral-sequential': 'ephemeralSequential',
  container: 'container',
  ttl: 'persistentWithTTL',
  'ttl-sequential': 'persistentSequentialWithTTL',
};

const DATA_BYTES_MAX = 1_048_576;

/** Writes for the page: each against the state its author saw, each recorded on disk before it leaves. */
export class ZnodeWriter {
  readonly #client: () => ZooKeeper;
  readonly #reader: ZnodeReader;
  readonly #audit: AuditLog;
  readonly #connection: string;

  constructor(client: () => ZooKeeper, reader: ZnodeReader, audit: AuditLog, connection: string) {
    this.#client = client;
    this.#reader = reader;
    this.#audit = audit;
    this.#connection = connection;
  }

  /** The path that was made. */
  create(body: CreateBody, author: Author): Promise<string> {
    const data = bytesOf(body.data);
    if (body.ttlMs !== undefined && !body.kind.startsWith('ttl')) throw refuse('BAD_REQUEST');
    if (body.ttlMs === undefined && body.kind.startsWith('ttl')) throw refuse('BAD_REQUEST');
    const options = {
      mode: MODES[body.kind],
      ...(body.acl === undefined ? {} : { acl: body.acl }),
      ...(body.ttlMs === undefined ? {} : { ttlMs: body.ttlMs }),
    };
    const entry = {
      op: 'create',
      path: body.path,
      expectsVersion: null,
      oldSha256: null,
      newSha256: sha256(data),
    } as const;
    return this.#recorded(entry, author, async () => {
      const made = await this.#client().create(body.path, data, options);
      return made.path;
    });
  }

  /** The stat after the write. Refuses with BADVERSION or RECREATED and the node as it is. */
  async set(body: SetBody, author: Author): Promise<StatView> {
    const data = bytesOf(body.data);
    const before = await this.#expect(body);
    const entry = {
      op: 'setData',
      path: body.path,
      expectsVersion: body.version,
      oldSha256: sha256(Buffer.from(before.data, 'base64')),
      newSha256: sha256(data),
    } as const;
    return this.#recorded(entry, author, async () => {
      const stat = await this.#atVersion(body.path, () =>
        this.#client().setData(body.path, data, { version: body.version }),
      );
      return statViewOf(stat);
    });
  }

  async delete(body: DeleteBody, author: Author): Promise<void> {
    const before = await this.#expect(body);
    const entry = {
      op: 'delete',
      path: body.path,
      expectsVersion: body.version,
      oldSha256: sha256(Buffer.from(before.data, 'base64')),
      newSha256: null,
    } as const;
    await this.#recorded(entry, author, () =>
      this.#atVersion(body.path, () => this.#client().delete(body.path, { version: body.version })),
    );
  }

  /**
   * ZooKeeper compares versions only, and a node made anew starts again at 0: the creation is compared here.
   * A node that is deleted and made anew between this look and the write, at the same version, is not told apart.
   */
  async #expect(body: { path: string; version: number; czxid: string }): Promise<NodeView> {
    const now = await this.#reader.node(body.path);
    if (now.stat.czxid !== body.czxid) throw refuse('RECREATED', now);
    if (now.stat.version !== body.version) throw refuse('BADVERSION', now);
    return now;
  }

  async #atVersion<T>(path: string, write: () => Promise<T>): Promise<T> {
    try {
      return await write();
    } catch (error) {
      if (!(error instanceof ZooKeeperError) || error.codeName !== 'BADVERSION') throw error;
      throw refuse('BADVERSION', await this.#reader.node(path));
    }
  }

  async #recorded<T>(
    entry: Omit<AuditEntry, 'who' | 'from' | 'connection'>,
    author: Author,
    write: () => Promise<T>,
  ): Promise<T> {
    let record: number;
    try {
      record = await this.#audit.begin({ ...entry, ...author, connection: this.#connection });
    } catch {
      throw refuse('AUDIT_FAILED');
    }
    try {
      const result = await write();
      await this.#end(record, 'ok');
      return result;
    } catch (error) {
      await this.#end(record, error instanceof ZooKeeperError ? error.codeName : 'refused');
      throw error;
    }
  }

  /** A write that happened is not undone by a lost outcome line. */
  async #end(record: number, outcome: string): Promise<void> {
    await this.#audit.end(record, outcome).catch(() => undefined);
  }
}

function bytesOf(base64: string): Uint8Array {
  const data = Buffer.from(base64, 'base64');
  if (data.length > DATA_BYTES_MAX) throw refuse('TOO_LARGE');
  return data;
}
