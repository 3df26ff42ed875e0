import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export type ServerKind = 'vivarium' | 'apache';

export interface Command {
  readonly file: string;
  readonly args: readonly string[];
}

const jars = '/usr/share/java';
const launcher = fileURLToPath(new URL('../../apps/cli/bin/vivarium.js', import.meta.url));

/**
 * The class path of Debian's ZooKeeper, with a logger that writes to stderr and with the parts of Netty that the
 * TLS port needs and that the jar's own manifest forgets.
 */
export const apacheClassPath = ['zookeeper', 'slf4j-simple', 'netty-codec', 'netty-resolver']
  .map((name) => `${jars}/${name}.jar`)
  .join(':');

/** Our script with the verbs of Apache's zkServer.sh. */
export const vivariumScript = fileURLToPath(new URL('../../apps/cli/bin/zkServer.sh', import.meta.url));

/** Our command line; its arguments follow. */
export const vivariumCommand: Command = { file: process.execPath, args: [launcher] };

/** Whether this kind of server is installed (Apache's) or built (ours) on this machine. */
export function isAvailable(kind: ServerKind): boolean {
  return existsSync(kind === 'apache' ? `${jars}/zookeeper.jar` : launcher);
}

/** The command that runs a server in the foreground from a zoo.cfg. */
export function serverCommand(kind: ServerKind, configPath: string): Command {
  if (kind === 'apache') {
    const main = 'org.apache.zookeeper.server.quorum.QuorumPeerMain';
    return { file: 'java', args: ['-Dfile.encoding=UTF-8', '-cp', apacheClassPath, main, configPath] };
  }
  return { file: process.execPath, args: [launcher, 'server', 'start-foreground', configPath] };
}
