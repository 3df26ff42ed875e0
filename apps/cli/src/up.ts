import { parseArgs } from 'node:util';
import { UsageError } from './usage-error.ts';

const PORT_MAX = 65_535;

/** `vivarium up`: a member in this process and the page that shows it, until SIGTERM or SIGINT. */
export async function upCommand(args: readonly string[]): Promise<number> {
  const options = parseUpArguments(args);
  // Loaded only here: no other command needs a web server.
  const { startDashboard } = await import('@vivarium/server');
  const dashboard = await startDashboard(options);
  await new Promise<void>((resolve) => {
    process.once('SIGTERM', resolve);
    process.once('SIGINT', resolve);
  });
  await dashboard.close();
  return 0;
}

export interface UpArguments {
  /** Of the page. */
  readonly port?: number;
  readonly dataDir?: string;
}

/** @throws UsageError */
export function parseUpArguments(args: readonly string[]): UpArguments {
  const { port, data } = parsed(args);
  if (port !== undefined && !(/^[0-9]+$/.test(port) && Number(port) <= PORT_MAX))
    throw new UsageError(`--port ${port}: a number from 0 to ${PORT_MAX} is wanted`);
  return {
    ...(port === undefined ? {} : { port: Number(port) }),
    ...(data === undefined ? {} : { dataDir: data }),
  };
}

function parsed(args: readonly string[]): { port?: string; data?: string } {
  try {
    return parseArgs({
      args: [...args],
      options: { port: { type: 'string' }, data: { type: 'string' } },
    }).values;
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}
