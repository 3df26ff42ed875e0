import type {
  Change,
  ClientView,
  EnsembleView,
  EventView,
  FailoverSummary,
  Fault,
  GuardView,
  JobView,
  MemberView,
  ServerMessage,
  Stratum,
} from '@vivarium/contract';
import { EVENTS_KEPT, FAILOVERS_KEPT, JOBS_KEPT, STRATA_KEPT } from '@vivarium/contract';
import { createStore } from './store.ts';

/** The page's line to the Vivarium server, not to be confused with the members' own state. */
export type Link =
  | { readonly state: 'connecting' }
  | { readonly state: 'live' }
  /** The socket is open but two signs of life are missing. */
  | { readonly state: 'stale' }
  | { readonly state: 'lost'; readonly retryAtMs: number }
  | { readonly state: 'refused'; readonly fault: Fault };

export interface Live {
  readonly link: Link;
  /** When the server was last heard, by the browser's clock. */
  readonly heardAtMs: number | null;
  /** Server's clock minus the browser's. */
  readonly skewMs: number;
  readonly ensemble: EnsembleView | null;
  readonly events: readonly EventView[];
  readonly strata: readonly Stratum[];
  /** Oldest first. */
  readonly jobs: readonly JobView[];
  readonly guard: GuardView | null;
}

const BEFORE_FIRST: Live = {
  link: { state: 'connecting' },
  heardAtMs: null,
  skewMs: 0,
  ensemble: null,
  events: [],
  strata: [],
  jobs: [],
  guard: null,
};

/** A message that took a little longer is no other clock: ages need not be drawn anew for each. */
const SKEW_KEPT_MS = 50;

export const live = createStore<Live>(BEFORE_FIRST);

/**
 * Folds one message of the server into the page's picture: what every page shows. All other changes go past it,
 * by `changes`, to those who draw them.
 */
export function foldMessage(state: Live, message: ServerMessage, nowMs: number): Live {
  if (message.type === 'refused') return { ...state, link: { state: 'refused', fault: message.fault } };
  const heard: Live = {
    ...state,
    link: state.link.state === 'live' ? state.link : { state: 'live' },
    heardAtMs: nowMs,
    skewMs: skewOf(state, message.nowMs - nowMs),
  };
  if (message.type === 'alive') return heard;
  if (message.type === 'reset') {
    return {
      ...heard,
      ensemble: message.ensemble,
      events: message.events.toReversed(),
      strata: message.strata,
      jobs: message.jobs,
      guard: message.guard,
    };
  }
  return message.changes.reduce(foldChange, heard);
}

function skewOf({ heardAtMs, skewMs }: Live, heardMs: number): number {
  return heardAtMs !== null && Math.abs(heardMs - skewMs) <= SKEW_KEPT_MS ? skewMs : heardMs;
}

function foldChange(state: Live, change: Change): Live {
  switch (change.kind) {
    case 'member':
      return { ...state, ensemble: withMember(state.ensemble, change.member) };
    case 'client':
      return { ...state, ensemble: withClient(state.ensemble, change.client) };
    case 'event':
      return { ...state, events: withEvent(state.events, change.event) };
    case 'stratum':
      return { ...state, strata: [...state.strata, change.stratum].slice(-STRATA_KEPT) };
    case 'standing':
      return {
        ...state,
        ensemble: state.ensemble === null ? null : { ...state.ensemble, standing: change.standing },
      };
    case 'job':
      return { ...state, jobs: withJob(state.jobs, change.job) };
    case 'guard':
      return { ...state, guard: change.guard };
    case 'failover':
      return { ...state, ensemble: withFailover(state.ensemble, change.failover) };
    default:
      return state;
  }
}

function withMember(ensemble: EnsembleView | null, member: MemberView): EnsembleView | null {
  if (ensemble === null) return null;
  const members = ensemble.members.map((known) => (known.id === member.id ? member : known));
  return { ...ensemble, members };
}

function withClient(ensemble: EnsembleView | null, client: ClientView): EnsembleView | null {
  return ensemble === null ? null : { ...ensemble, client };
}

/** Oldest first; one that goes on takes the place of its earlier self. */
function withFailover(ensemble: EnsembleView | null, failover: FailoverSummary): EnsembleView | null {
  if (ensemble === null) return null;
  const others = ensemble.failovers.filter((known) => known.id !== failover.id);
  const failovers = [...others, failover].sort((a, b) => a.id - b.id).slice(-FAILOVERS_KEPT);
  return { ...ensemble, failovers };
}

/** A job that this page has just started or stopped, ahead of the socket. */
export function noteJob(job: JobView): void {
  const now = live.get();
  const known = now.jobs.find(({ id }) => id === job.id);
  // The socket may have been faster than the answer.
  if (known !== undefined && (known.done > job.done || known.endedAtMs !== null)) {
    if (known.startedAtMs >= job.startedAtMs) return;
  }
  live.set({ ...now, jobs: withJob(now.jobs, job) });
}

/** One that goes on keeps its place. */
function withJob(jobs: readonly JobView[], job: JobView): readonly JobView[] {
  const isKnown = jobs.some(({ id }) => id === job.id);
  if (!isKnown) return [...jobs, job].slice(-JOBS_KEPT);
  return jobs.map((known) => (known.id === job.id ? job : known));
}

/** Newest first; a line that only counts up replaces its earlier self. */
function withEvent(events: readonly EventView[], event: EventView): readonly EventView[] {
  const rest = events[0]?.id === event.id ? events.slice(1) : events;
  return [event, ...rest].slice(0, EVENTS_KEPT);
}
