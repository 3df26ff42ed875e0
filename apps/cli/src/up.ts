import { parseArgs } from 'node:util';
import { type DashboardOptions, startDashboard } from '@vivarium/server';
import { UsageError } from './usage-error.ts';

const PORT_MAX = 65_535;
const MEMBERS_MAX = 9;
/** How long a clean stop may take, ms. */
const STOP_MS = 10_000;

/** `vivarium up`: an ensemble in this process and the page that shows it, until SIGTERM or SIGINT. */
export async function upCommand(args: readonly string[]): Promise<number> {
  const options = parseUpArguments(args);
  const told = new Promise<void>((resolve) => {
    process.once('SIGTERM', resolve);
    process.once('SIGINT', resolve);
  });
  const dashboard = await startDashboard(options);
  await told;
  // Whatever still holds the process then may not keep it: directories are recovered as after a crash.
  let code = 1;
  setTimeout(() => process.exit(code), STOP_MS).unref();
  await dashboard.close();
  code = 0;
  return code;
}

/** @throws UsageError */
export function parseUpArguments(args: readonly string[]): DashboardOptions {
  const options = parsed(args);
  const { port, data, connect, members, observers, host, 'published-on-loopback': published } = options;
  if (port !== undefined && !(/^[0-9]+$/.test(port) && Number(port) <= PORT_MAX))
    throw new UsageError(`--port ${port}: a number from 0 to ${PORT_MAX} is wanted`);
  if (connect !== undefined && !/^[^,]+:[0-9]+(,[^,]+:[0-9]+)*$/.test(connect))
    throw new UsageError(`--connect ${connect}: host:port is wanted, several with commas between them`);
  if (connect !== undefined && (members !== undefined || observers !== undefined))
    throw new UsageError('--connect shows servers that run already: --members and --observers start some');
  const { probe = false, tap = false } = options;
  if (connect === undefined && (probe || tap))
    throw new UsageError('--probe and --tap belong to --connect: members of our own are looked into anyway');
  const everywhere = host === '0.0.0.0' && published === true;
  if (host !== undefined && host !== '127.0.0.1' && !everywhere)
    throw new UsageError(
      `--host ${host}: the page listens on 127.0.0.1 only. In a container whose port is published on the loopback ` +
        'address alone, say --host 0.0.0.0 --published-on-loopback',
    );
  return {
    ...(everywhere ? { isPublishedOnLoopback: true } : {}),
    ...(port === undefined ? {} : { port: Number(port) }),
    ...(data === undefined ? {} : { dataDir: data }),
    ...(connect === undefined ? {} : { connect }),
    ...(connect === undefined && options['no-demo'] !== true ? { demo: true } : {}),
    ...(probe ? { probe } : {}),
    ...(tap ? { tap } : {}),
    ...guardOf(options),
    ...sizeOf(members, observers),
  };
}

/** One of the two implies the other's usual value: none beside one member, which takes no observers. */
function sizeOf(members: string | undefined, observers: string | undefined): Pick<DashboardOptions, 'size'> {
  if (members === undefined && observers === undefined) return {};
  const voters = count('--members', members ?? '3', 1);
  return { size: { voters, observers: count('--observers', observers ?? (voters === 1 ? '0' : '1'), 0) } };
}

const SAFE_MODES = ['open', 'review', 'locked'] as const;

function guardOf(options: Parsed): Pick<DashboardOptions, 'safeMode' | 'protectedPrefixes'> {
  const { 'safe-mode': chosen, protect } = options;
  const safeMode = SAFE_MODES.find((mode) => mode === chosen);
  if (chosen !== undefined && safeMode === undefined)
    throw new UsageError(`--safe-mode ${chosen}: ${SAFE_MODES.join(', ')} are there`);
  const prefixes = protect?.split(',') ?? [];
  if (prefixes.some((prefix) => !/^\/(?:.*[^/])?$/s.test(prefix)))
    throw new UsageError(
      `--protect ${protect}: paths that begin with / are wanted, several with commas between them`,
    );
  return {
    ...(safeMode === undefined ? {} : { safeMode }),
    ...(protect === undefined ? {} : { protectedPrefixes: prefixes }),
  };
}

function count(name: string, text: string, least: number): number {
  const number = Number(text);
  if (!/^[0-9]+$/.test(text) || number < least || number > MEMBERS_MAX)
    throw new UsageError(`${name} ${text}: a number from ${least} to ${MEMBERS_MAX} is wanted`);
  return number;
}

const OPTIONS = {
  port: { type: 'string' },
  'no-demo': { type: 'boolean' },
  data: { type: 'string' },
  connect: { type: 'string' },
  members: { type: 'string' },
  observers: { type: 'string' },
  host: { type: 'string' },
  'published-on-loopback': { type: 'boolean' },
  probe: { type: 'boolean' },
  tap: { type: 'boolean' },
  'safe-mode': { type: 'string' },
  protect: { type: 'string' },
} as const;

type Parsed = {
  [Name in keyof typeof OPTIONS]?: (typeof OPTIONS)[Name]['type'] extends 'string' ? string : boolean;
};

function parsed(args: readonly string[]): Parsed {
  try {
    return parseArgs({ args: [...args], options: OPTIONS }).values;
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}
