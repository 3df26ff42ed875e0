import { UsageError } from '../usage-error.ts';

export interface CliArguments {
  readonly server: string;
  /** Of the session; so long `vivarium cli` waits for it, too. */
  readonly timeoutMs: number;
  /** Also accept a member that has no quorum. */
  readonly acceptReadOnly: boolean;
  /** A properties file with the keys of Apache's ZKClientConfig. */
  readonly clientConfiguration: string | null;
  /** One JSON object per command instead of zkCli.sh's text. */
  readonly isJson: boolean;
  /** The words of a command to run; null to read commands from standard input. */
  readonly command: readonly string[] | null;
}

export const CLI_USAGE = `Usage: vivarium cli [-server HOST:PORT,HOST:PORT/CHROOT] [-timeout MS] [-r]
                    [-client-configuration FILE] [--json] [command …]

As zkCli.sh: the same commands with the same output and exit codes. Without a command they are read from
standard input, at a terminal with completion (Tab) and history. "help" lists them.

FILE holds keys of Apache's clients, and CLIENT_JVMFLAGS may hold them as -Dkey=value: for TLS
zookeeper.client.secure=true, zookeeper.ssl.keyStore.location and zookeeper.ssl.trustStore.location, in PEM.
`;

/**
 * The options of zkCli.sh, and --json. The first word without a dash begins the command.
 * @throws UsageError
 */
export function parseCliArguments(args: readonly string[]): CliArguments {
  let server = 'localhost:2181';
  let timeoutMs = 30_000;
  let acceptReadOnly = false;
  let clientConfiguration: string | null = null;
  let isJson = false;
  let at = 0;
  const value = (option: string): string => {
    at += 1;
    const text = args[at];
    if (text === undefined) throw new UsageError(`no argument found for option ${option}`);
    return text;
  };
  for (; at < args.length; at += 1) {
    const word = args[at]!;
    if (!word.startsWith('-')) break;
    if (word === '-server') server = value(word);
    else if (word === '-timeout') timeoutMs = milliseconds(value(word));
    else if (word === '-r') acceptReadOnly = true;
    else if (word === '-client-configuration') clientConfiguration = value(word);
    else if (word === '--json') isJson = true;
    // It always waits for its connection.
    else if (word !== '-waitforconnection') throw new UsageError(`there is no option ${word}\n${CLI_USAGE}`);
  }
  const command = at < args.length ? args.slice(at) : null;
  return { server, timeoutMs, acceptReadOnly, clientConfiguration, isJson, command };
}

function milliseconds(text: string): number {
  const ms = Number(text);
  if (!/^\d+$/.test(text) || ms < 1 || ms > 0x7fff_ffff)
    throw new UsageError(`-timeout ${text}: a number of milliseconds is wanted`);
  return ms;
}
