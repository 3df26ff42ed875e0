import type { MemberConfig } from '@vivarium/engine';
import type { EnsembleConfig } from './ensemble-settings.ts';
import type { ServerList } from './server-list.ts';

/** Where a client port listens; `address` null = all interfaces. */
export interface ListenAddress {
  readonly address: string | null;
  /** 0 = any free port. */
  readonly port: number;
}

export interface TlsConfig {
  /** Paths of PEM files; null when the key is absent from the configuration. */
  readonly keyStorePath: string;
  readonly keyStorePassword: string | null;
  readonly trustStorePath: string | null;
  readonly clientAuth: 'none' | 'want' | 'need';
  readonly minVersion: 'TLSv1.2' | 'TLSv1.3';
  readonly maxVersion: 'TLSv1.2' | 'TLSv1.3';
  /** OpenSSL or IANA names joined by ":", or null for Node's defaults. */
  readonly ciphers: string | null;
  readonly handshakeTimeoutMs: number;
  /** Handshakes in flight above this are refused. */
  readonly maxHandshakes: number;
}

export interface StorageConfig {
  readonly preAllocBytes: number;
  /** 0 = no limit. */
  readonly txnLogSizeLimitBytes: number;
  readonly fsyncWarningMs: number;
  /** False: writes are acknowledged before they are on disk. */
  readonly forceSync: boolean;
  readonly trustEmptySnapshot: boolean;
  readonly snapRetainCount: number;
  /** 0 = off. */
  readonly purgeIntervalMs: number;
}

export interface MetricsConfig {
  readonly host: string;
  readonly port: number;
}

/** Everything a server needs to know of its zoo.cfg. Paths are absolute. */
export interface ZooConfig {
  /** The file it came from, as given; null when it was built in a program. */
  readonly file: string | null;
  readonly dataDir: string;
  readonly dataLogDir: string;
  readonly clientPort: ListenAddress | null;
  readonly secureClientPort: ListenAddress | null;
  /** -1 = the system's default. */
  readonly listenBacklog: number;
  /** Connections of one address; 0 = no limit. */
  readonly maxClientCnxns: number;
  /** Connections in all; 0 = no limit. */
  readonly maxCnxns: number;
  readonly tls: TlsConfig | null;
  /** Names that may run; `*` was resolved. */
  readonly fourLetterWords: ReadonlySet<string>;
  readonly metrics: MetricsConfig | null;
  readonly storage: StorageConfig;
  readonly member: MemberConfig;
  readonly servers: ServerList;
  /** Null for a standalone server. */
  readonly ensemble: EnsembleConfig | null;
  /** Sentences for the log, in the order found. */
  readonly warnings: readonly string[];
}
