import type { QuorumPacket } from '@vivarium/jute';
import type { EnsembleEventBody } from '@vivarium/timeline';
import type { Instant, LinkId, MemberInput, QuorumInput, Ticket } from '../member/input.ts';
import { Dissent } from './election/dissent.ts';
import { Election, type ElectionOutcome } from './election/election.ts';
import type { Notification, PeerState } from './election/notification.ts';
import { StandingFaults } from './faults/standing-faults.ts';
import { HistoryChange } from './history-change.ts';
import { LeaderDialler } from './leader-dialler.ts';
import { ElectionLinks } from './links/election-links.ts';
import { PacketLinks } from './links/packet-links.ts';
import { PeerCounts } from './peer-counts.ts';
import { candidateOf, identityOf, type PeerConfig, type PeerOwner } from './peer-owner.ts';
import { QuorumDisk } from './quorum-disk.ts';
import { phaseOf, type QuorumView } from './quorum-view.ts';
import type { ForwardedRequest, Replica } from './replica.ts';
import type { Turn } from './turn.ts';
import { CommittedLog, type LoggedEntry } from './zab/committed-log.ts';
import { Leader } from './zab/leader.ts';
import { Learner, type LearnerPorts } from './zab/learner.ts';
import type { LearnerTraffic } from './zab/learner-handler.ts';
import { writePacket } from './zab/packets.ts';
import type { Epochs, QuorumIdentity } from './zab/role-ports.ts';

/** Longest wait for a leader's link. Source: Apache's cnxTimeout. */
const DIAL_TIMEOUT_MS = 5000;
/** For a vote's: a packet that a partition swallowed is soon sent anew by another dial, and late by this one. */
const ELECTION_DIAL_TIMEOUT_MS = 1500;

/** A member's part in its ensemble: it looks for a leader, then leads or learns, and looks again. */
export class Peer {
  readonly identity: QuorumIdentity;
  private readonly config: PeerConfig;
  private readonly replica: Replica;
  private readonly owner: PeerOwner;
  private readonly links: ElectionLinks;
  private readonly election: Election;
  private readonly dissent: Dissent;
  private readonly faults: StandingFaults;
  /** In which round a voter was dialled again. */
  private readonly redialled = new Map<number, number>();
  private readonly history = new CommittedLog();
  private readonly packets: PacketLinks;
  private readonly disk: QuorumDisk;
  private leader: Leader | null = null;
  private learner: Learner | null = null;
  private serving = false;
  private readonly dialler = new LeaderDialler((host, port) => this.dial(host, port));
  private following: number | null = null;
  private readonly change: HistoryChange;
  private cause: string | null = null;
  readonly counts = new PeerCounts();
  private nextLink = -1;
  private stopped = false;
  private turn: Turn | null = null;

  constructor(config: PeerConfig, epochs: Epochs, replica: Replica, owner: PeerOwner) {
    this.config = config;
    this.disk = new QuorumDisk(epochs, () => this.running().outbox.diskOrders);
    this.change = new HistoryChange(this.disk);
    this.replica = replica;
    this.owner = owner;
    const { sid, membership } = config;
    this.identity = identityOf(config);
    this.faults = new StandingFaults(sid, membership, (faults) =>
      owner.note({ type: 'faultsChanged', faults }),
    );
    this.links = new ElectionLinks(sid, membership, {
      nowMs: () => this.running().at.monotonicMs,
      dial: (host, port) => this.dial(host, port, ELECTION_DIAL_TIMEOUT_MS),
      send: (link, bytes) => this.running().outbox.sendTo(link).raw(bytes),
      close: (link, cause) => this.closeLink(link, cause),
      claimed: (who, address) => this.faults.claimed(who, address, this.running().at.monotonicMs),
      received: (from, notification) => this.notified(from, notification),
    });
    this.packets = new PacketLinks(config.packetBytesMax, {
      takes: (link) => this.takes(link),
      packet: (link, packet) => this.dispatch(link, packet),
      raw: (bytes) => this.learner?.receivedRaw(bytes, this.running()) ?? null,
      breach: (link, cause) => this.breach(link, cause),
    });
    this.election = new Election(this.candidate(), {
      send: (to, notification) => this.notify(to, notification),
      haveDelivered: () => this.links.haveDelivered(),
      dialAll: () => this.links.dialAll(),
      renew: (sid) => this.links.renew(sid),
      seek: (sid) => this.links.seek(sid),
      isUnreachable: (sid) => this.links.isUnreachable(sid),
    });
    this.dissent = new Dissent(sid, this.identity.verifier, this.links, this.election);
  }

  get state(): PeerState {
    return this.election.state;
  }

  get isServing(): boolean {
    return this.serving;
  }

  get epoch(): number {
    return this.disk.epochs.current;
  }

  view(): QuorumView {
    const { election, leader, learner, serving, cause, counts } = this;
    const { state, round } = election;
    return {
      ...{ state, round, serving, cause, counts },
      phase: phaseOf(serving, state, leader?.phase ?? null, learner?.phase ?? null),
      epoch: this.disk.epochs.current,
      acceptedEpoch: this.disk.epochs.accepted,
      leader: state === 'leading' ? this.config.sid : this.following,
      voters: this.identity.verifier.voters.size,
      leading: leader?.view() ?? null,
      faults: this.faults.all,
      electionMs: counts.electionMs.summary(),
    };
  }

  /** Begins the first election. */
  start(turn: Turn): void {
    this.turn = turn;
    this.faults.begin();
    this.look('started', turn.at);
  }

  step(input: QuorumInput | Extract<MemberInput, { type: 'tick' | 'flushed' }>, turn: Turn): void {
    this.turn = turn;
    if (this.stopped) return;
    switch (input.type) {
      case 'tick':
        this.tick(input.at);
        break;
      case 'flushed':
        this.leader?.flushed(input.zxid, turn);
        this.learner?.flushed(input.zxid);
        break;
      case 'linkAccepted':
        this.linkAccepted(input.link, input.port);
        break;
      case 'linkOpened':
        this.linkOpened(input.link);
        break;
      case 'linkClosed':
        this.linkClosed(input.link, input.cause, input.refused);
        break;
      case 'linkBytes':
        this.linkBytes(input.link, input.bytes);
        break;
      case 'linkDrained':
        this.leader?.linkDrained(input.link);
        break;
      case 'epochStored':
        this.disk.epochStored(input.ticket);
        this.diskDone(input.ticket);
        break;
      case 'logTruncated':
        this.owner.recovered(input.recovered);
        this.changed();
        break;
      case 'logRead':
        this.leader?.logRead(input.ticket, input.entries);
        break;
    }
    this.settle();
  }

  /** The received snapshot is on disk. */
  snapshotInstalled(turn: Turn): void {
    this.turn = turn;
    if (this.change.installed()) this.changed();
    this.settle();
  }

  /** A proposal of ours went to our log; only a leader makes any. */
  propose(entry: LoggedEntry, turn: Turn): void {
    if (this.leader === null) throw new Error('a proposal of a member that does not lead');
    this.counts.proposals++;
    this.leader.propose(entry, turn);
  }

  /** Hands a client's request to the leader; only a learner does. */
  forward(request: ForwardedRequest): void {
    if (this.learner === null) throw new Error('a request to forward, and no leader to take it');
    this.learner.forward(request);
  }

  revalidate(...[sessionId, timeoutMs]: Parameters<Learner['revalidate']>): void {
    this.learner?.revalidate(sessionId, timeoutMs);
  }

  /** Calls back once a quorum confirmed that we still lead. */
  confirm(reached: () => void): void {
    this.leader?.confirm(reached);
  }

  /** Asks the leader to be told when we are in step. */
  forwardSync(): void {
    this.learner?.forwardSync();
  }

  /** Ends a leader's time, for a new election. */
  stepDown(cause: string): void {
    this.leader?.giveUp(cause);
  }

  /** Leaves the ensemble for good: nothing is said or heard any more. */
  stop(cause: string, turn: Turn): void {
    this.turn = turn;
    this.endRole(cause, turn);
    this.stopped = true;
  }

  /** Messages to and from each learner; none unless we lead. */
  traffic(): LearnerTraffic[] {
    return this.leader?.traffic() ?? [];
  }

  private note(event: EnsembleEventBody): void {
    this.counts.note(event);
    this.owner.note(event);
  }

  private tick(at: Instant): void {
    this.elected(this.election.tick(at.monotonicMs));
    this.leader?.tick(this.running());
    if (this.leader !== null) this.dissent.judge(this.leader, at.monotonicMs);
    this.learner?.tick(this.running());
    this.dialler.tick(at.monotonicMs);
    this.faults.tick(at.monotonicMs);
  }

  private linkAccepted(link: LinkId, port: 'election' | 'quorum'): void {
    if (port === 'election') {
      this.links.accepted(link);
    } else if (this.leader === null) {
      this.closeLink(link, 'we do not lead');
    } else {
      this.packets.open(link);
      this.leader.linkAccepted(link, this.running());
    }
  }

  private linkOpened(link: LinkId): void {
    if (link !== this.dialler.link) {
      this.links.opened(link);
      return;
    }
    this.packets.open(link);
    const isObserver = this.election.state === 'observing';
    this.learner = new Learner(link, isObserver, this.ports(), this.replica, this.history, this.running());
  }

  private linkClosed(link: LinkId, cause: string, refused: boolean): void {
    this.packets.close(link);
    if (this.links.has(link)) {
      const sid = this.links.closed(link, refused);
      if (sid !== null) this.lostVoter(sid);
      if (refused) this.refusedBy(this.running().at);
    } else if (link === this.dialler.link) {
      const again = this.learner === null && this.dialler.closed(this.running().at.monotonicMs);
      if (this.learner !== null) this.learner.over ??= `the leader's link closed: ${cause}`;
      else if (!again) this.look(`the leader cannot be reached: ${cause}`, this.running().at);
    } else {
      this.leader?.linkClosed(link, cause);
    }
  }

  /**
   * A vote of this round may have been lost with the link, and whether that member is still there decides how long the
   * election waits, or how long we dial it as our leader. Once in a round: one that hangs up again and again is not
   * dialled all the time.
   */
  private lostVoter(sid: number): void {
    const { state, round } = this.election;
    const matters = state === 'looking' || (this.following === sid && this.learner === null);
    if (!matters || this.redialled.get(sid) === round || !this.identity.verifier.voters.has(sid)) return;
    this.redialled.set(sid, round);
    this.links.dial(sid);
  }

  /** Somebody refuses connections: if it is the leader that we dial it is gone, else it has no vote to wait for. */
  private refusedBy(at: Instant): void {
    const { following } = this;
    if (following === null || this.learner !== null) this.elected(this.election.tick(at.monotonicMs));
    else if (this.links.isUnreachable(following)) this.look(`the leader ${following} is gone`, at);
  }

  private linkBytes(link: LinkId, bytes: Uint8Array): void {
    if (this.links.has(link)) this.links.received(link, bytes);
    else this.packets.received(link, bytes);
  }

  /** The other end is not to be listened to any longer. */
  private breach(link: LinkId, cause: string): void {
    this.closeLink(link, `quorum port: ${cause}`);
    this.linkClosed(link, cause, false);
  }

  private takes(link: LinkId): 'packets' | 'raw' | 'nothing' {
    const { learner } = this;
    if (learner?.link !== link) return 'packets';
    if (learner.isLoading) return 'raw';
    return learner.isBusy || learner.over !== null ? 'nothing' : 'packets';
  }

  private dispatch(link: LinkId, packet: QuorumPacket): void {
    const turn = this.running();
    if (this.learner?.link === link) {
      this.learner.received(packet, turn);
      if (this.learner.phase === 'serving') this.serve(this.learner.epoch);
    } else this.leader?.received(link, packet, turn);
  }

  private notified(sid: number, notification: Notification): void {
    const { round, state, leader, zxid, peerEpoch } = notification;
    this.owner.note({ type: 'voteReceived', from: sid, round, state, vote: { leader, zxid, peerEpoch } });
    this.faults.listed(sid, notification.config);
    this.dissent.heard(sid, notification, this.election.round);
    this.elected(this.election.receive(sid, notification, this.running().at.monotonicMs));
  }

  private notify(to: number, notification: Notification): void {
    const { round, leader, zxid, peerEpoch } = notification;
    this.owner.note({ type: 'voteSent', to, round, vote: { leader, zxid, peerEpoch } });
    this.links.send(to, notification);
  }

  private changed(): void {
    const { ticket, lookCause } = this.change.end();
    if (lookCause !== null) this.look(lookCause, this.running().at);
    else if (ticket !== null) this.diskDone(ticket);
  }

  private diskDone(ticket: Ticket): void {
    this.leader?.diskDone(ticket, this.running());
    this.learner?.diskDone(ticket, this.running());
    if (this.learner !== null) this.packets.pump(this.learner.link);
  }

  /** After each step: a role that ended makes us look again, one that got through makes us serve. */
  private settle(): void {
    const over = this.leader?.over ?? this.learner?.over ?? null;
    if (over !== null) this.look(over, this.running().at);
    else if (this.leader?.phase === 'broadcast') this.serve(this.leader.epoch);
  }

  private serve(epoch: number): void {
    if (this.serving) return;
    this.serving = true;
    this.election.establish(epoch);
    this.owner.startServing(this.election.state as Exclude<PeerState, 'looking'>, this.running());
  }

  private look(cause: string, at: Instant): void {
    this.endRole(cause, this.running());
    this.cause = cause;
    if (this.change.defers(cause)) return;
    this.counts.startLooking(at.monotonicMs);
    // Said before the votes that the start sends.
    this.owner.note({ type: 'electionStarted', round: this.election.round + 1, cause });
    this.dissent.clear();
    this.elected(this.election.start(this.candidate(), at.monotonicMs));
  }

  private endRole(cause: string, turn: Turn): void {
    for (const link of this.packets.all()) this.closeLink(link, cause);
    this.packets.clear();
    if (this.dialler.link !== null) this.closeLink(this.dialler.link, cause);
    this.dialler.stop();
    if (this.leader !== null) turn.outbox.linkOrders.push({ type: 'listen', on: false });
    this.leader?.end();
    this.leader = null;
    this.learner = null;
    this.following = null;
    if (this.serving) this.owner.stopServing(cause, turn);
    this.serving = false;
  }

  private elected(outcome: ElectionOutcome | null): void {
    if (outcome === null) return;
    const turn = this.running();
    const { round, leader: elected, zxid, peerEpoch, by } = outcome;
    this.counts.elected(turn.at.monotonicMs);
    this.owner.note({ type: 'elected', round, vote: { leader: elected, zxid, peerEpoch }, by });
    if (outcome.state === 'leading') {
      turn.outbox.linkOrders.push({ type: 'listen', on: true });
      this.leader = new Leader(this.ports(), this.replica, this.history, turn);
      return;
    }
    this.following = outcome.leader;
    const leader = this.config.membership.members.get(outcome.leader);
    if (leader === undefined) {
      this.look(`the leader ${outcome.leader} is not in our configuration`, turn.at);
      return;
    }
    const { initLimitTicks, tickTimeMs } = this.identity.times;
    this.dialler.start(leader, turn.at.monotonicMs + initLimitTicks * tickTimeMs);
  }

  private dial(host: string, port: number, timeoutMs = DIAL_TIMEOUT_MS): LinkId {
    const link = this.nextLink--;
    this.running().outbox.linkOrders.push({ type: 'dial', link, host, port, timeoutMs });
    return link;
  }

  private closeLink(link: LinkId, cause: string): void {
    this.running().outbox.linkOrders.push({ type: 'close', link, cause });
  }

  private candidate() {
    return candidateOf(this.identity, this.replica.lastLogged, this.disk.epochs.current);
  }

  private running(): Turn {
    if (this.turn === null) throw new Error('a peer was used outside a step');
    return this.turn;
  }

  private ports(): LearnerPorts {
    const self = this;
    return {
      identity: this.identity,
      get epochs() {
        return self.disk.epochs;
      },
      send: (link, packet) => writePacket(this.running().outbox.sendTo(link), packet),
      sendRaw: (link, bytes) => this.running().outbox.sendTo(link).raw(bytes),
      close: (link, cause) => {
        this.packets.close(link);
        this.closeLink(link, cause);
      },
      storeEpoch: (name, epoch) => this.disk.storeEpoch(name, epoch),
      readLog: (zxid) => this.disk.readLog(zxid),
      truncate: (zxid) => this.change.cut(zxid),
      streamSnapshot: () => this.owner.streamSnapshot(),
      receiveSnapshot: (zxid) => this.owner.receiveSnapshot(zxid),
      installSnapshot: () => {
        const held = this.replica.lastLogged;
        this.owner.installSnapshot(this.running());
        return this.change.install(this.replica.lastLogged, held);
      },
      change: this.change,
      note: (event) => this.note(event),
    };
  }
}
