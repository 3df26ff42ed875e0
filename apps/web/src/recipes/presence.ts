import type { GroupFacts } from '@vivarium/contract';

/** A stretch in which someone was there. Times before the dashboard looked are cut at `fromMs` of the strip. */
export interface Stay {
  readonly fromMs: number;
  readonly toMs: number;
  /** It came while the dashboard looked, or was there before. */
  readonly isBeginSeen: boolean;
  readonly isHere: boolean;
}

export interface Presence {
  readonly id: string;
  readonly isHere: boolean;
  readonly stays: readonly Stay[];
}

export interface PresenceStrip {
  readonly fromMs: number;
  readonly toMs: number;
  readonly rows: readonly Presence[];
}

/** The strip tells of so long at most, ms. */
const STRIP_MS = 600_000;
/** and of so long at least, ms, so that its first minute is not one thick band. */
const STRIP_LEAST_MS = 60_000;

/** Who was there when, by what was seen: those who are there first, then those who left, the last one first. */
export function presenceStrip({ members, moves, observedSinceMs }: GroupFacts, nowMs: number): PresenceStrip {
  const fromMs = Math.min(Math.max(observedSinceMs, nowMs - STRIP_MS), nowMs - STRIP_LEAST_MS);
  const here = new Map(members.map((member) => [member.id, member]));
  const ids = new Set([...members.map(({ id }) => id), ...moves.map(({ id }) => id)]);
  const rows = [...ids].map((id) => {
    const own = moves.filter((move) => move.id === id);
    const stays: Stay[] = [];
    let sinceMs: number | null = own[0]?.what === 'left' || own.length === 0 ? fromMs : null;
    let isBeginSeen = false;
    for (const { atMs, what } of own) {
      if (what === 'joined') {
        sinceMs = atMs;
        isBeginSeen = true;
      } else if (sinceMs !== null) {
        stays.push({ fromMs: sinceMs, toMs: atMs, isBeginSeen, isHere: false });
        sinceMs = null;
      }
    }
    const member = here.get(id);
    if (member !== undefined) {
      // The node itself tells when it came, if that was before anybody looked.
      const beganMs = isBeginSeen && sinceMs !== null ? sinceMs : member.sinceMs;
      stays.push({ fromMs: beganMs, toMs: nowMs, isBeginSeen: true, isHere: true });
    }
    return { id, isHere: member !== undefined, stays: cut(stays, fromMs) };
  });
  const shown = rows.filter(({ stays }) => stays.length > 0);
  shown.sort((a, b) => Number(b.isHere) - Number(a.isHere) || endOf(b) - endOf(a) || (a.id < b.id ? -1 : 1));
  return { fromMs, toMs: nowMs, rows: shown };
}

function endOf({ isHere, stays }: Presence): number {
  return isHere ? 0 : (stays.at(-1)?.toMs ?? 0);
}

function cut(stays: readonly Stay[], fromMs: number): Stay[] {
  return stays
    .filter(({ toMs }) => toMs > fromMs)
    .map((stay) => (stay.fromMs < fromMs ? { ...stay, fromMs, isBeginSeen: false } : stay));
}
