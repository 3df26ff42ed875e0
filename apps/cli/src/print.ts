import { printLog, printSnapshot } from '@vivarium/host';
import { UsageError } from './usage-error.ts';

type Print = (file: string, line: (text: string) => void) => Promise<unknown>;

/** `vivarium log print FILE`: the transactions of a log, Apache's or ours. */
export const logCommand = (args: readonly string[]) => printed('log', args, printLog);

/** `vivarium snapshot print FILE`: the znodes and sessions of a snapshot, Apache's or ours. */
export const snapshotCommand = (args: readonly string[]) => printed('snapshot', args, printSnapshot);

/** @throws UsageError, or what the file's reader throws */
async function printed(name: string, args: readonly string[], print: Print): Promise<number> {
  const [verb, file, ...more] = args;
  if (verb !== 'print' || file === undefined || more.length > 0)
    throw new UsageError(`write "vivarium ${name} print FILE"`);
  // The reader of a pipe may have seen enough, as head has: nothing is left to do then.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(0);
  });
  await print(file, (line) => process.stdout.write(`${line}\n`));
  return 0;
}
