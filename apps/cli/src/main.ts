import { operatorMessage } from '@vivarium/host';
import { logCommand, snapshotCommand } from './print.ts';
import { serverCommand } from './server/server-command.ts';
import { UsageError } from './usage-error.ts';

const HELP = `Usage: vivarium <command>

  up [--members 3] [--observers 1]          an ensemble and its page on this machine
     [--port 8080] [--data DIR]
     [--no-demo]                            starts bare: nothing plays below /demo
     [--safe-mode open|review|locked]       how freely the page writes; review for servers that run already
     [--protect /a,/b]                      paths whose writes must be confirmed, beside /zookeeper
     [--connect HOST:PORT,…]                the page of servers that run already
       [--probe]                            asks each server's election port for its vote, every 20 ms during an
                                            election: changes no vote, and each server remembers one more asker
       [--tap]                              observes over the leader's quorum port: sees every transaction, and
                                            costs the leader one copy of its tree, at most every 10 minutes
  server start-foreground [zoo.cfg]         run a ZooKeeper server until it is told to stop
  server start|stop|restart [zoo.cfg]       the same in the background
  server status [zoo.cfg]                   its mode, as zkServer.sh prints it
  server version|print-cmd [zoo.cfg]
  cli [-server HOST:PORT,…/CHROOT] [command …]
                                            the commands of zkCli.sh
  log print FILE                            what a transaction log holds
  snapshot print FILE                       what a snapshot holds

  --help, -h                                this text
`;

type Command = (args: readonly string[]) => Promise<number>;

const COMMANDS: Readonly<Record<string, Command>> = {
  // Loaded only when it is asked for: no other command needs a web server.
  up: async (args) => (await import('./up.ts')).upCommand(args),
  server: serverCommand,
  cli: async (args) => (await import('./cli/cli-command.ts')).cliCommand(args),
  log: logCommand,
  snapshot: snapshotCommand,
};

/**
 * Runs one command.
 * @returns the exit code: 0 done, 1 it failed for a reason that was printed, 2 it was not understood
 */
export async function runCommandLine(args: readonly string[]): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    process.stdout.write(HELP);
    return name === undefined ? 2 : 0;
  }
  if (!Object.hasOwn(COMMANDS, name)) {
    process.stderr.write(`vivarium: there is no command "${name}"; "vivarium --help" lists them\n`);
    return 2;
  }
  try {
    return await COMMANDS[name]!(rest);
  } catch (error) {
    if (error instanceof UsageError) {
      process.stderr.write(`vivarium ${name}: ${error.message}\n`);
      return 2;
    }
    const message = operatorMessage(error);
    if (message === null) throw error;
    process.stderr.write(`vivarium ${name}: ${message}\n`);
    return 1;
  }
}
