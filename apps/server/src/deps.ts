import type { FailoverView, StandingView } from '@vivarium/contract';
import type { AuditLog } from './audit/audit-log.ts';
import type { Secrets } from './auth/secrets.ts';
import type { DemoDesk } from './demo/demo-desk.ts';
import type { EnsembleControls } from './ensemble/controls.ts';
import type { Observation } from './ensemble/observation.ts';
import type { GuardedWrites } from './guard/guarded-writes.ts';
import type { UndoStore } from './guard/undo-store.ts';
import type { JobDesk } from './jobs/job-desk.ts';
import type { Uploads } from './jobs/uploads.ts';
import type { Plant } from './plant/plant.ts';
import type { RecipeBook } from './recipes/recipe-book.ts';
import type { MemberWords } from './sessions/ask-members.ts';
import type { SessionAliases } from './sessions/session-aliases.ts';
import type { SessionBook } from './sessions/session-book.ts';
import type { ShellSessions } from './shell/shell-sessions.ts';
import type { Hub } from './stream/hub.ts';
import type { Identity } from './znodes/identity.ts';
import type { Quotas } from './znodes/quotas.ts';
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
  readonly plant: Plant;
  readonly writer: ZnodeWriter;
  readonly audit: AuditLog;
  /** The seam of every write. */
  readonly writes: GuardedWrites;
  readonly undo: UndoStore;
  readonly jobs: JobDesk;
  readonly uploads: Uploads;
  readonly sessions: SessionBook;
  readonly quotas: Quotas;
  readonly identity: Identity;
  readonly aliases: SessionAliases;
  readonly words: MemberWords;
  readonly shells: ShellSessions;
  readonly demo: DemoDesk;
  readonly recipes: RecipeBook;
  readonly ensemble: {
    /** The whole record of an election; null when it is not kept. */
    readonly failover: (id: number) => FailoverView | null;
    readonly switchCanary: (enabled: boolean) => Promise<StandingView>;
    /** Null for members that are not ours to stop. */
    readonly controls: EnsembleControls | null;
  };
  /** How the ensemble is seen, and what was seen of its transactions. */
  readonly observation: Observation;
  /** The name of the connection in audit records. */
  readonly connection: string;
  /** The built page; null when there is none (tests of the API). */
  readonly webRoot: string | null;
  /** Hears errors that are ours. */
  readonly log: (text: string) => void;
}
