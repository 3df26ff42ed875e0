import { counterOf, type SessionId, type Zxid } from '@vivarium/jute';
import type { EnsembleEventBody, Mode } from '@vivarium/timeline';
import { SnapshotReader } from '../log/snapshot-reader.ts';
import { SnapshotWriter } from '../log/snapshot-writer.ts';
import type { PeerState } from '../quorum/election/notification.ts';
import { Peer } from '../quorum/peer.ts';
import type { PeerConfig, PeerOwner } from '../quorum/peer-owner.ts';
import type { QuorumView } from '../quorum/quorum-view.ts';
import type { ForwardedRequest, Replica } from '../quorum/replica.ts';
import type { Turn } from '../quorum/turn.ts';
import type { LoggedEntry } from '../quorum/zab/committed-log.ts';
import type { SnapshotSink } from '../quorum/zab/learner.ts';
import type { LearnerTraffic } from '../quorum/zab/learner-handler.ts';
import type { Epochs, SnapshotStream } from '../quorum/zab/role-ports.ts';
import { SnapshotIntake } from '../quorum/zab/snapshot-intake.ts';
import { DataTree } from '../tree/data-tree.ts';
import { treeDigest } from '../tree/digest.ts';
import type { MemberConfig } from './config.ts';
import type { MemberInput } from './input.ts';
import type { Outbox } from './outbox.ts';
import { Prng } from './prng.ts';
import { readOnlyAfterMs } from './read-only.ts';
import type { RecoveredState } from './recovered-state.ts';
import { Service } from './service.ts';
import { Statistics } from './statistics.ts';
import type { ConnectionView, MemberView, SessionView, WatchView } from './view.ts';

/** Proposals of an epoch end here, so that the counter never runs into the next epoch: a new leader starts at 1. */
const COUNTER_LIMIT = 0xffff_ff00;
const SEED_LIMIT = 2 ** 31;
/** A tree that the disk had no room for is given to it again after this, ms. */
const INSTALL_AGAIN_MS = 1000;

const MODES: Readonly<Record<PeerState, Mode>> = {
  looking: 'looking',
  following: 'follower',
  leading: 'leader',
  observing: 'observer',
};

/**
 * A member of an ensemble as a state machine: the peer decides what is proposed and committed, the service knows what it
 * means. `step` runs to completion and throws only when an assertion fails.
 */
export class EnsembleMember implements Replica, PeerOwner {
  private readonly config: MemberConfig;
  private readonly peer: Peer;
  private readonly prng: Prng;
  private readonly statistics = new Statistics();
  private service: Service;
  private turn: Turn | null = null;
  /** A tree that came as a snapshot and is not in place yet. */
  private received: RecoveredState | null = null;
  /** Since when there is no leader, monotonic ms; null while there is one. */
  private leaderlessSinceMs: number | null = null;
  private mayTurnReadOnly: boolean;
  /** The zxid of a tree that is in place and on its way to the disk. */
  private installing: Zxid | null = null;
  /** When to try again to store it, monotonic ms; null while nothing failed. */
  private installAgainMs: number | null = null;
  private readonly counterLimit: number;

  constructor(
    config: MemberConfig,
    peer: PeerConfig,
    epochs: Epochs,
    recovered: RecoveredState,
    seed: number,
  ) {
    this.config = config;
    this.mayTurnReadOnly = config.readOnlyEnabled;
    this.counterLimit = peer.counterLimit ?? COUNTER_LIMIT;
    this.prng = new Prng(seed);
    this.service = this.serviceOver(recovered);
    this.peer = new Peer(peer, epochs, this, this);
  }

  step(input: MemberInput, outbox: Outbox): void {
    const turn = { at: input.at, outbox };
    if (this.turn === null) {
      this.turn = turn;
      this.peer.start(turn);
    }
    this.turn = turn;
    switch (input.type) {
      case 'tick':
        this.service.step(input, outbox);
        this.peer.step(input, turn);
        this.installAgain(turn);
        break;
      case 'flushed':
      case 'linkAccepted':
      case 'linkOpened':
      case 'linkClosed':
      case 'linkBytes':
      case 'linkDrained':
      case 'epochStored':
      case 'logRead':
      case 'logTruncated':
        this.peer.step(input, turn);
        break;
      case 'snapshotStored':
        this.service.step(input, outbox);
        this.noteInstalled(input.zxid, turn);
        break;
      case 'snapshotFailed':
        this.service.step(input, outbox);
        if (this.installing !== null) this.installAgainMs = input.at.monotonicMs + INSTALL_AGAIN_MS;
        break;
      case 'diskFailed':
        this.service.step(input, outbox);
        this.peer.stop('the disk failed', turn);
        this.mayTurnReadOnly = false;
        break;
      default:
        this.service.step(input, outbox);
    }
    if (this.mayTurnReadOnly) this.judgeReadOnly(turn);
  }

  // What the peer asks of the log, the tree and the sessions.

  get lastLogged(): Zxid {
    return this.service.pipeline.lastProposed;
  }

  get lastApplied(): Zxid {
    return this.service.tree.lastProcessedZxid;
  }

  log(proposal: LoggedEntry, { at, outbox }: Turn): void {
    this.peer.counts.learnerProposals++;
    this.service.pipeline.accept(proposal, at, outbox);
  }

  uncommitted(): Iterable<LoggedEntry> {
    return this.service.pipeline.uncommitted();
  }

  commit(upTo: Zxid, { at, outbox }: Turn): void {
    if (this.peer.state === 'leading') this.peer.counts.commits++;
    else this.peer.counts.learnerCommits++;
    this.service.commit(upTo, at, outbox);
  }

  forgetAfter(zxid: Zxid): void {
    this.service.pipeline.forgetAfter(zxid);
  }

  propose(request: ForwardedRequest, { at, outbox }: Turn): void {
    this.service.pipeline.proposeFor(request, at, outbox);
  }

  startEpoch(newLeaderZxid: Zxid): void {
    this.service.pipeline.lastProposed = newLeaderZxid;
    this.service.tree.lastProcessedZxid = newLeaderZxid;
  }

  touch(id: SessionId, timeoutMs: number, { at }: Turn): boolean {
    const session = this.service.sessions.find(id);
    if (session === undefined || session.closing) return false;
    // A bucket in the past would never be looked at, and one for each number that a learner can think of fills memory.
    const longestMs = Math.max(this.config.maxSessionTimeoutMs, session.timeoutMs);
    const lifeMs = Math.min(Math.max(timeoutMs, 0), longestMs);
    this.service.sessions.touch(session, at.monotonicMs, lifeMs);
    return true;
  }

  *takeTouched(): Generator<{ readonly sessionId: SessionId; readonly timeoutMs: number }> {
    for (const [sessionId, timeoutMs] of this.service.sessions.takeTouched()) yield { sessionId, timeoutMs };
  }

  revalidated(session: SessionId, valid: boolean, { at, outbox }: Turn): void {
    this.service.revalidated(session, valid, at, outbox);
  }

  synced({ at, outbox }: Turn): void {
    this.service.pipeline.synced(at, outbox);
  }

  // What the peer says about our part.

  startServing(as: Exclude<PeerState, 'looking'>, { at, outbox }: Turn): void {
    const { configText, configVersion } = this.peer.identity;
    const config = new TextEncoder().encode(configText);
    this.service.tree.setConfig(config, configVersion as Zxid, at.wallMs);
    this.service.become(MODES[as], `epoch ${this.peer.epoch} is established`, at, outbox);
  }

  stopServing(cause: string, { at, outbox }: Turn): void {
    this.service.become('looking', cause, at, outbox);
  }

  streamSnapshot(): SnapshotStream {
    const { tree, sessions } = this.service;
    const zxid = tree.lastProcessedZxid;
    const live = [...sessions.all()].filter((each) => each.committed);
    const listed = live.map(({ id, timeoutMs }) => ({ sessionId: id, timeoutMs }));
    const writer = new SnapshotWriter(tree, listed, zxid, { framing: 'stream' });
    return { zxid, next: (maxBytes) => writer.next(maxBytes), cancel: () => writer.cancel() };
  }

  receiveSnapshot(zxid: Zxid): SnapshotSink {
    const tree = new DataTree(this.prng.below(SEED_LIMIT));
    const reader = new SnapshotReader(tree, 'stream');
    return new SnapshotIntake(reader, (sessions) => {
      tree.lastProcessedZxid = zxid;
      this.received = { tree, sessions, lastZxid: zxid };
    });
  }

  installSnapshot({ at, outbox }: Turn): void {
    if (this.received === null) throw new Error('no snapshot was received');
    this.replaceService(this.received);
    this.installing = this.received.lastZxid;
    this.received = null;
    // The log jumps here, and a jump stands between two files.
    outbox.diskOrders.push({ type: 'roll' });
    this.service.step({ type: 'snapshotWanted', at }, outbox);
  }

  recovered(state: RecoveredState): void {
    this.replaceService(state);
  }

  note(event: EnsembleEventBody): void {
    const { outbox } = this.running();
    if (outbox.eventsWanted) outbox.events.push(event);
  }

  // Views, for the host to show.

  traffic(): LearnerTraffic[] {
    return this.peer.traffic();
  }

  view(): MemberView {
    const { service, peer } = this;
    if (service.isReadOnly) return service.views.view('read-only', true);
    return service.views.view(MODES[peer.state], peer.isServing && service.isServing);
  }

  quorumView(): QuorumView {
    return this.peer.view();
  }

  connectionViews(): ConnectionView[] {
    return this.service.views.connectionViews();
  }

  sessionViews(): SessionView[] {
    return this.service.views.sessionViews();
  }

  watchesByPath(): Map<string, SessionId[]> {
    return this.service.views.watchesByPath();
  }

  watchesBySession(): Map<SessionId, string[]> {
    return this.service.views.watchesBySession();
  }

  watchViews(): WatchView[] {
    return this.service.views.watchViews();
  }

  ephemerals(): Map<SessionId, string[]> {
    return this.service.views.ephemerals();
  }

  /** The digest of the whole tree, which is walked for it: for comparing members at rest. */
  treeDigest(): bigint {
    return treeDigest(this.service.tree);
  }

  resetStatistics(): void {
    this.service.views.resetStatistics();
  }

  resetConnectionStatistics(): void {
    this.service.views.resetConnectionStatistics();
  }

  // The rest.

  /** Without a leader for long enough, clients may read who asked for that; as soon as one is elected they must go. */
  private judgeReadOnly({ at, outbox }: Turn): void {
    const { service } = this;
    if (this.peer.state !== 'looking') {
      this.leaderlessSinceMs = null;
      if (service.isReadOnly) service.become('looking', 'a leader was elected', at, outbox);
      return;
    }
    this.leaderlessSinceMs ??= at.monotonicMs;
    const isDue = at.monotonicMs - this.leaderlessSinceMs >= readOnlyAfterMs(this.config.tickTimeMs);
    if (isDue && service.shownMode === 'looking')
      service.become('read-only', 'no leader was found', at, outbox);
  }

  /** What we would offer ourselves with must be on disk: without it we can neither follow nor look for another leader. */
  private installAgain({ at, outbox }: Turn): void {
    if (this.installAgainMs === null || at.monotonicMs < this.installAgainMs) return;
    this.installAgainMs = null;
    this.service.step({ type: 'snapshotWanted', at }, outbox);
  }

  private noteInstalled(zxid: Zxid, turn: Turn): void {
    // A snapshot of the tree before may have been on its way.
    if (this.installing !== zxid) return;
    this.installing = null;
    this.installAgainMs = null;
    this.peer.snapshotInstalled(turn);
  }

  /** Another tree: whoever was connected to the old one has to come again. */
  private replaceService(state: RecoveredState): void {
    const { at, outbox } = this.running();
    this.service.dismiss('the tree was replaced', at, outbox);
    this.service = this.serviceOver(state);
    this.installing = null;
    this.installAgainMs = null;
  }

  private serviceOver(state: RecoveredState): Service {
    const seed = this.prng.below(SEED_LIMIT);
    const service = new Service(this.config, state, seed, 'looking', this.statistics);
    service.askLeader = (id, timeoutMs) => this.peer.revalidate(id, timeoutMs);
    const member = this;
    service.pipeline.ensemble = {
      get leads() {
        return member.peer.state === 'leading';
      },
      forward: (request) => this.peer.forward(request),
      proposed: (entry) => this.proposed(entry),
      sync: () => this.sync(),
    };
    return service;
  }

  private proposed(entry: LoggedEntry): void {
    const turn = this.running();
    this.peer.propose(entry, turn);
    if (counterOf(entry.zxid) >= this.counterLimit)
      this.peer.stepDown('the counter of this epoch is used up');
  }

  private sync(): void {
    if (this.peer.state === 'leading') this.peer.confirm(() => this.synced(this.running()));
    else this.peer.forwardSync();
  }

  private running(): Turn {
    if (this.turn === null) throw new Error('orders outside a step');
    return this.turn;
  }
}
