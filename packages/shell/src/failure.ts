import { explain, ZooKeeperError } from '@vivarium/client';
import { ErrorCode } from '@vivarium/jute';
import { ShellError } from './shell-error.ts';

/** Codes that zkCli.sh says in words, with the path behind them. */
const WITH_PATH: Readonly<Record<number, string>> = {
  [ErrorCode.noNode]: 'Node does not exist: ',
  [ErrorCode.noChildrenForEphemerals]: 'Ephemerals cannot have children: ',
  [ErrorCode.nodeExists]: 'Node already exists: ',
  [ErrorCode.notEmpty]: 'Node not empty: ',
  [ErrorCode.notReadOnly]: 'Not a read-only call: ',
  [ErrorCode.invalidACL]: 'Acl is not valid : ',
  [ErrorCode.noAuth]: 'Insufficient permission : ',
  [ErrorCode.badArguments]: 'Arguments are not valid : ',
  [ErrorCode.badVersion]: 'version No is not valid : ',
  [ErrorCode.quotaExceeded]: 'Quota has exceeded : ',
};

/** Sentences that name no path. */
const WITHOUT_PATH: Readonly<Record<number, string>> = {
  [ErrorCode.reconfigInProgress]:
    'Another reconfiguration is in progress -- concurrent reconfigs not supported (yet)',
  [ErrorCode.newConfigNoQuorum]:
    'No quorum of new config is connected and up-to-date with the leader of last commmitted config - ' +
    'try invoking reconfiguration after new servers are connected and synced',
};

/** Names that Java's exceptions print and that are not the code's own. */
const JAVA_NAMES: Readonly<Record<number, string>> = {
  [ErrorCode.notEmpty]: 'Directory not empty',
  [ErrorCode.sessionExpired]: 'Session expired',
  [ErrorCode.invalidCallback]: 'Invalid callback',
  [ErrorCode.sessionMoved]: 'Session moved',
  [ErrorCode.notReadOnly]: 'Not a read-only call',
  [ErrorCode.ephemeralOnLocalSession]: 'Ephemeral node on local session',
  [ErrorCode.noWatcher]: 'No such watcher',
  [ErrorCode.reconfigDisabled]: 'Reconfig is disabled',
  [ErrorCode.sessionClosedRequireSaslAuth]: 'Session closed because client failed to authenticate',
  [ErrorCode.quotaExceeded]: 'Quota has exceeded',
  [ErrorCode.throttledOp]: 'Op throttled due to high load',
};

/** As Java's KeeperException says it: `KeeperErrorCode = NoNode for /a`. */
export function keeperMessage(error: ZooKeeperError, path: string | null = error.path): string {
  const name = JAVA_NAMES[error.code] ?? error.keeperName;
  return `KeeperErrorCode = ${name}${path === null || path === '' ? '' : ` for ${path}`}`;
}

/**
 * A server's refusal as zkCli.sh prints it; what is no refusal stays what it is. `path`: what it is said of, when that
 * is not the path of the request.
 */
export function asShellError(error: unknown, path?: string): unknown {
  if (!(error instanceof ZooKeeperError)) return error;
  const { code, codeName } = error;
  const start = WITH_PATH[code];
  const words = start === undefined ? WITHOUT_PATH[code] : `${start}${path ?? error.path}`;
  return new ShellError(words ?? keeperMessage(error), {
    code: codeName,
    meaning: explain(code).words,
  });
}
