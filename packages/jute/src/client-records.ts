import {
  bool,
  buffer,
  type Codec,
  i32,
  i64,
  nullableString,
  record,
  string,
  type TypeOf,
  vector,
} from './codec.ts';
import { sessionId, zxid } from './ids.ts';

// The records of the client port, in the order and with the names of Apache's zookeeper.jute.

export const acl = record('ACL', { perms: i32, scheme: string, id: string });
export type Acl = TypeOf<typeof acl>;

/** kazoo writes the empty id of `auth` as null, and Apache does not look at it. */
const requestedId: Codec<string> = {
  name: 'string?',
  minBytes: 4,
  read: (reader) => reader.nullableString() ?? '',
  write: (writer, value) => writer.string(value),
};
/** The ACL entry of create and setACL: its id may come as null. */
export const requestedAcl = record('ACL', { perms: i32, scheme: string, id: requestedId });

export const stat = record('Stat', {
  czxid: zxid,
  mzxid: zxid,
  ctime: i64,
  mtime: i64,
  version: i32,
  cversion: i32,
  aversion: i32,
  /** 0 for everything but ephemerals: containers and TTL nodes do not show theirs. */
  ephemeralOwner: sessionId,
  dataLength: i32,
  numChildren: i32,
  pzxid: zxid,
});
export type Stat = TypeOf<typeof stat>;
/** Bytes of a Stat on the wire. */
export const STAT_BYTES = 68;

/** `readOnly` follows when the client is 3.4 or newer; it is read by whoever knows the frame's length. */
export const connectRequest = record('ConnectRequest', {
  protocolVersion: i32,
  lastZxidSeen: i64,
  timeoutMs: i32,
  sessionId,
  password: buffer,
});
export type ConnectRequest = TypeOf<typeof connectRequest>;

/** `readOnly` follows when the request had it. */
export const connectResponse = record('ConnectResponse', {
  protocolVersion: i32,
  timeoutMs: i32,
  sessionId,
  password: buffer,
});
export type ConnectResponse = TypeOf<typeof connectResponse>;

export const requestHeader = record('RequestHeader', { xid: i32, type: i32 });
export type RequestHeader = TypeOf<typeof requestHeader>;
export const replyHeader = record('ReplyHeader', { xid: i32, zxid, err: i32 });
export type ReplyHeader = TypeOf<typeof replyHeader>;
export const multiHeader = record('MultiHeader', { type: i32, done: bool, err: i32 });
export type MultiHeader = TypeOf<typeof multiHeader>;
export const errorResponse = record('ErrorResponse', { err: i32 });

/** Body of create, create2, createContainer. */
export const createRequest = record('CreateRequest', {
  path: string,
  data: buffer,
  acl: vector(requestedAcl),
  flags: i32,
});
export type CreateRequest = TypeOf<typeof createRequest>;
export const createTtlRequest = record('CreateTTLRequest', {
  path: string,
  data: buffer,
  acl: vector(requestedAcl),
  flags: i32,
  ttlMs: i64,
});
export type CreateTtlRequest = TypeOf<typeof createTtlRequest>;
export const createResponse = record('CreateResponse', { path: string });
export const create2Response = record('Create2Response', { path: string, stat });
export const deleteRequest = record('DeleteRequest', { path: string, version: i32 });
export type DeleteRequest = TypeOf<typeof deleteRequest>;
/** Body of exists, getData, getChildren, getChildren2. */
export const watchedRequest = record('GetDataRequest', { path: string, watch: bool });
export type WatchedRequest = TypeOf<typeof watchedRequest>;
/** Body of sync, getACL, getAllChildrenNumber; reply of sync and create. */
export const pathRecord = record('SyncRequest', { path: string });
export const statResponse = record('ExistsResponse', { stat });
export const getDataResponse = record('GetDataResponse', { data: buffer, stat });
export const setDataRequest = record('SetDataRequest', { path: string, data: buffer, version: i32 });
export type SetDataRequest = TypeOf<typeof setDataRequest>;
export const getAclResponse = record('GetACLResponse', { acl: vector(acl), stat });
export const setAclRequest = record('SetACLRequest', {
  path: string,
  acl: vector(requestedAcl),
  version: i32,
});
export type SetAclRequest = TypeOf<typeof setAclRequest>;
export const getChildrenResponse = record('GetChildrenResponse', { children: vector(string) });
export const getChildren2Response = record('GetChildren2Response', { children: vector(string), stat });
export const checkVersionRequest = record('CheckVersionRequest', { path: string, version: i32 });
export type CheckVersionRequest = TypeOf<typeof checkVersionRequest>;
export const reconfigRequest = record('ReconfigRequest', {
  joiningServers: nullableString,
  leavingServers: nullableString,
  newMembers: nullableString,
  curConfigId: i64,
});
/** Body of checkWatches and removeWatches. */
export const watcherTypeRequest = record('CheckWatchesRequest', { path: string, type: i32 });
export const setWatchesRequest = record('SetWatches', {
  relativeZxid: zxid,
  dataWatches: vector(string),
  existWatches: vector(string),
  childWatches: vector(string),
});
export const setWatches2Request = record('SetWatches2', {
  relativeZxid: zxid,
  dataWatches: vector(string),
  existWatches: vector(string),
  childWatches: vector(string),
  persistentWatches: vector(string),
  persistentRecursiveWatches: vector(string),
});
export type SetWatches2Request = TypeOf<typeof setWatches2Request>;
export const addWatchRequest = record('AddWatchRequest', { path: string, mode: i32 });
export const authPacket = record('AuthPacket', { type: i32, scheme: string, auth: buffer });
/** Token of op 102, both ways. */
export const saslToken = record('GetSASLRequest', { token: buffer });
export const getEphemeralsRequest = record('GetEphemeralsRequest', { prefixPath: string });
export const getEphemeralsResponse = record('GetEphemeralsResponse', { ephemerals: vector(string) });
export const getAllChildrenNumberResponse = record('GetAllChildrenNumberResponse', { totalNumber: i32 });
export const clientInfo = record('ClientInfo', { authScheme: string, user: string });
export const whoAmIResponse = record('WhoAmIResponse', { clientInfo: vector(clientInfo) });
export const watcherEvent = record('WatcherEvent', { type: i32, state: i32, path: string });
export type WatcherEvent = TypeOf<typeof watcherEvent>;
