import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { parseConnectString, ZooKeeper, ZooKeeperError } from '@vivarium/client';
import { FULL_VERSION, readClientConfig } from '@vivarium/host';
import { type Outcome, Shell } from '@vivarium/shell';
import { UsageError } from '../usage-error.ts';
import { CLI_USAGE, type CliArguments, parseCliArguments } from './cli-arguments.ts';
import { type CliOutput, jsonOutput, textOutput } from './cli-output.ts';
import { Terminal } from './terminal.ts';

/**
 * `vivarium cli`: zkCli.sh's commands, one from the arguments or all that standard input gives.
 * @returns the exit code of the last command, as zkCli.sh ends with: 1 failed, 127 unknown
 */
export async function cliCommand(args: readonly string[]): Promise<number> {
  if (args[0] === '--help' || args[0] === '-h') {
    process.stdout.write(CLI_USAGE);
    return 0;
  }
  const parsed = parseCliArguments(args);
  checkServer(parsed.server);
  // The reader of a pipe may have seen enough, as head has: nothing is left to do then.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(0);
  });
  const session = new CliSession(parsed);
  try {
    return await session.run();
  } finally {
    await session.close();
  }
}

function checkServer(server: string): void {
  try {
    parseConnectString(server);
  } catch (error) {
    throw new UsageError(`-server: ${(error as Error).message}`);
  }
}

class CliSession {
  readonly #args: CliArguments;
  readonly #output: CliOutput;
  readonly #shell: Shell;
  #terminal: Terminal | null = null;
  #exitCode = 0;

  constructor(args: CliArguments) {
    this.#args = args;
    this.#output = args.isJson ? jsonOutput : textOutput;
    const { TZ: timeZone } = process.env;
    const { tls, requestTimeoutMs } = readClientConfig(process.env, args.clientConfiguration);
    this.#shell = new Shell({
      open: (connectString) =>
        new ZooKeeper(connectString, {
          sessionTimeoutMs: args.timeoutMs,
          acceptReadOnly: args.acceptReadOnly,
          ...(tls === null ? {} : { tls }),
          ...(requestTimeoutMs === null ? {} : { requestDeadlineMs: requestTimeoutMs }),
        }),
      connectString: args.server,
      connectDeadlineMs: args.timeoutMs,
      print: (line) => this.#above(() => this.#output.print(line)),
      onEvent: (event) => this.#above(() => this.#output.event(event)),
      version: FULL_VERSION,
      ...(timeZone === undefined || timeZone === '' ? {} : { timeZone }),
      readTextFile: (path) => readFile(path, 'utf8'),
    });
  }

  async run(): Promise<number> {
    const { command, server } = this.#args;
    this.#output.say(`Connecting to ${server}`);
    try {
      await this.#shell.connect();
    } catch (error) {
      if (!(error instanceof ZooKeeperError)) throw error;
      process.stderr.write(`KeeperErrorCode = ${error.message}\n`);
      return 1;
    }
    if (command !== null) this.#ended(await this.#shell.runWords(command));
    else if (process.stdin.isTTY) await this.#fromTerminal();
    else await this.#fromPipe();
    return this.#exitCode;
  }

  close(): Promise<void> {
    return this.#shell.close();
  }

  async #fromTerminal(): Promise<void> {
    this.#output.say('Welcome to ZooKeeper!');
    this.#terminal = new Terminal(this.#shell, async (line, signal) => {
      try {
        return this.#ended(await this.#shell.run(line, signal));
      } catch (error) {
        if (!signal.aborted) throw error;
        process.stderr.write('interrupted\n');
        return false;
      }
    });
    await this.#terminal.serve();
  }

  async #fromPipe(): Promise<void> {
    this.#output.say('Welcome to ZooKeeper!');
    const lines = createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY });
    for await (const line of lines) {
      if (this.#ended(await this.#shell.run(line))) break;
    }
    lines.close();
  }

  /** Whether the shell is to end. */
  #ended(outcome: Outcome): boolean {
    this.#output.outcome(outcome);
    this.#exitCode = outcome.command === null ? this.#exitCode : outcome.exitCode;
    return outcome.quits;
  }

  #above(write: () => void): void {
    if (this.#terminal === null) write();
    else this.#terminal.above(write);
  }
}
