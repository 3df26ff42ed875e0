import { join } from 'node:path';
import type { SafeMode as Mode } from '@vivarium/contract';
import type { AuditLog } from './audit/audit-log.ts';
import type { EnsembleWatch } from './ensemble/watch-ensemble.ts';
import { GuardedWrites } from './guard/guarded-writes.ts';
import { SafeMode } from './guard/safe-mode.ts';
import { UndoStore } from './guard/undo-store.ts';
import { JobDesk } from './jobs/job-desk.ts';
import { Uploads } from './jobs/uploads.ts';
import { allWorks } from './jobs/works/all-works.ts';
import type { SessionAliases } from './sessions/session-aliases.ts';
import type { SessionSources } from './sessions/session-sources.ts';
import { ZnodeWriter } from './znodes/znode-writer.ts';

export interface DeskOptions {
  readonly dataDir: string;
  readonly connection: string;
  readonly watch: EnsembleWatch;
  readonly audit: AuditLog;
  readonly aliases: SessionAliases;
  readonly sources: SessionSources;
  readonly safeMode: Mode;
  readonly prefixes: readonly string[];
  readonly wallMs: () => number;
  readonly log: (text: string) => void;
}

/** What changes of the ensemble are made with: the guard, the undo, the jobs. */
export interface Desk {
  readonly writes: GuardedWrites;
  readonly undo: UndoStore;
  readonly writer: ZnodeWriter;
  readonly jobs: JobDesk;
  readonly uploads: Uploads;
  close(): Promise<void>;
}

export async function openDesk(options: DeskOptions): Promise<Desk> {
  const { dataDir, connection, watch, audit, wallMs, log, aliases, sources } = options;
  const { hub, client, reader } = watch;
  const safeMode = await SafeMode.open({
    file: join(dataDir, 'guard.json'),
    connection,
    mode: options.safeMode,
    prefixes: options.prefixes,
    wallMs,
    onChange: (guard) => hub.publish({ kind: 'guard', guard }),
  });
  const writes = new GuardedWrites(safeMode, audit, connection);
  const undo = await UndoStore.open(join(dataDir, 'undo'), wallMs);
  const uploads = await Uploads.open(join(dataDir, 'uploads'), wallMs);
  const jobs = await JobDesk.open({
    dir: join(dataDir, 'jobs'),
    audit,
    connection,
    undoOf: (id) => undo.offerOf(id),
    wallMs,
    onChange: (job) => hub.publish({ kind: 'job', job }),
    log,
  });
  jobs.equip(
    allWorks({
      client,
      replica: watch.replica,
      kindOf: reader.kindOf,
      writes,
      undo,
      audit,
      desk: jobs,
      uploads,
      connection,
      wallMs,
      aliasOf: (session) => aliases.of(session),
      watchesOn: (paths) => sources.watchesOn(paths),
    }),
  );
  hub.attach(() => ({ jobs: jobs.list(), guard: safeMode.view }));
  return {
    writes,
    undo,
    writer: new ZnodeWriter({ client, reader, writes, undo }),
    jobs,
    uploads,
    async close() {
      await jobs.close();
      await safeMode.close();
    },
  };
}
