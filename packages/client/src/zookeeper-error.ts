import { ErrorCode } from '@vivarium/jute';

interface Explanation {
  /** As Java's KeeperException.Code spells it. */
  readonly codeName: string;
  /** As Java's exception and zkCli.sh print it. */
  readonly keeperName: string;
  /** What happened, then what to do, in plain words. */
  readonly words: string;
}

const OUTCOME_UNKNOWN =
  'The connection was lost before the reply came. A write may or may not have happened: read before you try again.';

const EXPLANATIONS: Readonly<Record<number, readonly [string, string, string]>> = {
  [ErrorCode.systemError]: ['SYSTEMERROR', 'SystemError', 'The server failed. Look at its log.'],
  [ErrorCode.runtimeInconsistency]: [
    'RUNTIMEINCONSISTENCY',
    'RuntimeInconsistency',
    'Not done, because another operation of the same transaction failed. Look at that one.',
  ],
  [ErrorCode.dataInconsistency]: [
    'DATAINCONSISTENCY',
    'DataInconsistency',
    'The server found damaged data. Look at its log and compare its disk with the other members.',
  ],
  [ErrorCode.connectionLoss]: ['CONNECTIONLOSS', 'ConnectionLoss', OUTCOME_UNKNOWN],
  [ErrorCode.marshallingError]: [
    'MARSHALLINGERROR',
    'MarshallingError',
    'The request could not be read by the server or is longer than allowed. Keep it below jute.maxbuffer.',
  ],
  [ErrorCode.unimplemented]: [
    'UNIMPLEMENTED',
    'Unimplemented',
    'The server does not know this operation, or has it switched off. TTL nodes need extendedTypesEnabled=true there.',
  ],
  [ErrorCode.operationTimeout]: [
    'OPERATIONTIMEOUT',
    'OperationTimeout',
    'The server did not finish in time. Read whether it happened, then try again.',
  ],
  [ErrorCode.badArguments]: [
    'BADARGUMENTS',
    'BadArguments',
    'The path, the mode or another argument is not allowed. Check how it is spelt.',
  ],
  [ErrorCode.newConfigNoQuorum]: [
    'NEWCONFIGNOQUORUM',
    'NewConfigNoQuorum',
    'No quorum of the new configuration is connected and in sync. Start its members first.',
  ],
  [ErrorCode.reconfigInProgress]: [
    'RECONFIGINPROGRESS',
    'ReconfigInProgress',
    'Another reconfiguration is under way. Wait for it, read the configuration, then try again.',
  ],
  [ErrorCode.apiError]: [
    'APIERROR',
    'APIError',
    'The server refused the request without saying why. Look at its log.',
  ],
  [ErrorCode.noNode]: ['NONODE', 'NoNode', 'There is no such node. Create it (or its parent) first.'],
  [ErrorCode.noAuth]: [
    'NOAUTH',
    'NoAuth',
    "The node's ACL does not allow this. Add credentials that it names.",
  ],
  [ErrorCode.badVersion]: [
    'BADVERSION',
    'BadVersion',
    'Somebody changed the node since that version. Read it again, then decide.',
  ],
  [ErrorCode.noChildrenForEphemerals]: [
    'NOCHILDRENFOREPHEMERALS',
    'NoChildrenForEphemerals',
    'The parent is ephemeral and cannot have children. Choose a persistent parent.',
  ],
  [ErrorCode.nodeExists]: [
    'NODEEXISTS',
    'NodeExists',
    'The node is there already. Set its data instead, or choose another name.',
  ],
  [ErrorCode.notEmpty]: ['NOTEMPTY', 'NotEmpty', 'The node has children. Delete them first.'],
  [ErrorCode.sessionExpired]: [
    'SESSIONEXPIRED',
    'SessionExpired',
    'The session is over and its ephemeral nodes are gone. Open a new client.',
  ],
  [ErrorCode.invalidCallback]: [
    'INVALIDCALLBACK',
    'InvalidCallback',
    'The callback is not valid. Hand over a function, or leave it out.',
  ],
  [ErrorCode.invalidACL]: [
    'INVALIDACL',
    'InvalidACL',
    'The ACL is empty or names a scheme or id that the server does not accept. Check it, or authenticate before you use "auth".',
  ],
  [ErrorCode.authFailed]: [
    'AUTHFAILED',
    'AuthFailed',
    'The server refused the credentials. Check scheme and id, then open a new client.',
  ],
  [ErrorCode.sessionMoved]: [
    'SESSIONMOVED',
    'SessionMoved',
    'The session is connected to another server by now. Use that connection.',
  ],
  [ErrorCode.notReadOnly]: [
    'NOTREADONLY',
    'NotReadOnly',
    'This member has no quorum and serves reads only. Try again when the ensemble has a leader.',
  ],
  [ErrorCode.ephemeralOnLocalSession]: [
    'EPHEMERALONLOCALSESSION',
    'EphemeralOnLocalSession',
    'A local session cannot own ephemeral nodes. Enable localSessionsUpgradingEnabled on the server.',
  ],
  [ErrorCode.noWatcher]: [
    'NOWATCHER',
    'NoWatcher',
    'There is no such watch to remove. Check its path and kind: a one-shot watch is gone once it fired.',
  ],
  [ErrorCode.requestTimeout]: [
    'REQUESTTIMEOUT',
    'RequestTimeout',
    'No reply within the deadline of the request. A write may still happen: read before you try again.',
  ],
  [ErrorCode.reconfigDisabled]: [
    'RECONFIGDISABLED',
    'ReconfigDisabled',
    'Reconfiguration is switched off. It needs reconfigEnabled=true on every server.',
  ],
  [ErrorCode.sessionClosedRequireSaslAuth]: [
    'SESSIONCLOSEDREQUIRESASLAUTH',
    'SessionClosedRequireSaslAuth',
    'The server wants every session to authenticate first. Add credentials of the scheme that it enforces.',
  ],
  [ErrorCode.quotaExceeded]: [
    'QUOTAEXCEEDED',
    'QuotaExceeded',
    'A hard quota above this node is used up. Raise it or delete something below it.',
  ],
  [ErrorCode.throttledOp]: [
    'THROTTLEDOP',
    'ThrottledOp',
    'Too many requests are waiting. Wait for replies before you send more.',
  ],
};

/** Names and plain words of a code. A code that nobody documented is named by its number. */
export function explain(code: number): Explanation {
  const found = EXPLANATIONS[code];
  if (found === undefined) {
    return {
      codeName: `CODE${code}`,
      keeperName: `Code${code}`,
      words: `The server answered with code ${code}, which is not documented. Look at its log.`,
    };
  }
  return { codeName: found[0], keeperName: found[1], words: found[2] };
}

/** A request that did not succeed, by the server's word or this client's (connection, session, deadline). */
export class ZooKeeperError extends Error {
  override readonly name: string = 'ZooKeeperError';
  /** ZooKeeper's number: -101, … */
  readonly code: number;
  /** Java's constant: NONODE, … */
  readonly codeName: string;
  /** Java's and zkCli.sh's spelling: NoNode, … */
  readonly keeperName: string;
  /** As the caller wrote it, without the chroot; null when the request has none. */
  readonly path: string | null;
  /** True when a write may have happened all the same: its bytes may have left and no reply came. */
  readonly outcomeUnknown: boolean;

  constructor(code: number, path: string | null = null, outcomeUnknown = false, words: string | null = null) {
    const found = explain(code);
    super(`${found.keeperName}${path === null ? '' : ` for ${path}`}: ${words ?? found.words}`);
    this.code = code;
    this.codeName = found.codeName;
    this.keeperName = found.keeperName;
    this.path = path;
    this.outcomeUnknown = outcomeUnknown;
  }
}

/** A transaction that was refused: nothing of it happened. */
export class MultiError extends ZooKeeperError {
  override readonly name = 'MultiError';
  /** Which operation, counted from 0, made it fail. */
  readonly failedIndex: number;
  /** The code of every operation: 0 before the failing one, -2 behind it. */
  readonly codes: readonly number[];

  constructor(codes: readonly number[], failedIndex: number, path: string | null) {
    const code = codes[failedIndex] ?? ErrorCode.systemError;
    const which = `It was operation ${failedIndex + 1} of ${codes.length}; nothing of the transaction was done.`;
    super(code, path, false, `${explain(code).words} ${which}`);
    this.codes = codes;
    this.failedIndex = failedIndex;
  }
}
