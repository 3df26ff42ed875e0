import type {
  Change,
  ClientView,
  EnsembleView as EnsembleForPage,
  FailoverView,
  ReasonView,
  StandingView,
  Stratum,
} from '@vivarium/contract';
import { EMPTY_VIEW, type EnsembleView, type FailoverRecord } from '@vivarium/timeline';
import { failoverSummaryOf, failoverViewOf, markForPage } from './failover-views.ts';
import { memberForPage, standingForPage } from './member-views.ts';
import { Strata } from './strata.ts';

export interface PictureOptions {
  readonly label: string;
  readonly embedded: boolean;
  readonly pollIntervalMs: number;
}

/** Marks that travel in one message. */
const MARKS_AT_ONCE = 200;

/** The ensemble as the page is given it: the timeline's view in the contract's words, and what of it is new. */
export class EnsemblePicture {
  readonly #options: PictureOptions;
  readonly #strata: Strata;
  #view: EnsembleView = EMPTY_VIEW;
  /** The view of which everything has been told. */
  #told: EnsembleView = EMPTY_VIEW;
  #derived: readonly ReasonView[] = [];
  #toldDerived: readonly ReasonView[] = [];
  #client: ClientView;
  #treeMeans: EnsembleForPage['treeMeans'] = 'recursive watch';

  constructor(options: PictureOptions, wallMs: number) {
    this.#options = options;
    this.#strata = new Strata(options.pollIntervalMs);
    this.#client = { state: 'connecting', session: null, sinceMs: wallMs };
  }

  get current(): EnsembleView {
    return this.#view;
  }

  view(): EnsembleForPage {
    const { label, embedded, pollIntervalMs } = this.#options;
    const { members, failovers } = this.#view;
    const isTold = members.length > 0 && members.every(({ sessions }) => sessions === null);
    return {
      label,
      embedded,
      poll: { command: isTold ? 'srvr' : 'srvr and mntr', intervalMs: pollIntervalMs },
      treeMeans: this.#treeMeans,
      members: members.map((member) => memberForPage(member, this.#view, embedded)),
      standing: this.standing(),
      failovers: failovers.map(failoverSummaryOf),
      client: this.#client,
    };
  }

  standing(): StandingView {
    return standingForPage(this.#view, this.#derived);
  }

  /** What was concluded of the set-up, in place of what was before. */
  derive(reasons: readonly ReasonView[]): void {
    if (JSON.stringify(reasons) !== JSON.stringify(this.#derived)) this.#derived = reasons;
  }

  strata(most: number): Stratum[] {
    return this.#strata.latest(most);
  }

  /** `tapped` is the newest zxid that the tap saw; null while it sees none. */
  lay(wallMs: number, tapped: number | null = null): Stratum {
    return this.#strata.lay(this.#view, wallMs, tapped);
  }

  treeMeans(means: EnsembleForPage['treeMeans']): void {
    this.#treeMeans = means;
  }

  client(state: ClientView['state'], session: string | null, wallMs: number): ClientView {
    this.#client = { state, session, sinceMs: wallMs };
    return this.#client;
  }

  take(view: EnsembleView): void {
    this.#view = view;
  }

  failover(id: number): FailoverView | null {
    const record = this.#view.failovers.find((each) => each.id === id);
    return record === undefined ? null : failoverViewOf(record);
  }

  /** What has changed since the last call, as the page is told it. */
  changes(): Change[] {
    const before = this.#told;
    const now = this.#view;
    const isDerivedNew = this.#toldDerived !== this.#derived;
    if (before === now && !isDerivedNew) return [];
    this.#told = now;
    this.#toldDerived = this.#derived;
    const isStandingNew = isDerivedNew || !isSameStanding(before, now);
    return [
      ...this.#memberChanges(before, now),
      ...(isStandingNew ? [{ kind: 'standing', standing: this.standing() } as const] : []),
      ...failoverChanges(before, now),
    ];
  }

  #memberChanges(before: EnsembleView, now: EnsembleView): Change[] {
    const { embedded } = this.#options;
    const isLeaderNew = zxidOfLeader(before) !== zxidOfLeader(now) || before.cuts !== now.cuts;
    return now.members
      .filter((member) => isLeaderNew || !before.members.includes(member))
      .map((member): Change => ({ kind: 'member', member: memberForPage(member, now, embedded) }));
  }
}

/** Every lag is measured against it. */
function zxidOfLeader({ members, verdict }: EnsembleView): number | null {
  if (verdict.kind !== 'led') return null;
  return members.find(({ id }) => id === verdict.leader)?.zxid ?? null;
}

function isSameStanding(before: EnsembleView, now: EnsembleView): boolean {
  return (
    before.verdict === now.verdict &&
    before.epoch === now.epoch &&
    before.cuts === now.cuts &&
    isSameFaults(before, now) &&
    before.gap === now.gap &&
    before.canary === now.canary
  );
}

function isSameFaults(before: EnsembleView, now: EnsembleView): boolean {
  return (
    before.members === now.members ||
    (before.members.length === now.members.length &&
      now.members.every(({ faults }, at) => faults === before.members[at]?.faults))
  );
}

function failoverChanges(before: EnsembleView, now: EnsembleView): Change[] {
  if (before.failovers === now.failovers) return [];
  const changes: Change[] = [];
  for (const record of now.failovers) {
    const old = before.failovers.find(({ id }) => id === record.id);
    if (old === record) continue;
    changes.push({ kind: 'failover', failover: failoverSummaryOf(record) });
    changes.push(...markChanges(old, record));
  }
  return changes;
}

function markChanges(old: FailoverRecord | undefined, record: FailoverRecord): Change[] {
  const fresh = record.marks.slice(old?.marks.length ?? 0);
  const changes: Change[] = [];
  for (let at = 0; at < fresh.length; at += MARKS_AT_ONCE) {
    const marks = fresh.slice(at, at + MARKS_AT_ONCE).map(markForPage);
    changes.push({ kind: 'failoverMarks', id: record.id, marks });
  }
  return changes;
}
