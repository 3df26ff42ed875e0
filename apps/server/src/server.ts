import { mkdir } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Right, SafeMode } from '@vivarium/contract';
import Fastify from 'fastify';
import { dashboard } from './app.ts';
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
import { MemberWords } from './sessions/ask-members.ts';
import { SessionAliases } from './sessions/session-aliases.ts';
import { SessionBook } from './sessions/session-book.ts';
import { SessionSources } from './sessions/session-sources.ts';
import { ShellSessions } from './shell/shell-sessions.ts';
import { Identity } from './znodes/identity.ts';
import { Quotas } from './znodes/quotas.ts';

const WEB_ROOT = fileURLToPath(new URL('../../web/dist', import.meta.url));

export interface ServeOptions {
  /** 0 for any free one. */
  readonly port: number;
  /** Listens on every address, because someone else sees to it that only the loopback address leads here. */
  readonly isPublishedOnLoopback: boolean;
  /** Where the audit log is kept. */
  readonly dataDir: string;
  readonly watched: WatchedEnsemble;
  /** Whether the demo plays from the start. It can be started later, on members of ours; off when missing. */
  readonly demo?: boolean;
  /** How freely writes go until somebody has chosen; open for members of ours, review for others. */
  readonly safeMode?: SafeMode;
  /** Paths that are protected beside `/zookeeper`. */
  readonly protectedPrefixes?: readonly string[];
  readonly log: (text: string) => void;
}

/** A dashboard that listens. */
export interface Serving {
  /** With a token that works once. */
  readonly url: string;
  readonly port: number;
  /** Another address with a fresh token, for another browser; with all rights unless some are named. */
  newUrl(rights?: ReadonlySet<Right>): string;
  close(): Promise<void>;
}

/** Serves the page for an ensemble, whether or not it runs already. Listens on 127.0.0.1, see `isPublishedOnLoopback`. */
export async function serve(options: ServeOptions): Promise<Serving> {
  const wallMs = Date.now;
  await mkdir(options.dataDir, { recursive: true });
  const audit = await AuditLog.open(join(options.dataDir, 'audit.jsonl'), wallMs);
  const watch = watchEnsemble(options.watched, wallMs);
  const secrets = new Secrets(wallMs);
  let port = options.port;
  const { label: connection, ensemble } = options.watched;
  const controls =
    ensemble === undefined ? null : new EnsembleControls(ensemble, watch.picture, audit, connection);
  const plant = new Plant(watch.hub, soilOf(watch.client));
  const aliases = await SessionAliases.open(join(options.dataDir, 'alias.key'));
  const sources = new SessionSources(new MemberWords(watch.members));
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
  const deps: Deps = {
    port: () => port,
    wallMs,
    secrets,
    hub: watch.hub,
    reader: watch.reader,
    plant,
    ...desk,
    shells,
    demo,
    audit,
    sessions,
    quotas: new Quotas(watch.client, desk.writes),
    identity: new Identity({ client: watch.client, connectString, audit, connection }),
    aliases,
    words: sources.words,
    observation,
    ensemble: { failover: watch.failover, switchCanary: watch.switchCanary, controls },
    connection,
    webRoot: WEB_ROOT,
    log: options.log,
  };
  const app = Fastify({
    connectionTimeout: 30_000,
    requestTimeout: 15_000,
    bodyLimit: 131_072,
    forceCloseConnections: true,
    // Coercion and silent removal would accept what the contract does not.
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false, useDefaults: false } },
  });
  try {
    await app.register(dashboard(deps));
    await app.listen({ host: options.isPublishedOnLoopback ? '0.0.0.0' : '127.0.0.1', port });
  } catch (error) {
    await desk.close();
    await watch.close();
    await audit.close();
    throw error;
  }
  port = (app.server.address() as AddressInfo).port;
  if (options.demo === true) demo.start();
  const newUrl = (rights?: ReadonlySet<Right>): string =>
    `http://127.0.0.1:${port}/enter?token=${secrets.newToken(rights)}`;
  return {
    url: newUrl(),
    port,
    newUrl,
    async close() {
      await app.close();
      await demo.close();
      await shells.close();
      await desk.close();
      plant.close();
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
