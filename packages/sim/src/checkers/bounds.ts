import type { MemberView, QuorumView } from '@vivarium/engine';
import type { Judge } from './judge.ts';

/** What a member may hold while clients and faults do their worst. */
export interface Limits {
  /** Requests that are not answered: those that it takes before it makes clients wait. */
  readonly outstanding: number;
  readonly connections: number;
  /** Inputs that wait for a process that is not stopped. */
  readonly backlog: number;
}

/** What clients hold that are connected to one member, when nobody waits for anything. */
export interface Guests {
  readonly connections: number;
  readonly watches: number;
  /** Of the whole ensemble. */
  readonly sessions: number;
}

type Views = { readonly view: MemberView; readonly quorum: QuorumView | null; readonly backlog: number };

/** I32 while a run goes on. */
export function checkLimits(
  sid: number,
  { view, quorum, backlog }: Views,
  limits: Limits,
  judge: Judge,
): void {
  judge.looked('I32');
  const held: readonly [string, number, number][] = [
    ['requests', view.outstanding, limits.outstanding],
    ['connections', view.connections, limits.connections],
    ['syncs', quorum?.leading?.pendingSyncs ?? 0, limits.outstanding],
    ['inputs', backlog, limits.backlog],
  ];
  reportAbove(sid, held, judge);
}

/** I32 when all is answered and nobody asks: what is held now is held for ever. */
export function checkQuiet(
  sid: number,
  { view, quorum, backlog }: Views,
  guests: Guests,
  judge: Judge,
): void {
  judge.looked('I32');
  const held: readonly [string, number, number][] = [
    ['requests', view.outstanding, 0],
    ['connections', view.connections, guests.connections],
    ['watches', view.watchCount, guests.watches],
    ['sessions', view.globalSessions, guests.sessions],
    ['syncs', quorum?.leading?.pendingSyncs ?? 0, 0],
    ['inputs', backlog, 0],
  ];
  reportAbove(sid, held, judge);
}

function reportAbove(sid: number, held: readonly [string, number, number][], judge: Judge): void {
  for (const [what, count, most] of held) {
    if (count > most) judge.report('I32', `member ${sid} holds ${count} ${what} where ${most} are the most`);
  }
}
