import type { Command } from './command.ts';
import { ENSEMBLE_COMMANDS } from './commands/ensemble.ts';
import { QUOTA_COMMANDS } from './commands/quota.ts';
import { READ_COMMANDS } from './commands/read.ts';
import { WATCH_COMMANDS } from './commands/watch.ts';
import { WRITE_COMMANDS } from './commands/write.ts';

/** The commands that work on a session, by name. */
export const COMMANDS: ReadonlyMap<string, Command> = new Map(
  [...READ_COMMANDS, ...WRITE_COMMANDS, ...QUOTA_COMMANDS, ...WATCH_COMMANDS, ...ENSEMBLE_COMMANDS].map(
    (command) => [command.name, command],
  ),
);

/** The commands that the shell itself carries out, with what follows their names. */
export const OWN_COMMANDS: ReadonlyMap<string, string> = new Map([
  ['close', ''],
  ['connect', 'host:port'],
  ['help', ''],
  ['history', ''],
  ['printwatches', 'on|off'],
  ['quit', ''],
  ['redo', 'cmdno'],
]);

/** A command's name and what follows it. */
export interface CommandUsage {
  readonly name: string;
  readonly usage: string;
}

/** Every command in the order of zkCli.sh's list. */
export const COMMAND_LIST: readonly CommandUsage[] = [
  ...[...COMMANDS.values()].map(({ name, usage }) => ({ name, usage })),
  ...[...OWN_COMMANDS].map(([name, usage]) => ({ name, usage })),
].sort((a, b) => (a.name < b.name ? -1 : 1));

/** What zkCli.sh prints for a command that it does not know, and we for `help`. */
export const USAGE_LINES: readonly string[] = [
  'ZooKeeper -server host:port -client-configuration properties-file cmd args',
  ...COMMAND_LIST.map(({ name, usage }) => `\t${name} ${usage}`),
];
