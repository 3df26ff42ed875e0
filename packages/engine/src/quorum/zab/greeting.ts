import { isEpoch, type learnerInfo, type TypeOf } from '@vivarium/jute';
import type { LearnerHandler } from './learner-handler.ts';
import type { QuorumIdentity } from './role-ports.ts';

/** Learners that are no voters. */
const LEARNERS_MAX = 1024;

/** Why a learner with this greeting is sent away; null when it is welcome. */
export function refusalOf(
  { sid, verifier, configVersion }: QuorumIdentity,
  info: TypeOf<typeof learnerInfo>,
  acceptedEpoch: number,
  isObserver: boolean,
  handlers: Iterable<LearnerHandler>,
): string | null {
  if (info.configVersion > configVersion) return 'it has a later configuration than ours';
  // Its acks would count as those of our own disk.
  if (info.sid === sid) return 'it says that it has our sid';
  const isVoter = verifier.voters.has(info.sid);
  if (isVoter && isObserver) return `server ${info.sid} is a voter and greets as an observer`;
  if (!isEpoch(acceptedEpoch)) return `it says that it accepted epoch ${acceptedEpoch}`;
  if (isVoter) return null;
  const others = [...handlers].filter((each) => each.sid !== -1 && !verifier.voters.has(each.sid));
  return others.length < LEARNERS_MAX ? null : 'too many learners';
}
