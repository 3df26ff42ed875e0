import type { AuditLog } from './audit/audit-log.ts';
import type { Secrets } from './auth/secrets.ts';
import type { Hub } from './stream/hub.ts';
import type { ZnodeReader } from './znodes/znode-reader.ts';
import type { ZnodeWriter } from './znodes/znode-writer.ts';

/** All that the routes need of the world; a test hands in its own. */
export interface Deps {
  /** The port that is listened on; known once it listens. */
  readonly port: () => number;
  readonly wallMs: () => number;
  readonly secrets: Secrets;
  readonly hub: Hub;
  readonly reader: ZnodeReader;
  readonly writer: ZnodeWriter;
  readonly audit: AuditLog;
  /** The name of the connection in audit records. */
  readonly connection: string;
  /** The built page; null when there is none (tests of the API). */
  readonly webRoot: string | null;
  /** Hears errors that are ours. */
  readonly log: (text: string) => void;
}
