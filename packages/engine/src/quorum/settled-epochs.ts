import { epochOf, hex64, type Zxid } from '@vivarium/jute';
import type { Epochs } from './zab/role-ports.ts';

/** The files that say which epochs a member accepted and established. Source of the names: Apache's QuorumPeer. */
export const EPOCH_FILES: Readonly<Record<keyof Epochs, string>> = {
  accepted: 'acceptedEpoch',
  current: 'currentEpoch',
};
/** Behind the name of a file that is to take the place of another. */
export const EPOCH_TEMPORARY = '.tmp';
const EPOCH_MAX = 0x7fff_ffff;

/** The texts of a member's epoch files at its start; null for one that is not there. */
export interface EpochTexts {
  readonly current: string | null;
  readonly accepted: string | null;
  /** currentEpoch's temporary file: an epoch of which transactions were about to be written. */
  readonly claimed: string | null;
}

export interface SettledEpochs {
  readonly epochs: Epochs;
  /** What has to be made durable, in this order; then temporary files go. */
  readonly store: readonly (keyof Epochs)[];
}

/** Epoch files that a member must not start with; `reason` goes on from the file's name. */
export class EpochError extends Error {
  override readonly name = 'EpochError';
  readonly file: keyof Epochs;
  readonly reason: string;

  constructor(file: keyof Epochs, reason: string) {
    super(`${EPOCH_FILES[file]} ${reason}`);
    this.file = file;
    this.reason = reason;
  }
}

/**
 * The epochs of a member at its start; files that are missing in a directory without any are to be made.
 * Source of the rules: Apache's QuorumPeer.loadDataBase. Throws EpochError for files that contradict each other.
 */
export function settledEpochs(texts: EpochTexts, lastZxid: Zxid): SettledEpochs {
  const found = epochIn(texts.current, 'current');
  const foundAccepted = epochIn(texts.accepted, 'accepted');
  const claimed = parsed(texts.claimed);
  const ofZxid = epochOf(lastZxid);
  let current = found ?? ofZxid;
  if (ofZxid > current) {
    if (claimed === null || claimed < ofZxid) {
      throw new EpochError(
        'current',
        `says epoch ${current}, but the last transaction ${hex64(lastZxid)} is of a later one: ` +
          'the files of two members were mixed, or the file was put back from a copy',
      );
    }
    current = ofZxid;
  }
  if (foundAccepted === null && found !== null) {
    const advice = 'put it back, or start this member with an empty directory';
    throw new EpochError('accepted', `is missing beside currentEpoch: ${advice}`);
  }
  const accepted = foundAccepted ?? current;
  if (accepted < current) {
    throw new EpochError('accepted', `says epoch ${accepted}, but the member is in epoch ${current}`);
  }
  const store: (keyof Epochs)[] = [];
  if (foundAccepted === null) store.push('accepted');
  if (current !== found) store.push('current');
  return { epochs: { accepted, current }, store };
}

function epochIn(text: string | null, file: keyof Epochs): number | null {
  if (text === null) return null;
  const epoch = parsed(text);
  if (epoch !== null) return epoch;
  throw new EpochError(file, `holds ${JSON.stringify(text.slice(0, 40))}, which is not an epoch`);
}

/** Null for what a crash left half written. */
function parsed(text: string | null): number | null {
  const digits = text?.trim() ?? '';
  if (!/^[0-9]{1,10}$/.test(digits) || Number(digits) > EPOCH_MAX) return null;
  return Number(digits);
}
