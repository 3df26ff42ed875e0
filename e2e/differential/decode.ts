import {
  ByteReader,
  type Codec,
  create2Response,
  createResponse,
  errorResponse,
  getAclResponse,
  getAllChildrenNumberResponse,
  getChildren2Response,
  getChildrenResponse,
  getDataResponse,
  getEphemeralsResponse,
  multiHeader,
  OpCode,
  pathRecord,
  replyHeader,
  saslToken,
  statResponse,
  watcherEvent,
  whoAmIResponse,
  Xid,
} from '@vivarium/jute';

/** What differs between two servers that behave alike, and how to take it out. */
export interface Masks {
  /** A zxid relative to the server's own first one. */
  zxid(value: number): number;
  /** A session id as the slot and serial number of its session. */
  owner(value: bigint): string;
  /** Wall clock now, ms: a time of this run is masked, any other stays. */
  nowMs(): number;
}

const RUN_MS = 600_000;

const bodies: Readonly<Record<number, Codec<unknown>>> = {
  [OpCode.create]: createResponse,
  [OpCode.create2]: create2Response,
  [OpCode.createContainer]: create2Response,
  [OpCode.createTTL]: create2Response,
  [OpCode.exists]: statResponse,
  [OpCode.getData]: getDataResponse,
  [OpCode.setData]: statResponse,
  [OpCode.getACL]: getAclResponse,
  [OpCode.setACL]: statResponse,
  [OpCode.getChildren]: getChildrenResponse,
  [OpCode.getChildren2]: getChildren2Response,
  [OpCode.sync]: pathRecord,
  [OpCode.reconfig]: getDataResponse,
  [OpCode.addWatch]: errorResponse,
  [OpCode.sasl]: saslToken,
  [OpCode.getEphemerals]: getEphemeralsResponse,
  [OpCode.getAllChildrenNumber]: getAllChildrenNumberResponse,
  [OpCode.whoAmI]: whoAmIResponse,
};

function time(value: number, masks: Masks): number | string {
  return Math.abs(value - masks.nowMs()) < RUN_MS ? 'now' : value;
}

function byText(a: unknown, b: unknown): number {
  const left = JSON.stringify(a);
  const right = JSON.stringify(b);
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Masks a decoded value: zxids, times and owners by the field's name, sets (whose order is nobody's promise) sorted. */
export function masked(value: unknown, masks: Masks, field = ''): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('latin1');
  if (typeof value === 'bigint') return masks.owner(value);
  if (typeof value === 'number') {
    if (field === 'ctime' || field === 'mtime') return time(value, masks);
    return field.endsWith('zxid') ? masks.zxid(value) : value;
  }
  if (Array.isArray(value)) {
    const items = value.map((item) => masked(item, masks));
    if (field === 'acl') return identitiesSorted(items);
    return field === 'children' || field === 'ephemerals' || field === 'clientInfo'
      ? items.sort(byText)
      : items;
  }
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, masked(item, masks, key)]));
  }
  return value;
}

/** `auth` in an ACL becomes the client's identities in the order of a hash set: neighbours among them are sorted. */
function identitiesSorted(acl: unknown[]): unknown[] {
  const sorted: unknown[] = [];
  let run: unknown[] = [];
  for (const entry of acl as { scheme: string }[]) {
    if (entry.scheme === 'digest') {
      run.push(entry);
    } else {
      sorted.push(...run.sort(byText), entry);
      run = [];
    }
  }
  return [...sorted, ...run.sort(byText)];
}

function multiResults(reader: ByteReader): unknown[] {
  const results: unknown[] = [];
  for (;;) {
    const header = multiHeader.read(reader);
    if (header.done) {
      results.push(header);
      return results;
    }
    const codec = header.type === OpCode.error ? errorResponse : bodies[header.type];
    results.push(codec === undefined ? header : { ...header, body: codec.read(reader) });
  }
}

function bodyOf(type: number, reader: ByteReader): unknown {
  if (type === OpCode.multi || type === OpCode.multiRead) return multiResults(reader);
  return bodies[type]?.read(reader);
}

/** A reply to a request of `type`, or an event, as a comparable value. Bytes that do not decode stay bytes. */
export function decodeFrame(bytes: Uint8Array, type: number, masks: Masks): unknown {
  const reader = new ByteReader(bytes);
  try {
    const header = replyHeader.read(reader);
    const event = header.xid === Xid.notification;
    const body = event
      ? watcherEvent.read(reader)
      : reader.remaining() > 0
        ? bodyOf(type, reader)
        : undefined;
    const rest = Buffer.from(bytes.subarray(reader.offset)).toString('hex');
    return masked({ header, body, ...(rest === '' ? {} : { rest }) }, masks);
  } catch {
    return { undecodable: Buffer.from(bytes).toString('hex') };
  }
}
