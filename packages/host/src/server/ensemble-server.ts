import { randomInt } from 'node:crypto';
import {
  EnsembleMember,
  faultSentence,
  type LearnerTraffic,
  type Outbox,
  type QuorumView,
} from '@vivarium/engine';
import type { EnsembleConfig } from '../config/ensemble-settings.ts';
import { MemberLinks, type PortAddress } from '../quorum/member-links.ts';
import { MemberServer, type ServerParts } from './member-server.ts';
import { portError } from './start-error.ts';

const SEED_LIMIT = 2 ** 31;

/** One member of an ensemble: besides its clients and its disk it has links to the others. */
export class EnsembleServer extends MemberServer {
  private readonly ensembleMember: EnsembleMember;
  private readonly ensemble: EnsembleConfig;
  private readonly links: MemberLinks;
  private shown = '';
  private shownFaults: QuorumView['faults'] = [];

  constructor(parts: ServerParts, ensemble: EnsembleConfig) {
    const { config, storage } = parts;
    if (storage.epochs === null) throw new Error('a member of an ensemble has epochs');
    const { sid, membership, times } = ensemble;
    // Apache's readers take jute.maxbuffer and as much again.
    const peer = { sid, membership, times, packetBytesMax: config.member.maxBufferBytes * 2 };
    const { recovered, epochs } = storage;
    const member = new EnsembleMember(config.member, peer, epochs, recovered, randomInt(SEED_LIMIT));
    super(parts, member);
    this.ensembleMember = member;
    this.ensemble = ensemble;
    this.links = new MemberLinks({
      election: this.addressOf('electionPort'),
      quorum: this.addressOf('quorumPort'),
      step: this.driver.step,
      logger: parts.connectionLogger,
    });
  }

  /** @throws StartError when the election port cannot be had */
  async listen(): Promise<void> {
    const { host, port } = this.addressOf('electionPort');
    try {
      await this.links.listen();
    } catch (error) {
      throw portError(`the election port of server.${this.ensemble.sid}`, host, port, error);
    }
  }

  override traffic(): readonly LearnerTraffic[] {
    return this.ensembleMember.traffic();
  }

  override cutFrom(sids: readonly number[]): void {
    const { members } = this.ensemble.membership;
    const addresses = new Set<string>();
    for (const sid of sids) {
      const other = members.get(sid);
      if (other === undefined) continue;
      addresses.add(`${other.host}:${other.electionPort}`).add(`${other.host}:${other.quorumPort}`);
    }
    this.links.cutFrom(addresses);
  }

  protected opening(): string {
    const { sid, membership } = this.ensemble;
    return `member ${sid} of ${membership.members.size} on port ${this.clientPorts}, looking for a leader`;
  }

  protected override quorum(): QuorumView {
    return this.ensembleMember.quorumView();
  }

  protected override settleLinks(outbox: Outbox): void {
    this.links.settle(outbox);
  }

  protected override ticked(): void {
    this.logChanges();
  }

  protected override closeLinks(): void {
    this.links.close();
  }

  private addressOf(port: 'electionPort' | 'quorumPort'): PortAddress {
    const { sid, membership, listenOnAllAddresses } = this.ensemble;
    const own = membership.members.get(sid);
    if (own === undefined) throw new Error(`there is no member ${sid}`);
    return { host: listenOnAllAddresses ? null : own.host, port: own[port] };
  }

  /** One line for each change of this member's part. */
  private logChanges(): void {
    const { state, serving, epoch, leader, cause, faults } = this.quorum();
    for (const fault of faults) {
      // That one is said when the configuration is read.
      if (fault.kind !== 'evenVoters' && !this.shownFaults.includes(fault))
        this.parts.logger.warn(faultSentence(fault));
    }
    this.shownFaults = faults;
    const part = serving
      ? `${state} in epoch ${epoch}${state === 'leading' ? '' : `, leader ${leader}`}`
      : state;
    if (part === this.shown) return;
    this.shown = part;
    this.parts.logger.info(cause === null || serving ? part : `${part}: ${cause}`);
  }
}
