import { ZooKeeperError } from '@vivarium/client';
import { FAULT_TEXTS, type Fault, type FaultCode, type NodeView } from '@vivarium/contract';

/** An answer other than the one asked for: the HTTP status, and the body that explains it. */
export class FaultError extends Error {
  readonly status: number;
  readonly fault: Fault;

  constructor(fault: Fault, status = statusOf(fault.code)) {
    super(`${fault.code}: ${fault.meaning}`);
    this.fault = fault;
    this.status = status;
  }
}

/** What a fault is about: the node as it is now, or a name. */
export interface FaultFacts {
  readonly current?: NodeView;
  readonly about?: string;
}

export function faultOf(code: FaultCode, facts: FaultFacts = {}): Fault {
  return { code, ...FAULT_TEXTS[code], ...facts };
}

export function refuse(code: FaultCode, facts: FaultFacts = {}): FaultError {
  return new FaultError(faultOf(code, facts));
}

const STATUS = new Map<string, number>([
  ['NONODE', 404],
  ['NODEEXISTS', 409],
  ['BADVERSION', 409],
  ['RECREATED', 409],
  ['NOTEMPTY', 409],
  ['NOAUTH', 403],
  ['BAD_ORIGIN', 403],
  ['NO_RIGHT', 403],
  ['NOCHILDRENFOREPHEMERALS', 409],
  ['INVALIDACL', 400],
  ['BADARGUMENTS', 400],
  ['BAD_REQUEST', 400],
  ['NO_SESSION', 401],
  ['NOT_FOUND', 404],
  ['NO_SUCH_MEMBER', 404],
  ['NOT_EMBEDDED', 409],
  ['MEMBER_NOT_RUNNING', 409],
  ['MEMBER_CANNOT_START', 500],
  ['TOO_LARGE', 413],
  ['BAD_HOST', 421],
  ['TOO_MANY', 429],
  ['TOO_MANY_JOBS', 429],
  ['SLOW_DOWN', 429],
  ['LOCKED', 423],
  ['REVIEW_NEEDED', 428],
  ['PROTECTED', 428],
  ['WRONG_NAME', 428],
  ['EPHEMERALS_INSIDE', 428],
  ['NO_SUCH_SESSION', 404],
  ['NOT_OUR_SESSION', 409],
  ['BAD_UPLOAD', 400],
  ['TARGET_INSIDE', 400],
  ['INTERNAL', 500],
  ['SYSTEMERROR', 502],
  ['MARSHALLINGERROR', 502],
  ['UNIMPLEMENTED', 501],
  ['QUOTAEXCEEDED', 409],
]);

/** What ZooKeeper could not do for now is 503; codes nobody mapped are its refusals, 409. */
function statusOf(code: string): number {
  if (isUnavailable(code)) return 503;
  return STATUS.get(code) ?? 409;
}

function isUnavailable(code: string): boolean {
  return [
    'CONNECTIONLOSS',
    'SESSIONEXPIRED',
    'OPERATIONTIMEOUT',
    'NOTREADONLY',
    'UNKNOWN_OUTCOME',
    'AUDIT_FAILED',
  ].includes(code);
}

const PASSING = [
  'CONNECTIONLOSS',
  'SESSIONEXPIRED',
  'OPERATIONTIMEOUT',
  'REQUESTTIMEOUT',
  'SESSIONMOVED',
  'NOTREADONLY',
];

/** What time may mend: no connection, no quorum. */
export function isPassing(error: unknown): boolean {
  return error instanceof ZooKeeperError && PASSING.includes(error.codeName);
}

/** Any error as a fault; what is not known is ours, and says so without its inner words. */
export function asFaultError(error: unknown): FaultError {
  if (error instanceof FaultError) return error;
  if (error instanceof ZooKeeperError) return ofZooKeeper(error);
  return refuse('INTERNAL');
}

function ofZooKeeper(error: ZooKeeperError): FaultError {
  if (error.outcomeUnknown) return refuse('UNKNOWN_OUTCOME');
  if (error.codeName === 'REQUESTTIMEOUT') return refuse('OPERATIONTIMEOUT');
  if (Object.hasOwn(FAULT_TEXTS, error.codeName)) return refuse(error.codeName as FaultCode);
  return new FaultError({ code: error.codeName, meaning: error.message, next: 'Nothing was written.' });
}
