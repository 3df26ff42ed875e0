import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { SafeMode } from '@vivarium/contract';
import { AuditLog } from './audit/audit-log.ts';
import { Secrets } from './auth/secrets.ts';
import { DemoDesk } from './demo/demo-desk.ts';
import type { Deps } from './deps.ts';
import { openDesk } from './desk.ts';
import { EnsembleControls } from './ensemble/controls.ts';
import { Observation } from './ensemble/observation.ts';
import { type EnsembleWatch, type WatchedEnsemble, watchEnsemble } from './ensemble/watch-ensemble.ts';
import { Plant } from './plant/plant.ts';
import { soilOf } from './plant/soil.ts';
import { RecipeBook } from './recipes/recipe-book.ts';
import { RecipeReader } from './recipes/recipe-reader.ts';
import { type EndOf, reignEnd } from './recipes/reign-end.ts';
import { MemberWords } from './sessions/ask-members.ts';
import { SessionAliases } from './sessions/session-aliases.ts';
import { SessionBook } from './sessions/session-book.ts';
import { SessionSources } from './sessions/session-sources.ts';
import { ShellSessions } from './shell/shell-sessions.ts';
import { Identity } from './znodes/identity.ts';
import { Quotas } from './znodes/quotas.ts';

const WEB_ROOT = fileURLToPath(new URL('../../web/dist', import.meta.url));

export interface AssembleOptions {
  /** Where the audit log, the jobs and what can be undone are kept. */
  readonly dataDir: string;
  readonly watched: WatchedEnsemble;
  /** How freely writes go until somebody has chosen; open for members of ours, review for others. */
  readonly safeMode?: SafeMode;
  /** Paths that are protected beside `/zookeeper`. */
  readonly protectedPrefixes?: readonly string[];
  readonly log: (text: string) => void;
}

/** The parts of a dashboard, connected with each other. */
export interface Assembled {
  readonly deps: Deps;
  close(): Promise<void>;
}

/** Makes all parts of a dashboard; nothing listens yet. `port` is asked for when it is known. */
export async function assemble(options: AssembleOptions, port: () => number): Promise<Assembled> {
  const wallMs = Date.now;
  const audit = await AuditLog.open(join(options.dataDir, 'audit.jsonl'), wallMs);
  const watch = watchEnsemble(options.watched, wallMs);
  const secrets = new Secrets(wallMs);
  const { label: connection, ensemble } = options.watched;
  const controls =
    ensemble === undefined ? null : new EnsembleControls(ensemble, watch.picture, audit, connection);
  const plant = new Plant(watch.hub, soilOf(watch.client, watch.reader.kindOf));
  const aliases = await SessionAliases.open(join(options.dataDir, 'alias.key'));
  const sources = new SessionSources(
    new MemberWords(watch.members),
    ensemble === undefined ? null : (member) => ensemble.watchesAt(member),
  );
  const desk = await openDesk({
    dataDir: options.dataDir,
    connection,
    watch,
    audit,
    aliases,
    sources,
    safeMode: options.safeMode ?? (options.watched.embedded ? 'open' : 'review'),
    prefixes: options.protectedPrefixes ?? [],
    wallMs,
    log: options.log,
  });
  const connectString = options.watched.members.map(({ host, port }) => `${host}:${port}`).join(',');
  const shells = new ShellSessions({ connectString, writes: desk.writes });
  const sessions = new SessionBook({
    sources,
    aliases,
    ownIds: () => ownSessions(watch),
    ownerOf: async (path) => (await watch.client().exists(path))?.ephemeralOwner ?? null,
    safeMode: desk.writes.safeMode,
    audit,
    connection,
    embedded: options.watched.embedded,
    wallMs,
  });
  const { hub, inside } = watch;
  const observation = new Observation({ hub, inside, aliases, connection: watch.connection });
  const demo = new DemoDesk({
    connectString: options.watched.embedded ? connectString : null,
    hub,
    audit,
    aliases,
    connection,
    wallMs,
  });
  const endOf: EndOf = (reigned) => reignEnd(reigned, observation.latest());
  const aliasOf = (owner: bigint) => aliases.of(owner);
  const recipeReader = new RecipeReader({ client: watch.client, aliasOf, wallMs, endOf });
  const recipes = new RecipeBook(hub, recipeReader, options.watched.embedded);
  const deps: Deps = {
    port,
    wallMs,
    secrets,
    hub: watch.hub,
    reader: watch.reader,
    plant,
    ...desk,
    shells,
    demo,
    recipes,
    audit,
    sessions,
    quotas: new Quotas(watch.client, desk.writes, desk.undo),
    identity: new Identity({ client: watch.client, connectString, audit, connection }),
    aliases,
    words: sources.words,
    observation,
    ensemble: { failover: watch.failover, switchCanary: watch.switchCanary, controls },
    connection,
    webRoot: WEB_ROOT,
    log: options.log,
  };
  return {
    deps,
    async close() {
      await demo.close();
      await shells.close();
      await desk.close();
      plant.close();
      recipes.close();
      observation.close();
      await watch.close();
      await audit.close();
    },
  };
}

/** The session that reads and writes the tree; none while there is no connection. */
function ownSessions(watch: EnsembleWatch): bigint[] {
  const { session } = watch.picture.view().client;
  return session === null ? [] : [BigInt(session)];
}
