import { type Epochs, LogError } from '@vivarium/engine';
import { epochOf, type Zxid } from '@vivarium/jute';
import type { SimDirectory } from './sim-directory.ts';

const NAMES = { accepted: 'acceptedEpoch', current: 'currentEpoch' } as const;
const TEMPORARY = '.tmp';

/** Writes an epoch to its temporary file; durable at once, for the caller waits for the sync. */
export function writeTemporary(directory: SimDirectory, name: keyof Epochs, epoch: number): void {
  const file = directory.create(NAMES[name] + TEMPORARY);
  file.append(new TextEncoder().encode(String(epoch)));
  file.sync();
  directory.sync();
}

export function renameTemporary(directory: SimDirectory, name: keyof Epochs): void {
  directory.rename(NAMES[name] + TEMPORARY, NAMES[name]);
}

/** The epochs of a member at its start, by the rules of the host's `settleEpochs`. Throws LogError for contradictions. */
export function settleEpochs(directory: SimDirectory, lastZxid: Zxid): Epochs {
  const found = readEpoch(directory, NAMES.current);
  const foundAccepted = readEpoch(directory, NAMES.accepted);
  const claimed = readEpoch(directory, NAMES.current + TEMPORARY);
  const ofZxid = epochOf(lastZxid);
  let current = found ?? ofZxid;
  if (ofZxid > current) {
    if (claimed === null || claimed < ofZxid) {
      throw new LogError('order', NAMES.current, 0, `epoch ${current}, but the last zxid is of ${ofZxid}`);
    }
    current = ofZxid;
  }
  if (foundAccepted === null && found !== null) throw new LogError('order', NAMES.accepted, 0, 'missing');
  const accepted = foundAccepted ?? current;
  if (accepted < current) throw new LogError('order', NAMES.accepted, 0, `${accepted} is below ${current}`);
  if (foundAccepted === null) put(directory, 'accepted', accepted);
  if (current !== found) put(directory, 'current', current);
  for (const name of [NAMES.current, NAMES.accepted]) {
    if (directory.find(name + TEMPORARY) !== undefined) directory.remove(name + TEMPORARY);
  }
  directory.sync();
  return { accepted, current };
}

function put(directory: SimDirectory, name: keyof Epochs, epoch: number): void {
  writeTemporary(directory, name, epoch);
  renameTemporary(directory, name);
  directory.sync();
}

function readEpoch(directory: SimDirectory, name: string): number | null {
  const file = directory.find(name);
  if (file === undefined) return null;
  const text = new TextDecoder().decode(file.contents());
  if (/^[0-9]{1,10}$/.test(text)) return Number(text);
  if (name.endsWith(TEMPORARY)) return null;
  throw new LogError('malformed', name, 0, `${JSON.stringify(text)} is not an epoch`);
}
