import { counterOf, epochOf, type Zxid } from '@vivarium/jute';

/** How a leader brings a learner to its own state. */
export type SyncPlan =
  /** Proposals after `from` (exclusive) up to `zxid`, none when they are equal. */
  | { readonly type: 'diff'; readonly zxid: Zxid; readonly from: Zxid }
  /** The learner forgets all after `zxid`; then proposals after it. */
  | { readonly type: 'trunc'; readonly zxid: Zxid; readonly from: Zxid }
  | { readonly type: 'snap' };

/** A stretch of committed history, oldest first, without a hole. */
export interface History {
  readonly zxids: readonly Zxid[];
}

const SNAP: SyncPlan = { type: 'snap' };

/**
 * Chooses between DIFF, TRUNC and SNAP for a learner whose last logged zxid is `peer`.
 *
 * `committed` is what the leader holds in memory; `onDisk` what its log can give from `peer` onwards at less
 * than the cost of a snapshot (empty when it cannot). A zxid with counter 0 marks a fresh epoch and stands in
 * no log, so a learner that has it can only be given more, never told to forget.
 * Source: Apache's LearnerHandler.syncFollower.
 */
export function planSync(peer: Zxid, lastProcessed: Zxid, committed: History, onDisk: History): SyncPlan {
  if (peer === lastProcessed) return { type: 'diff', zxid: peer, from: peer };
  const min = committed.zxids[0] ?? lastProcessed;
  const max = committed.zxids.at(-1) ?? lastProcessed;
  const isFreshEpoch = counterOf(peer) === 0;
  if (peer > max && !isFreshEpoch) {
    // Its own tree may be one that it was sent when its epoch began: it has nothing older to go back to.
    return epochOf(peer) === epochOf(max) ? { type: 'trunc', zxid: max, from: max } : SNAP;
  }
  if (peer >= min && peer <= max) return planFrom(peer, committed.zxids, max);
  if (peer < min && onDisk.zxids.length > 0) {
    // A hole between the log and memory would become a hole in the learner's log.
    const joined = joinHistories(onDisk.zxids, committed.zxids, max);
    return joined === null ? SNAP : planFrom(peer, joined, max);
  }
  return SNAP;
}

/** `max`: where history has come to. A log that ends before belongs to another one, unless `max` only begins an epoch. */
function joinHistories(older: readonly Zxid[], newer: readonly Zxid[], max: Zxid): readonly Zxid[] | null {
  const first = newer[0];
  if (first === undefined) return older.at(-1) === max || counterOf(max) === 0 ? older : null;
  const overlap = older.indexOf(first);
  if (overlap !== -1) return [...older.slice(0, overlap), ...newer];
  const last = older.at(-1) as Zxid;
  return last < first && follows(last, first) ? [...older, ...newer] : null;
}

/** True when no transaction can stand between the two. */
function follows(before: Zxid, after: Zxid): boolean {
  return after === before + 1 || (epochOf(after) > epochOf(before) && counterOf(after) === 1);
}

function planFrom(peer: Zxid, zxids: readonly Zxid[], max: Zxid): SyncPlan {
  if (zxids.includes(peer) || counterOf(peer) === 0) return { type: 'diff', zxid: max, from: peer };
  let before: Zxid | undefined;
  for (const zxid of zxids) {
    if (zxid > peer) {
      // The learner cannot cut across an epoch's boundary, nor where we do not know what stood before.
      if (before === undefined || epochOf(zxid) !== epochOf(peer)) return SNAP;
      return { type: 'trunc', zxid: before, from: before };
    }
    before = zxid;
  }
  return SNAP;
}
