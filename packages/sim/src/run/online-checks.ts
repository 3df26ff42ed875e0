import { EPOCH_FILES, type Epochs, type LogError, type QuorumView } from '@vivarium/engine';
import { ByteReader, hex64, OpCode, type SessionId, Xid, ZERO_ZXID, type Zxid } from '@vivarium/jute';
import { checkLimits, checkQuiet } from '../checkers/bounds.ts';
import { EnsembleChecks } from '../checkers/ensemble/ensemble-checks.ts';
import { Judge } from '../checkers/judge.ts';
import { checkRecovery } from '../checkers/recovery.ts';
import { hashOf } from '../checkers/reference/engine-hash.ts';
import type { Sighting } from '../checkers/witness/witness.ts';
import type { Recovered } from '../disk/recover.ts';
import type { SessionRecord } from '../history/history.ts';
import type { HostObserver, MemberHost } from '../host/member-host.ts';
import type { Tap, Wire } from '../links/wire.ts';
import type { Nemesis } from '../nemesis/nemesis.ts';
import type { World } from './world.ts';

/** A clock may run this much too fast or too slow, with some to spare; parts of a million. */
const DRIFT_PPM_MAX = 1000;
/** Time is known to a member to the millisecond. */
const GRAIN_US = 2000;

const LIMITS_EVERY_US = 1_000_000;
/** The one that a client has, and those that it gave up and the member has not heard of. */
const CONNECTIONS_PER_CLIENT_MAX = 10;
/** Beyond it a process that was stopped would never catch up. */
const BACKLOG_MAX = 100_000;

/** What is checked while a run goes on, because it cannot be seen afterwards. */
export class OnlineChecks implements HostObserver {
  readonly sightings: Sighting[] = [];
  readonly judge = new Judge((invariant, message) => this.world?.protest(invariant, message));
  readonly ensemble: EnsembleChecks;
  world: World | null = null;
  nemesis: Nemesis | null = null;
  private readonly reader = new ByteReader();
  private appends: Uint8Array[] = [];
  private readonly lookAtUs = new Map<number, number>();
  /** Where each member stood when it was looked at last. */
  private readonly stood = new Map<number, { readonly applied: Zxid; readonly flushed: number }>();

  constructor(voters: number) {
    this.ensemble = new EnsembleChecks(
      this.judge,
      Array.from({ length: voters }, (_, at) => at + 1),
      (sid) => this.acceptedOnDisk(sid),
    );
  }

  /** For each connection to a quorum port: the learner dials. */
  readonly tapFor = (learner: string, leader: string): Tap => {
    const watch = this.ensemble.link(Number(learner.slice(1)), Number(leader.slice(1)));
    return {
      sent: (side, bytes) => watch.sent(side === 0, bytes),
      arrived: (side, bytes) => watch.arrived(side === 0, bytes),
    };
  };

  recovered(host: MemberHost, recovered: Recovered, epochs: Epochs | null): void {
    const { lastZxid, tree, snapshot } = recovered;
    const hash = hashOf(tree);
    this.sightings.push({
      zxid: lastZxid,
      hash,
      sid: host.sid,
      where: `the tree that member ${host.sid} recovered`,
    });
    if (epochs !== null) {
      this.ensemble.recovered(host.sid, lastZxid, snapshot?.zxid ?? ZERO_ZXID);
      if (!host.isRobbed) this.ensemble.mayLead(host.sid, epochs.current);
    }
    checkRecovery(host.sid, recovered, host.flushedZxid, host.directory, this.judge);
  }

  refused(host: MemberHost, error: LogError): void {
    this.world?.protest('I28', `member ${host.sid} cannot start after a crash: ${error.message}`);
  }

  stepped(host: MemberHost): void {
    this.checkLimits(host);
    const { sid, member } = host;
    const applied = member?.lastApplied;
    if (host.parts.peer === null || applied === undefined) return;
    const { events } = host.outbox;
    // Most steps are ticks in which nothing happens.
    const stood = this.stood.get(sid);
    const isIdle = stood?.applied === applied && stood.flushed === host.flushedZxid;
    if (isIdle && events.length === 0 && this.appends.length === 0) return;
    if (!isIdle) this.stood.set(sid, { applied, flushed: host.flushedZxid });
    const view = (): QuorumView => member?.quorumView?.() as QuorumView;
    const appended = this.appends;
    if (appended.length > 0) this.appends = [];
    const committed: Zxid[] = [];
    let storing: Zxid | null = null;
    let stored: Zxid | null = null;
    let isLookNeeded = false;
    for (const each of events) {
      if (each.type === 'committed') committed.push(each.zxid as Zxid);
      else if (each.type === 'modeChanged') {
        isLookNeeded = true;
        if (view().serving) host.isRobbed = false;
      } else if (each.type === 'snapshotFinished') stored = each.zxid as Zxid;
      else if (each.type === 'snapshotStarted' && !view().serving) storing = each.zxid as Zxid;
    }
    const flushed = host.flushedZxid as Zxid;
    this.ensemble.stepped({
      sid,
      view: isLookNeeded ? view() : null,
      applied,
      appended,
      committed,
      storing,
      flushed,
      stored,
    });
  }

  /** At the end, when clients have all their answers and ask for nothing more. */
  quiet(): void {
    const { world } = this;
    if (world === null) return;
    for (const host of world.hosts) {
      const { sid, member } = host;
      if (member === null) continue;
      const guests = world.actors.map(({ client }) => client).filter((each) => each.isAttachedTo(sid));
      const watches = guests.reduce((sum, each) => sum + each.watchCount, 0);
      const held = {
        view: member.view(),
        quorum: member.quorumView?.() ?? null,
        backlog: host.backlogLength,
      };
      const sessions = world.actors.length;
      checkQuiet(sid, held, { connections: guests.length, watches, sessions }, this.judge);
    }
  }

  private acceptedOnDisk(sid: number): number {
    const file = this.world?.host(sid).directory.find(EPOCH_FILES.accepted);
    return file === undefined ? 0 : Number(new TextDecoder().decode(file.contents()));
  }

  private checkLimits(host: MemberHost): void {
    const { world } = this;
    const { sid, member, parts } = host;
    if (world === null || member === null || host.isPaused) return;
    const { nowUs } = world.schedule;
    if (nowUs < (this.lookAtUs.get(sid) ?? 0)) return;
    this.lookAtUs.set(sid, nowUs + LIMITS_EVERY_US);
    const held = { view: member.view(), quorum: member.quorumView?.() ?? null, backlog: host.backlogLength };
    const limits = {
      outstanding: parts.config.globalOutstandingLimit,
      connections: CONNECTIONS_PER_CLIENT_MAX * world.actors.length,
      backlog: BACKLOG_MAX,
    };
    checkLimits(sid, held, limits, this.judge);
  }

  truncated(host: MemberHost, recovered: Recovered): void {
    this.stood.delete(host.sid);
    this.ensemble.truncated(host.sid, recovered.lastZxid);
  }

  /** A session that the member ends by itself was silent for its timeout. */
  appended(host: MemberHost, records: Uint8Array): void {
    const { reader } = this;
    if (host.parts.peer !== null) this.appends.push(records.slice());
    for (let at = 0; at < records.length; ) {
      reader.reset(records, at + 8);
      const length = reader.i32();
      const session = reader.i64Big() as SessionId;
      const cxid = reader.i32();
      reader.offset += 16;
      if (reader.i32() === OpCode.closeSession && cxid === 0) this.expired(host, session);
      at += 13 + length;
    }
  }

  heard(wire: Wire, bytes: Uint8Array): void {
    const { world } = this;
    // To authenticate is no sign of life of a session.
    if (world === null || isAuth(bytes)) return;
    const client = world.clientOf(Number((wire.nodes[0] as string).slice(1)));
    if (!client.speaksOn(wire) || client.sessionId === null) return;
    world.history.session(client.sessionId).touchedUs = world.schedule.nowUs;
  }

  failed(host: MemberHost, error: unknown): void {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.world?.protest('I15', `member ${host.sid} fell: ${text}`);
  }

  ended(host: MemberHost): void {
    this.ensemble.ended(host.sid);
    this.stood.delete(host.sid);
    this.nemesis?.memberEnded(host);
  }

  /**
   * In an ensemble a session may end early where the leader cannot hear of it: 1. a learner is cut off, 2. a client
   * goes on talking to it, 3. the leader hears nothing for the timeout. So it counts only from the end of all trouble.
   */
  private mustKnowOfAll(host: MemberHost, session: SessionRecord): boolean {
    const isLeading = this.ensemble.isLeading(host.sid);
    return isLeading && session.touchedUs > (this.nemesis?.troubleUntilUs ?? 0);
  }

  private expired(host: MemberHost, id: SessionId): void {
    const { world } = this;
    const session = world?.history.sessions.get(id);
    if (world === null || session === undefined) return;
    if (host.parts.peer !== null && !this.mustKnowOfAll(host, session)) return;
    const silentUs = world.schedule.nowUs - session.touchedUs + GRAIN_US;
    const leastUs = session.timeoutMs * (1000 - DRIFT_PPM_MAX / 1000);
    if (silentUs >= leastUs) return;
    world.protest(
      'I23',
      `member ${host.sid} ended session ${hex64(id)} after ${Math.floor(silentUs / 1000)} ms of ${session.timeoutMs}`,
    );
  }
}

function isAuth(bytes: Uint8Array): boolean {
  return bytes.length >= 8 && new ByteReader(bytes, 4).i32() === Xid.auth;
}
