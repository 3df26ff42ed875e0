import type { StandingFault } from '@vivarium/timeline';

const LINE = /^Fault: (.+)$/;
const EVEN = /^an even number of voters \((\d{1,9})\) survives no more failures than \d{1,9} would$/;
const TWICE =
  /^two servers say that they are server (\d{1,15})(?:, one of them at (.+?))?: each needs a number of its own in its myid file$/;
const DIFFER = /^server (\d{1,15}) (.+): all members need the same server lines$/;
const THEIRS_MISSING = /^has no line server\.(\d{1,15}), and this one has (.+)$/;
const OURS_MISSING = /^has the line server\.(\d{1,15})=(.+), and this one has none$/;
const BOTH = /^has the line server\.(\d{1,15})=(.+), and this one (.+)$/;

/**
 * What a member of ours finds wrong with the set-up, as it says it in lines at the end of its answer to `srvr`; Apache's
 * members have no such lines. A sentence that we do not know is passed over.
 */
export function parseFaults(text: string): StandingFault[] {
  return text.split(/\r?\n/).flatMap((line) => {
    const sentence = LINE.exec(line)?.[1];
    const fault = sentence === undefined ? null : faultOf(sentence);
    return fault === null ? [] : [fault];
  });
}

function faultOf(sentence: string): StandingFault | null {
  const even = EVEN.exec(sentence);
  if (even !== null) return { kind: 'evenVoters', voters: Number(even[1]) };
  const twice = TWICE.exec(sentence);
  if (twice !== null) return { kind: 'sidTwice', sid: Number(twice[1]), address: twice[2] ?? null };
  const differ = DIFFER.exec(sentence);
  if (differ === null) return null;
  const [by, what] = [Number(differ[1]), differ[2] ?? ''];
  const kind = 'listsDiffer';
  const noTheirs = THEIRS_MISSING.exec(what);
  if (noTheirs !== null) return { kind, by, sid: Number(noTheirs[1]), theirs: null, ours: noTheirs[2] ?? '' };
  const noOurs = OURS_MISSING.exec(what);
  if (noOurs !== null) return { kind, by, sid: Number(noOurs[1]), theirs: noOurs[2] ?? '', ours: null };
  const both = BOTH.exec(what);
  if (both === null) return null;
  return { kind, by, sid: Number(both[1]), theirs: both[2] ?? '', ours: both[3] ?? '' };
}
