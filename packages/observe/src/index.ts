export { CANARY_PATH, Canary, type CanaryOptions } from './canary.ts';
export { type Clock, systemClock } from './clock.ts';
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
export { parseConf, parseMntr, wholeNumber } from './parse-key-values.ts';
export { type Parsed, parseSrvr } from './parse-srvr.ts';
export { type PolledMember, StatusPoller, type StatusPollerOptions } from './status-poller.ts';
export {
  type ListedChild,
  type Listing,
  type TreeChange,
  TreeObserver,
  type TreeObserverOptions,
} from './tree-observer.ts';
