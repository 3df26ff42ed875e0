import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ConfigError } from './config-error.ts';
import { readEnsembleConfig } from './ensemble-settings.ts';
import { IGNORED_KEYS } from './ignored-keys.ts';
import { readMemberConfig } from './member-settings.ts';
import { readServerList, type ServerList } from './server-list.ts';
import type { Setting, Settings } from './settings.ts';
import { readTlsConfig } from './tls-settings.ts';
import type { ListenAddress, MetricsConfig, StorageConfig, ZooConfig } from './zoo-config.ts';

/** Every word that this server knows, in the order of Apache's documentation. */
export const FOUR_LETTER_WORDS = [
  'conf',
  'cons',
  'crst',
  'dirs',
  'dump',
  'envi',
  'gtmk',
  'ruok',
  'stmk',
  'srst',
  'srvr',
  'stat',
  'wchc',
  'wchp',
  'wchs',
  'mntr',
  'isro',
  'hash',
] as const;

const MAX_CNXNS = 20_000;
const MIN_SNAP_RETAIN_COUNT = 3;
const HOUR_MS = 3_600_000;

type ReadSettings = (file: string) => Map<string, Setting>;

/** Turns settings into a configuration. Sources: Apache's QuorumPeerConfig and ZooKeeperServerMain. */
export function buildZooConfig(
  settings: Settings,
  file: string | null,
  readSettings: ReadSettings,
): ZooConfig {
  const dataDir = resolve(settings.requiredText('dataDir', 'it names the folder that holds the data'));
  const dataLogDir = resolve(settings.text('dataLogDir') ?? dataDir);
  settings.choice('electionAlg', { 3: 3 }, 3);
  const servers = readServers(settings, readSettings);
  const myid = readMyid(dataDir);
  const listed = servers.servers.find((server) => server.sid === myid);
  const clientPort = readClientPort(settings, listed?.client ?? null);
  const secureClientPort = readListenAddress(settings, 'secureClientPort');
  const maxClientCnxns = settings.integer('maxClientCnxns', 60, { unit: 'connections, 0 = no limit' });
  const ensemble = readEnsembleConfig(settings, servers, myid, dataDir);
  const config = {
    file,
    dataDir,
    dataLogDir,
    clientPort,
    secureClientPort,
    listenBacklog: settings.integer('clientPortListenBacklog', -1, { min: -1, unit: 'connections' }),
    maxClientCnxns,
    maxCnxns: settings.integer('maxCnxns', MAX_CNXNS, { unit: 'connections, 0 = no limit' }),
    tls: secureClientPort === null ? null : readTlsConfig(settings),
    fourLetterWords: readWhitelist(settings),
    metrics: readMetrics(settings),
    storage: readStorage(settings),
    member: { ...readMemberConfig(settings), ...(ensemble === null ? {} : { sid: ensemble.sid }) },
    servers,
    ensemble,
  };
  if (clientPort === null && secureClientPort === null)
    throw new ConfigError(
      `${file ?? 'the configuration'}: neither clientPort nor secureClientPort is set: no client could connect`,
    );
  warnAboutOthers(settings);
  return { ...config, warnings: settings.warnings };
}

/** Server lines stand in the file itself or, with dynamicConfigFile, only there. */
function readServers(settings: Settings, readSettings: ReadSettings): ServerList {
  const standaloneEnabled = settings.boolean('standaloneEnabled', true);
  const multiAddress = settings.boolean('multiAddress.enabled', false);
  const own = ['server.', 'group.', 'weight.'].flatMap((prefix) => settings.withPrefix(prefix));
  const dynamic = settings.text('dynamicConfigFile');
  if (dynamic !== null && own.length > 0)
    throw new ConfigError(`${own[0]![1].place}: ${own[0]![0]} must stand in ${dynamic} (dynamicConfigFile)`);
  const lines = dynamic === null ? own : [...readDynamic(readSettings(dynamic), dynamic)];
  const list = readServerList(lines, multiAddress);
  if (list.servers.length > 0 && list.voters.length === 0)
    throw new ConfigError('the server lines name observers only: at least one participant is needed');
  if (list.voters.length === 1 && standaloneEnabled && list.observers.length > 0)
    throw new ConfigError('the server lines name one participant and observers: observers need an ensemble');
  if (!standaloneEnabled && list.voters.length === 0)
    throw new ConfigError('standaloneEnabled=false needs server lines, and there are none');
  return list;
}

function* readDynamic(found: Map<string, Setting>, file: string): Generator<[string, Setting]> {
  for (const [key, setting] of found) {
    if (!/^(server|group|weight)\./.test(key))
      throw new ConfigError(`${setting.place}: ${key} must not stand in ${file} (dynamicConfigFile)`);
    yield [key, setting];
  }
}

/** @throws ConfigError when the file holds something else than a number. A standalone server needs none. */
function readMyid(dataDir: string): number | null {
  const file = join(dataDir, 'myid');
  if (!existsSync(file)) return null;
  const text = readFileSync(file, 'latin1').split(/\r?\n/)[0]!;
  if (!/^-?[0-9]{1,15}$/.test(text)) throw new ConfigError(`${file} holds "${text}", which is not a number`);
  return Number(text);
}

function readClientPort(
  settings: Settings,
  fromServerLine: { host: string; port: number } | null,
): ListenAddress | null {
  const own = readListenAddress(settings, 'clientPort');
  if (fromServerLine === null) return own;
  const listed = {
    address: fromServerLine.host === '0.0.0.0' ? null : fromServerLine.host,
    port: fromServerLine.port,
  };
  if (own !== null && (own.port !== listed.port || (own.address !== null && own.address !== listed.address)))
    throw settings.wrong(
      'clientPort',
      `it differs from the client port ${listed.port} of this server's line`,
    );
  return listed;
}

function readListenAddress(settings: Settings, key: 'clientPort' | 'secureClientPort'): ListenAddress | null {
  const port = settings.port(key);
  const address = settings.text(`${key}Address`);
  if (port === null && address !== null) throw settings.wrong(`${key}Address`, `it needs ${key} to be set`);
  return port === null ? null : { address, port };
}

/** Apache's rule: the list, or all for `*`; srvr always, for zkServer.sh status; isro in read-only mode. */
function readWhitelist(settings: Settings): ReadonlySet<string> {
  const listed = settings.list('4lw.commands.whitelist') ?? [];
  const words = new Set<string>(listed.includes('*') ? FOUR_LETTER_WORDS : listed);
  if (settings.boolean('readonlymode.enabled', false)) words.add('isro');
  return words.add('srvr');
}

function readMetrics(settings: Settings): MetricsConfig | null {
  const provider = settings.text('metricsProvider.className');
  const host = settings.text('metricsProvider.httpHost') ?? '0.0.0.0';
  const port = settings.integer('metricsProvider.httpPort', 7000, { max: 65_535, unit: 'a port' });
  settings.withPrefix('metricsProvider.');
  if (provider === null || provider.endsWith('.DefaultMetricsProvider')) return null;
  if (provider.endsWith('.NullMetricsProvider')) return null;
  if (!provider.endsWith('.PrometheusMetricsProvider'))
    throw settings.wrong('metricsProvider.className', 'PrometheusMetricsProvider is the only one there is');
  return { host, port };
}

function readStorage(settings: Settings): StorageConfig {
  let snapRetainCount = settings.integer('autopurge.snapRetainCount', 3, { min: -(2 ** 31) });
  if (snapRetainCount < MIN_SNAP_RETAIN_COUNT) {
    settings.warnings.push(`autopurge.snapRetainCount=${snapRetainCount} is too few: 3 are kept`);
    snapRetainCount = MIN_SNAP_RETAIN_COUNT;
  }
  const compression = settings.choice(
    'snapshot.compression.method',
    { '': '', plain: '', gz: 'gz', snappy: 's' },
    '',
  );
  if (compression !== '')
    settings.warnIfSet('snapshot.compression.method', 'snapshots are written uncompressed');
  const forceSync = settings.yesNo('forceSync', true);
  if (!forceSync)
    settings.warnIfSet('forceSync', 'a crash of this machine can lose writes that were acknowledged');
  const purgeHours = settings.integer('autopurge.purgeInterval', 0, { unit: 'hours, 0 = off' });
  return {
    preAllocBytes: settings.integer('preAllocSize', 65_536, { unit: 'KB' }) * 1024,
    txnLogSizeLimitBytes:
      (settings.optionalInteger('txnLogSizeLimitInKb', { min: -1, unit: 'KB' }) ?? 0) * 1024,
    fsyncWarningMs: settings.integer('fsync.warningthresholdms', 1000, { unit: 'ms' }),
    forceSync,
    trustEmptySnapshot: settings.boolean('snapshot.trust.empty', false),
    snapRetainCount,
    purgeIntervalMs: purgeHours * HOUR_MS,
  };
}

function warnAboutOthers(settings: Settings): void {
  if (settings.boolean('client.portUnification', false))
    settings.warnIfSet('client.portUnification', 'it is not available; use secureClientPort for TLS');
  for (const [key, setting] of settings.withPrefix('authProvider.'))
    if (/SASL/.test(setting.value))
      settings.warnIfSet(key, 'SASL is not available yet; clients that ask for it are told so');
    else if (!/\.(X509|IP|Digest)AuthenticationProvider$/.test(setting.value))
      settings.warnIfSet(key, 'authentication plug-ins of the JVM cannot run here');
  for (const prefix of ['ssl.quorum.', 'observer.', 'nio.', 'netty.', 'pathStats.', 'admin.'])
    settings.withPrefix(prefix);
  settings.passOver(IGNORED_KEYS);
  if (!settings.has('secureClientPort')) settings.withPrefix('ssl.');
  settings.warnUnknown();
}
