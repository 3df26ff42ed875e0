import {
  type Acl,
  addWatchRequest,
  authPacket,
  create2Response,
  createRequest,
  createTtlRequest,
  deleteRequest,
  getAclResponse,
  getAllChildrenNumberResponse,
  getChildren2Response,
  getDataResponse,
  getEphemeralsRequest,
  getEphemeralsResponse,
  OpCode,
  pathRecord,
  reconfigRequest,
  type Stat,
  setAclRequest,
  setDataRequest,
  statResponse,
  watchedRequest,
  watcherTypeRequest,
  whoAmIResponse,
} from '@vivarium/jute';
import type { CallShape } from './call.ts';

// One constant per operation of the client protocol: its number, the codecs of body and reply, its result.

type Strip = (path: string) => string;

export interface Created {
  /** The real path, with its number when the mode is sequential. */
  readonly path: string;
  readonly stat: Stat;
}

export interface NodeRead {
  /** Null when the node was given no data at all, which is not the same as none bytes. */
  readonly data: Uint8Array | null;
  readonly stat: Stat;
}

export interface ChildrenRead {
  /** Names, not paths, in the server's order. */
  readonly children: string[];
  readonly stat: Stat;
}

export interface AclRead {
  readonly acl: Acl[];
  readonly stat: Stat;
}

export interface Identity {
  readonly scheme: string;
  readonly user: string;
}

const nothing = () => undefined;
const theStat = (reply: { stat: Stat }) => reply.stat;

const createdShape = {
  bodyCodec: createRequest,
  replyCodec: create2Response,
  finish: ({ path, stat }: { path: string; stat: Stat }, strip: Strip): Created => ({
    path: strip(path),
    stat,
  }),
};

export const CREATE: Readonly<Record<number, CallShape<Created>>> = {
  [OpCode.create2]: { ...createdShape, op: OpCode.create2 },
  [OpCode.createContainer]: { ...createdShape, op: OpCode.createContainer },
  [OpCode.createTTL]: { ...createdShape, op: OpCode.createTTL, bodyCodec: createTtlRequest },
};

export const DELETE: CallShape<void> = {
  op: OpCode.delete,
  bodyCodec: deleteRequest,
  replyCodec: null,
  finish: nothing,
};

export const EXISTS: CallShape<Stat | null> = {
  op: OpCode.exists,
  bodyCodec: watchedRequest,
  replyCodec: statResponse,
  finish: theStat,
  whenAbsent: null,
};

export const GET_DATA: CallShape<NodeRead> = {
  op: OpCode.getData,
  bodyCodec: watchedRequest,
  replyCodec: getDataResponse,
  // The bytes belong to the chunk that they came in: a caller gets data of its own.
  finish: ({ data, stat }: NodeRead) => ({ data: data === null ? null : data.slice(), stat }),
};

export const RECONFIG: CallShape<NodeRead> = {
  op: OpCode.reconfig,
  bodyCodec: reconfigRequest,
  replyCodec: getDataResponse,
  finish: GET_DATA.finish,
};

export const SET_DATA: CallShape<Stat> = {
  op: OpCode.setData,
  bodyCodec: setDataRequest,
  replyCodec: statResponse,
  finish: theStat,
};

export const GET_ACL: CallShape<AclRead> = {
  op: OpCode.getACL,
  bodyCodec: pathRecord,
  replyCodec: getAclResponse,
  finish: (reply: AclRead) => reply,
};

export const SET_ACL: CallShape<Stat> = {
  op: OpCode.setACL,
  bodyCodec: setAclRequest,
  replyCodec: statResponse,
  finish: theStat,
};

export const GET_CHILDREN: CallShape<ChildrenRead> = {
  op: OpCode.getChildren2,
  bodyCodec: watchedRequest,
  replyCodec: getChildren2Response,
  finish: (reply: ChildrenRead) => reply,
};

export const SYNC: CallShape<void> = {
  op: OpCode.sync,
  bodyCodec: pathRecord,
  replyCodec: pathRecord,
  finish: nothing,
};

export const GET_EPHEMERALS: CallShape<string[]> = {
  op: OpCode.getEphemerals,
  bodyCodec: getEphemeralsRequest,
  replyCodec: getEphemeralsResponse,
  finish: ({ ephemerals }: { ephemerals: string[] }) => ephemerals,
};

export const GET_ALL_CHILDREN_NUMBER: CallShape<number> = {
  op: OpCode.getAllChildrenNumber,
  bodyCodec: pathRecord,
  replyCodec: getAllChildrenNumberResponse,
  finish: (reply: { totalNumber: number }) => reply.totalNumber,
};

export const ADD_WATCH: CallShape<void> = {
  op: OpCode.addWatch,
  bodyCodec: addWatchRequest,
  replyCodec: null,
  finish: nothing,
};

export const REMOVE_WATCHES: CallShape<void> = {
  op: OpCode.removeWatches,
  bodyCodec: watcherTypeRequest,
  replyCodec: null,
  finish: nothing,
};

export const ADD_AUTH: CallShape<void> = {
  op: OpCode.auth,
  bodyCodec: authPacket,
  replyCodec: null,
  finish: nothing,
};

export const WHO_AM_I: CallShape<Identity[]> = {
  op: OpCode.whoAmI,
  bodyCodec: null,
  replyCodec: whoAmIResponse,
  finish: ({ clientInfo }: { clientInfo: { authScheme: string; user: string }[] }) =>
    clientInfo.map(({ authScheme, user }) => ({ scheme: authScheme, user })),
};

export const CLOSE_SESSION: CallShape<void> = {
  op: OpCode.closeSession,
  bodyCodec: null,
  replyCodec: null,
  finish: nothing,
};
