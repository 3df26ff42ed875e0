import type { EnsembleView, Gap } from './ensemble-view.ts';
import { epochOf } from './epoch-of.ts';
import type { TimelineEvent } from './event.ts';

/**
 * The time in which no write can be acknowledged. It opens with the event after which no leader has a quorum any
 * more, and closes with the first write that is seen to be acknowledged or committed once one has it again. A commit
 * that is told late, of the time before, moves its beginning.
 *
 * `before` is the view before the event, `after` the view with its members and links folded.
 */
export function foldGap(before: EnsembleView, after: EnsembleView, event: TimelineEvent): EnsembleView {
  const couldWrite = isLed(before);
  const canWrite = isLed(after);
  const isWrite = event.type === 'committed' || event.type === 'writeAcknowledged';
  const lastWriteAtMs = isWrite
    ? Math.max(after.lastWriteAtMs ?? event.atMs, event.atMs)
    : after.lastWriteAtMs;
  const noted = lastWriteAtMs === after.lastWriteAtMs ? after : { ...after, lastWriteAtMs };
  const { gap } = after;
  if (gap === null) {
    if (!couldWrite || canWrite) return noted;
    return { ...noted, gap: { sinceMs: event.wallMs, sinceAtMs: event.atMs } };
  }
  // Nobody would tell of a write: that a leader is seen is all there is.
  if (canWrite && !hasWitness(after)) return { ...noted, gap: null };
  if (!isWrite || event.atMs < gap.sinceAtMs) return noted;
  if (canWrite || isNew(event, before, gap)) return { ...noted, gap: null };
  // A member that looks for a leader applies what its log held: that is acknowledged to nobody.
  if (event.type === 'committed' && isLooking(before, event.member)) return noted;
  // The old leader's last words were still on their way.
  return { ...noted, gap: { sinceMs: event.wallMs, sinceAtMs: event.atMs } };
}

function isLooking({ members }: EnsembleView, id: number): boolean {
  const member = members.find((each) => each.id === id);
  return member !== undefined && member.phase !== null && member.phase !== 'broadcast';
}

/** Whether a write proves by itself that writes are acknowledged again, whatever else is known by now. */
function isNew(event: TimelineEvent, { epoch }: EnsembleView, gap: Gap): boolean {
  if (event.type === 'writeAcknowledged') return event.sentAtMs >= gap.sinceAtMs;
  return event.type === 'committed' && epoch !== null && epochOf(event.zxid) > epoch;
}

function isLed({ verdict }: EnsembleView): boolean {
  return verdict.kind === 'led' || verdict.kind === 'standalone';
}

/** Whether writes are seen: by our canary, or by members that tell of their commits. */
function hasWitness({ canary, members }: EnsembleView): boolean {
  return canary?.enabled === true || members.some(({ thread }) => thread !== null);
}
