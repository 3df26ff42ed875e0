import { parseArgs } from 'node:util';
import { type DashboardOptions, startDashboard } from '@vivarium/server';
import { UsageError } from './usage-error.ts';

const PORT_MAX = 65_535;

/** `vivarium up`: a member in this process and the page that shows it, until SIGTERM or SIGINT. */
export async function upCommand(args: readonly string[]): Promise<number> {
  const options = parseUpArguments(args);
  const told = new Promise<void>((resolve) => {
    process.once('SIGTERM', resolve);
    process.once('SIGINT', resolve);
  });
  const dashboard = await startDashboard(options);
  await told;
  await dashboard.close();
  return 0;
}

/** @throws UsageError */
export function parseUpArguments(args: readonly string[]): DashboardOptions {
  const { port, data, connect } = parsed(args);
  if (port !== undefined && !(/^[0-9]+$/.test(port) && Number(port) <= PORT_MAX))
    throw new UsageError(`--port ${port}: a number from 0 to ${PORT_MAX} is wanted`);
  if (connect !== undefined && !/^.+:[0-9]+$/.test(connect))
    throw new UsageError(`--connect ${connect}: host:port is wanted`);
  return {
    ...(port === undefined ? {} : { port: Number(port) }),
    ...(data === undefined ? {} : { dataDir: data }),
    ...(connect === undefined ? {} : { connect }),
  };
}

function parsed(args: readonly string[]): { port?: string; data?: string; connect?: string } {
  const options = {
    port: { type: 'string' },
    data: { type: 'string' },
    connect: { type: 'string' },
  } as const;
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}
