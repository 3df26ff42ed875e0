import type { StandingFault } from '@vivarium/timeline';

/** One sentence for an operator: what is wrong, and what would be right. */
export function faultSentence(fault: StandingFault): string {
  switch (fault.kind) {
    case 'evenVoters':
      return `an even number of voters (${fault.voters}) survives no more failures than ${fault.voters - 1} would`;
    case 'sidTwice': {
      const second = fault.address === null ? '' : `, one of them at ${fault.address}`;
      return `two servers say that they are server ${fault.sid}${second}: each needs a number of its own in its myid file`;
    }
    case 'listsDiffer':
      return `${difference(fault)}: all members need the same server lines`;
  }
}

function difference({ by, sid, theirs, ours }: StandingFault & { kind: 'listsDiffer' }): string {
  if (theirs === null) return `server ${by} has no line server.${sid}, and this one has ${ours}`;
  if (ours === null) return `server ${by} has the line server.${sid}=${theirs}, and this one has none`;
  return `server ${by} has the line server.${sid}=${theirs}, and this one ${ours}`;
}
