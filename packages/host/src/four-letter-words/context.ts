import type { QuorumView } from '@vivarium/engine';
import type { ZooConfig } from '../config/zoo-config.ts';
import type { Metric } from '../metrics/metric.ts';
import type { MemberPort } from '../server/member-port.ts';

/** What the answers are made of. */
export interface WordContext {
  /** Null until the member serves. */
  readonly member: MemberPort | null;
  /** Null for a standalone server. */
  readonly quorum: () => QuorumView | null;
  readonly config: ZooConfig;
  /** The plain client port that was really opened, or -1; likewise the TLS one. */
  readonly clientPort: number;
  readonly secureClientPort: number;
  /** Bytes of the files of both directories. */
  readonly directorySizes: () => { readonly data: number; readonly log: number };
  readonly metrics: () => readonly Metric[];
  readonly now: () => { readonly monotonicMs: number; readonly wallMs: number };
}

/** The connection that asked. */
export interface Asker {
  readonly address: string;
  readonly port: number;
  /** The bytes it sent, from the word on. */
  readonly chunk: Uint8Array;
}
