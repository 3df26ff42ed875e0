import type { QuorumPacket, Zxid } from '@vivarium/jute';
import type { EnsembleEventBody } from '@vivarium/timeline';
import type { LinkId, Ticket } from '../../member/input.ts';
import type { QuorumVerifier } from '../verifier/verifier.ts';

/** Times of the quorum protocol, ms. */
export interface QuorumTimes {
  readonly tickTimeMs: number;
  /** Discovery and synchronization must end within this many ticks. */
  readonly initLimitTicks: number;
  /** A synchronized learner may be silent, or a leader without a quorum, for this many ticks. */
  readonly syncLimitTicks: number;
}

/** Who a member is, for as long as it runs. */
export interface QuorumIdentity {
  readonly sid: number;
  readonly verifier: QuorumVerifier;
  /** The configuration as text, and its version (0 unless reconfiguration is on). */
  readonly configText: string;
  readonly configVersion: number;
  readonly times: QuorumTimes;
}

/** The two epochs of a member. Source: Apache's acceptedEpoch and currentEpoch files. */
export interface Epochs {
  readonly accepted: number;
  readonly current: number;
}

/** A snapshot's body as the SNAP stream carries it, piece by piece. */
export interface SnapshotStream {
  readonly zxid: Zxid;
  next(maxBytes: number): { readonly bytes: Uint8Array; readonly last: boolean };
  /** Gives up before the last piece. */
  cancel(): void;
}

/** What a leader or a learner may ask of the peer around it. Orders to the disk are carried out in order. */
export interface RolePorts {
  readonly identity: QuorumIdentity;
  readonly epochs: Epochs;
  send(link: LinkId, packet: QuorumPacket): void;
  sendRaw(link: LinkId, bytes: Uint8Array): void;
  close(link: LinkId, cause: string): void;
  /** Makes an epoch durable, after everything that was given to the disk before. */
  storeEpoch(name: 'accepted' | 'current', epoch: number): Ticket;
  /** Reads committed entries after `zxid` from the log on disk, oldest first, up to a limit of bytes. */
  readLog(zxid: Zxid): Ticket;
  /** Cuts the log after `zxid`; the tree is then recovered from disk if it had gone beyond. */
  truncate(zxid: Zxid): Ticket;
  streamSnapshot(): SnapshotStream;
  /** Says what happened, with its cause. */
  note(event: EnsembleEventBody): void;
}
