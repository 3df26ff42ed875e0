import type { ZooKeeper } from '@vivarium/client';
import type { AuditLog } from '../../audit/audit-log.ts';
import type { GuardedWrites } from '../../guard/guarded-writes.ts';
import type { UndoStore } from '../../guard/undo-store.ts';
import type { ReplicaSource } from '../../replica/replica.ts';
import type { KindSource } from '../../znodes/node-kind.ts';
import type { JobDesk } from '../job-desk.ts';
import type { Uploads } from '../uploads.ts';

/** What the works need of the world. */
export interface Tools {
  readonly client: () => ZooKeeper;
  /** The tree as it is kept here; null while it is not: then the client is asked. */
  readonly replica: ReplicaSource;
  readonly kindOf: KindSource;
  readonly writes: GuardedWrites;
  readonly undo: UndoStore;
  readonly audit: AuditLog;
  readonly desk: JobDesk;
  readonly uploads: Uploads;
  readonly connection: string;
  readonly wallMs: () => number;
  /** A session's id as the page may show it. */
  readonly aliasOf: (session: bigint) => string;
  /** How many watches are on these paths; null when no member tells. */
  readonly watchesOn: (paths: readonly string[]) => Promise<number | null>;
}
