import { type Acl, OpCode } from '@vivarium/jute';
import { badArguments, pathFault, versionFault } from './arguments.ts';
import type { CallOptions, CallShape } from './call.ts';
import {
  type CreateOptions,
  createOp,
  failureIn,
  isSequential,
  type MultiResult,
  multiRequest,
  multiResponse,
  multiResult,
  type NodeData,
  toBytes,
  type WireOp,
  type WireResult,
} from './multi.ts';
import { MultiError, type ZooKeeperError } from './zookeeper-error.ts';

const ANY_VERSION = -1;

/** Gathers writes; `commit` sends them as one request. Each operation sees the effects of the ones before it. */
export class Transaction {
  private readonly ops: WireOp[] = [];
  private readonly paths: string[] = [];
  /** The first operation that is wrong by itself. */
  private fault: ZooKeeperError | null = null;
  private readonly server: (path: string) => string;
  private readonly call: <T>(shape: CallShape<T>, body: unknown, options: CallOptions) => Promise<T>;

  constructor(
    server: (path: string) => string,
    call: <T>(shape: CallShape<T>, body: unknown, options: CallOptions) => Promise<T>,
  ) {
    this.server = server;
    this.call = call;
  }

  create(
    path: string,
    data: NodeData = null,
    options: CreateOptions & { readonly acl?: readonly Acl[] } = {},
  ): this {
    return this.add(path, createOp(this.server(path), data, options), isSequential(options.mode));
  }

  delete(path: string, { version = ANY_VERSION }: { readonly version?: number } = {}): this {
    const server = this.server(path);
    return this.add(path, { op: OpCode.delete, path: server, body: { path: server, version } });
  }

  setData(path: string, data: NodeData, { version = ANY_VERSION }: { readonly version?: number } = {}): this {
    const server = this.server(path);
    const body = { path: server, data: toBytes(data), version };
    return this.add(path, { op: OpCode.setData, path: server, body });
  }

  /** The transaction fails with BADVERSION unless the node has this version (-1: with NONODE unless it exists). */
  check(path: string, { version = ANY_VERSION }: { readonly version?: number } = {}): this {
    const server = this.server(path);
    return this.add(path, { op: OpCode.check, path: server, body: { path: server, version } });
  }

  /** Resolves to one result per operation; rejects with MultiError when one was refused, and then nothing happened. */
  commit(options: CallOptions = {}): Promise<MultiResult[]> {
    if (this.fault !== null) return Promise.reject(this.fault);
    const paths = [...this.paths];
    const shape: CallShape<MultiResult[]> = {
      op: OpCode.multi,
      bodyCodec: multiRequest,
      replyCodec: multiResponse,
      finish: (results: readonly WireResult[], strip) => {
        const failed = failureIn(results);
        if (failed === null) return results.map((result) => multiResult(result, strip));
        const codes = results.map((result) => result.err);
        throw new MultiError(codes, failed, paths[failed] ?? null);
      },
    };
    return this.call(shape, [...this.ops], options);
  }

  private add(path: string, op: WireOp, sequential = false): this {
    const { version } = op.body as { readonly version?: number };
    const fault = pathFault(path, sequential) ?? (version === undefined ? null : versionFault(version));
    if (fault !== null) this.fault ??= badArguments(path, `${fault} It is operation ${this.ops.length + 1}.`);
    this.ops.push(op);
    this.paths.push(path);
    return this;
  }
}
