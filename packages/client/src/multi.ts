import {
  type Acl,
  type Codec,
  CreateMode,
  checkVersionRequest,
  create2Response,
  createRequest,
  createResponse,
  createTtlRequest,
  deleteRequest,
  ErrorCode,
  getChildrenResponse,
  getDataResponse,
  JuteError,
  multiHeader,
  OpCode,
  type Stat,
  setDataRequest,
  statResponse,
  watchedRequest,
} from '@vivarium/jute';

/** One operation of a multi or multiRead as it stands on the wire. */
export interface WireOp {
  readonly op: number;
  readonly path: string;
  readonly body: unknown;
}

/** One result of a multi or multiRead as it stands on the wire. */
export type WireResult =
  | { readonly op: typeof OpCode.error; readonly err: number }
  | { readonly op: number; readonly err: 0; readonly body: unknown };

const BODY: Readonly<Record<number, Codec<unknown>>> = {
  [OpCode.create]: createRequest,
  [OpCode.create2]: createRequest,
  [OpCode.createContainer]: createRequest,
  [OpCode.createTTL]: createTtlRequest,
  [OpCode.delete]: deleteRequest,
  [OpCode.setData]: setDataRequest,
  [OpCode.check]: checkVersionRequest,
  [OpCode.getData]: watchedRequest,
  [OpCode.getChildren]: watchedRequest,
};

const RESULT: Readonly<Record<number, Codec<unknown> | null>> = {
  [OpCode.create]: createResponse,
  [OpCode.create2]: create2Response,
  [OpCode.createContainer]: create2Response,
  [OpCode.createTTL]: create2Response,
  [OpCode.delete]: null,
  [OpCode.setData]: statResponse,
  [OpCode.check]: null,
  [OpCode.getData]: getDataResponse,
  [OpCode.getChildren]: getChildrenResponse,
};

/** Operations, each behind its header, closed by an end mark. */
export const multiRequest: Codec<readonly WireOp[]> = {
  name: 'MultiTransactionRecord',
  minBytes: 9,
  read() {
    throw new JuteError('malformed', 'a client reads no multi requests', 0);
  },
  write(writer, ops) {
    for (const { op, body } of ops) {
      multiHeader.write(writer, { type: op, done: false, err: -1 });
      (BODY[op] as Codec<unknown>).write(writer, body);
    }
    multiHeader.write(writer, { type: -1, done: true, err: -1 });
  },
};

export const multiResponse: Codec<readonly WireResult[]> = {
  name: 'MultiResponse',
  minBytes: 9,
  read(reader) {
    const results: WireResult[] = [];
    for (;;) {
      const header = multiHeader.read(reader);
      if (header.done) return results;
      if (header.type === OpCode.error) {
        results.push({ op: OpCode.error, err: reader.i32() });
        continue;
      }
      const codec = RESULT[header.type];
      if (codec === undefined)
        throw new JuteError('malformed', `a multi result of type ${header.type}`, reader.offset);
      results.push({ op: header.type, err: 0, body: codec === null ? null : codec.read(reader) });
    }
  },
  write() {
    throw new JuteError('malformed', 'a client writes no multi responses', 0);
  },
};

export type CreateModeName = keyof typeof CreateMode;

export interface CreateOptions {
  /** persistent when missing. */
  readonly mode?: CreateModeName;
  /** Open to the world when missing. */
  readonly acl?: readonly Acl[];
  /** How long a TTL node outlives its last change while it has no children; needed by, and only for, those modes. */
  readonly ttlMs?: number;
}

/** Source: Apache's EphemeralType.TTL: 40 bits. */
const LONGEST_TTL_MS = 0xff_ffff_ffff;

export const OPEN_ACL: readonly Acl[] = [{ perms: 31, scheme: 'world', id: 'anyone' }];

/** What Node.js services hand in as data: text is sent as UTF-8, null is a node without data. */
export type NodeData = Uint8Array | string | null;

const utf8 = new TextEncoder();

export function toBytes(data: NodeData): Uint8Array | null {
  return typeof data === 'string' ? utf8.encode(data) : data;
}

/** Whether the server appends a number to the name. */
export function isSequential(mode: CreateModeName = 'persistent'): boolean {
  return mode.includes('Sequential');
}

/** The operation that creates such a node; the op, not the flag, decides about containers and TTL. */
export function createOp(path: string, data: NodeData, options: CreateOptions): WireOp {
  const mode = options.mode ?? 'persistent';
  const flags = CreateMode[mode];
  if (flags === undefined) {
    throw new TypeError(`there is no mode ${mode}; choose one of ${Object.keys(CreateMode).join(', ')}`);
  }
  const body = { path, data: toBytes(data), acl: (options.acl ?? OPEN_ACL) as Acl[], flags };
  if (mode === 'container') return { op: OpCode.createContainer, path, body };
  if (mode === 'persistentWithTTL' || mode === 'persistentSequentialWithTTL') {
    if (options.ttlMs === undefined) throw new TypeError(`mode ${mode} needs ttlMs`);
    if (!(Number.isInteger(options.ttlMs) && options.ttlMs > 0 && options.ttlMs <= LONGEST_TTL_MS)) {
      throw new TypeError(`ttlMs is a whole number from 1 to ${LONGEST_TTL_MS}, not ${options.ttlMs}`);
    }
    return { op: OpCode.createTTL, path, body: { ...body, ttlMs: options.ttlMs } };
  }
  if (options.ttlMs !== undefined) throw new TypeError(`ttlMs is for the TTL modes, not for ${mode}`);
  return { op: OpCode.create2, path, body };
}

/** What each operation of a committed multi did. */
export type MultiResult =
  /** Servers before 3.9 tell the stat of containers and TTL nodes only; null otherwise. */
  | { readonly type: 'created'; readonly path: string; readonly stat: Stat | null }
  | { readonly type: 'dataSet'; readonly stat: Stat }
  | { readonly type: 'deleted' }
  | { readonly type: 'checked' };

export type MultiReadOp = { readonly type: 'getData' | 'getChildren'; readonly path: string };
export type MultiReadResult =
  | { readonly type: 'data'; readonly path: string; readonly data: Uint8Array | null; readonly stat: Stat }
  | { readonly type: 'children'; readonly path: string; readonly children: readonly string[] }
  | { readonly type: 'failed'; readonly path: string; readonly code: number };

export function multiResult(result: WireResult, strip: (path: string) => string): MultiResult {
  if (result.op === OpCode.delete) return { type: 'deleted' };
  if (result.op === OpCode.check) return { type: 'checked' };
  if (result.op === OpCode.setData) return { type: 'dataSet', stat: bodyOf<{ stat: Stat }>(result).stat };
  const { path, stat } = bodyOf<{ path: string; stat?: Stat }>(result);
  return { type: 'created', path: strip(path), stat: stat ?? null };
}

export function multiReadResult(result: WireResult, path: string): MultiReadResult {
  if (result.op === OpCode.getData) {
    const { data, stat } = bodyOf<{ data: Uint8Array | null; stat: Stat }>(result);
    return { type: 'data', path, data: data === null ? null : data.slice(), stat };
  }
  if (result.op === OpCode.getChildren) {
    return { type: 'children', path, children: bodyOf<{ children: string[] }>(result).children };
  }
  return { type: 'failed', path, code: result.err };
}

function bodyOf<T>(result: WireResult): T {
  return ('body' in result ? result.body : null) as T;
}

export function failureIn(results: readonly WireResult[]): number | null {
  const codes = results.map((result) => result.err);
  const at = codes.findIndex((code) => code !== ErrorCode.ok && code !== ErrorCode.runtimeInconsistency);
  if (at >= 0) return at;
  const other = codes.findIndex((code) => code !== ErrorCode.ok);
  return other < 0 ? null : other;
}
