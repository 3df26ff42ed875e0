export { CANARY_PATH, Canary, type CanaryOptions } from './canary.ts';
export { type Clock, systemClock } from './clock.ts';
export { type Discovery, discoverEnsemble } from './discover-ensemble.ts';
export {
  type EnsembleListener,
  EnsembleObserver,
  type EnsembleObserverOptions,
  type Updates,
} from './ensemble-observer.ts';
export {
  type Answer,
  type AnswerLimits,
  type Ask,
  askFourLetterWord,
  fourLetterWord,
  type Where,
} from './four-letter-word.ts';
export { TreeHistory, type TreeHistoryOptions } from './history/tree-history.ts';
export { factsOf, type TxnFacts } from './history/txn-facts.ts';
export { findTxns, type NodeChange, nodeChanges } from './history/txn-queries.ts';
export { parseFaults } from './parse-faults.ts';
export { parseConf, parseMntr, wholeNumber } from './parse-key-values.ts';
export { type Parsed, parseSrvr } from './parse-srvr.ts';
export { ElectionProbe, PROBE_BUSY_MS, PROBE_IDLE_MS, type ProbedMember } from './probe/election-probe.ts';
export { ReplicaReader } from './replica/replica-reader.ts';
export { TreeReplica, type TxnListener } from './replica/tree-replica.ts';
export { type SetUpFault, setUpFaults, type ToldList } from './set-up.ts';
export { type PolledMember, StatusPoller, type StatusPollerOptions } from './status-poller.ts';
export { COPY_INTERVAL_MS, QuorumTap, type TapTarget } from './tap/quorum-tap.ts';
export {
  type ListedChild,
  type Listing,
  type TreeChange,
  TreeObserver,
  type TreeObserverOptions,
} from './tree-observer.ts';
