import type { TxnEntry } from '@vivarium/engine';
import { isRead } from '../history/call.ts';
import type { History, Operation } from '../history/history.ts';
import { checkCycles } from './cycles/cycles.ts';
import type { Judge } from './judge.ts';
import { registerHistories } from './linearizability/register.ts';
import { search } from './linearizability/search.ts';
import { checkSessionOrder } from './sessions/session-order.ts';
import { checkRealTime } from './witness/real-time.ts';
import { checkSyncedReads, syncedReads } from './witness/synced-reads.ts';
import { checkWatches } from './witness/watches.ts';
import { type Sighting, witness } from './witness/witness.ts';

const SEARCH_STEPS_MAX = 400_000;

export interface Evidence {
  readonly history: History;
  /** The log that survived, by zxid. */
  readonly entries: readonly TxnEntry[];
  readonly sightings: readonly Sighting[];
  /** One member alone answers reads in real time; those of an ensemble do so only behind a sync. */
  readonly isAlone: boolean;
}

export interface Searches {
  readonly keys: number;
  /** Searches that were given up: nothing is known of these histories, so that the run has not passed. */
  readonly timeouts: number;
}

/** All that the clients' own records can show: with the log as a witness, and without looking at it. */
export function checkClientHistory(
  { history, entries, sightings, isAlone }: Evidence,
  judge: Judge,
): Searches {
  const { operations } = history;
  const effects = witness({ operations, entries, sightings, judge });
  checkRealTime(operations, isAlone, judge);
  if (!isAlone) checkSyncedReads(operations, judge);
  for (const session of history.sessions.values()) {
    checkSessionOrder(session, judge);
    checkWatches(session, effects, judge);
  }
  checkCycles(operations, isAlone, judge);
  return searchAll(operations, isAlone, judge);
}

function searchAll(operations: readonly Operation[], isAlone: boolean, judge: Judge): Searches {
  const searched = isAlone
    ? operations
    : [...operations.filter(({ call }) => !isRead(call)), ...syncedReads(operations)];
  const histories = registerHistories(searched, (path) => /^\/r\d+$/.test(path));
  let timeouts = 0;
  for (const [path, history] of histories) {
    const verdict = search(history, SEARCH_STEPS_MAX);
    judge.looked('I19');
    if (verdict === 'timeout') timeouts++;
    if (verdict === 'violation') judge.report('I19', `the history of ${path} is not that of a register`);
  }
  return { keys: histories.size, timeouts };
}
