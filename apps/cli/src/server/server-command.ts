import { existsSync, readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import { ConfigError, FULL_VERSION, readZooConfig } from '@vivarium/host';
import { askWord } from './ask-word.ts';
import { backgroundCommand, startInBackground, stopInBackground } from './background.ts';
import { findClientAddress, setting } from './client-address.ts';
import { configPath, type Environment } from './config-path.ts';
import { runInForeground } from './foreground.ts';
import { parseServerArguments, USAGE } from './server-arguments.ts';

/** Everything that a verb works on. */
export interface ServerPlace {
  /** zoo.cfg. */
  readonly config: string;
  readonly pidFile: string;
  /** Takes what a server in the background prints. */
  readonly outputFile: string;
  readonly env: Environment;
}

/** `vivarium server …`: the verbs, output and exit codes of zkServer.sh. */
export async function serverCommand(args: readonly string[]): Promise<number> {
  if (args[0] === '--help' || args[0] === '-h') {
    process.stdout.write(`${USAGE}\n`);
    return 0;
  }
  const { verb, config, configFolder, jvmFlags } = parseServerArguments(args);
  if (verb === 'version') {
    process.stdout.write(`Vivarium ZooKeeper, version ${FULL_VERSION.replace(', built on', '')}\n`);
    return 0;
  }
  const folder = configFolder === null ? {} : { ZOOCFGDIR: configFolder };
  const flags = [process.env.SERVER_JVMFLAGS ?? '', ...jvmFlags].join(' ');
  const env: Environment = { ...process.env, ...folder, SERVER_JVMFLAGS: flags };
  const path = configPath(config, env);
  process.stderr.write(`Using config: ${path}\n`);
  const place = serverPlace(path, env);
  switch (verb) {
    case 'start-foreground':
      return runInForeground(place);
    case 'start':
      return startInBackground(place);
    case 'stop':
      return stopInBackground(place);
    case 'restart':
      await stopInBackground(place);
      return startInBackground(place);
    case 'print-cmd':
      process.stdout.write(`${backgroundCommand(place)}\n`);
      return 0;
    case 'status':
      return status(place);
  }
}

/** @throws ConfigError when there is no such file */
function serverPlace(config: string, env: Environment): ServerPlace {
  const dataDir = resolve(setting(readConfig(config), 'dataDir') ?? '.');
  if (env.ZOO_DATADIR_AUTOCREATE_DISABLE !== undefined && !existsSync(join(dataDir, 'version-2')))
    throw new ConfigError(
      `ZooKeeper data directory is missing at ${dataDir}: fix the path, or unset ZOO_DATADIR_AUTOCREATE_DISABLE`,
    );
  const name = `zookeeper-${env.USER ?? ''}-server-${env.HOSTNAME ?? hostname()}.out`;
  return {
    config,
    pidFile: env.ZOOPIDFILE ?? join(dataDir, 'zookeeper_server.pid'),
    outputFile: join(env.ZOO_LOG_DIR ?? dataDir, name),
    env,
  };
}

function readConfig(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    throw new ConfigError(`cannot read the configuration ${resolve(path)}: ${code}`, { cause });
  }
}

async function status({ config, env }: ServerPlace): Promise<number> {
  const { lines, found } = findClientAddress(readConfig(config));
  for (const line of lines) process.stdout.write(`${line}\n`);
  if (found === null) {
    tellFaults(null, config, env);
    return 1;
  }
  const { host, port, secure } = found;
  process.stdout.write(`Client port found: ${port}. Client address: ${host}. Client SSL: ${secure}.\n`);
  const answer = await askWord(found, 'srvr', env);
  const mode = answer?.split('\n').find((line) => line.includes('Mode'));
  tellFaults(answer, config, env);
  process.stdout.write(`${mode ?? 'Error contacting service. It is probably not running.'}\n`);
  return mode === undefined ? 1 : 0;
}

/** What is wrong with the set-up: as the server tells it, or why a server with this configuration cannot run. */
function tellFaults(answer: string | null, config: string, env: Environment): void {
  const lines = answer === null ? faultsOf(config, env) : answer.split('\n');
  for (const line of lines) if (line.startsWith('Fault: ')) process.stderr.write(`${line}\n`);
}

function faultsOf(config: string, env: Environment): string[] {
  try {
    readZooConfig(config, env);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return [`Fault: ${error.message}`];
    throw error;
  }
}
