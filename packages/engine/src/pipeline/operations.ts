import { OpCode } from '@vivarium/jute';

/** How a request of the client port is handled. */
export const Kind = { refused: 0, read: 1, write: 2, setWatches: 3 } as const;

/** Codes above this are refused unseen. */
const LARGEST_OP = 127;
const kinds = new Uint8Array(LARGEST_OP + 1);

const READS = [
  OpCode.exists,
  OpCode.getData,
  OpCode.getACL,
  OpCode.getChildren,
  OpCode.sync,
  OpCode.ping,
  OpCode.getChildren2,
  OpCode.checkWatches,
  OpCode.removeWatches,
  OpCode.multiRead,
  OpCode.getEphemerals,
  OpCode.getAllChildrenNumber,
  OpCode.addWatch,
  OpCode.whoAmI,
];
const WRITES = [
  OpCode.create,
  OpCode.delete,
  OpCode.setData,
  OpCode.setACL,
  OpCode.multi,
  OpCode.create2,
  OpCode.reconfig,
  OpCode.createContainer,
  OpCode.createTTL,
];
for (const op of READS) kinds[op] = Kind.read;
for (const op of WRITES) kinds[op] = Kind.write;
kinds[OpCode.setWatches] = Kind.setWatches;
kinds[OpCode.setWatches2] = Kind.setWatches;

/**
 * Refused are unknown codes, and three that only members may use among themselves: check outside a multi,
 * createSession, deleteContainer (its path in Apache makes no ACL check).
 */
export function kindOf(op: number): number {
  if (op === OpCode.closeSession) return Kind.write;
  return op > 0 && op <= LARGEST_OP ? (kinds[op] as number) : Kind.refused;
}
