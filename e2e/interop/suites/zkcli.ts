import { readFileSync } from 'node:fs';
import { type Finished, type RunningServer, run, startServer } from '../../harness/index.ts';
import { mask } from '../masks.ts';
import type { Suite, SuiteReport } from '../report.ts';
import { kindOf, type Side } from '../subject.ts';

const script = new URL('../transcripts/zkcli.txt', import.meta.url);
export const zkCli = '/usr/share/zookeeper/bin/zkCli.sh';

export const zkCliEnv = {
  CLIENT_JVMFLAGS: '-Dfile.encoding=UTF-8 -Dsun.stdout.encoding=UTF-8',
  LC_ALL: 'C.UTF-8',
  TZ: 'UTC',
};

export interface Section {
  readonly title: string;
  readonly commands: string;
}

export interface Answers {
  /** What the commands printed. */
  readonly printed: string;
  /** The watch events, which another thread of the shell prints whenever they come. */
  readonly events: string;
}

/** Apache's Java shell says the same on both servers. */
export const zkCliSuite: Suite = { name: 'zkCli.sh', run: compareSessions };

async function compareSessions(report: SuiteReport): Promise<void> {
  const [theirs, ours] = await Promise.all([answersOf('reference'), answersOf('subject')]);
  for (const [index, { title }] of sections().entries()) {
    report.compare(`${title}: output`, theirs[index]!.printed, ours[index]!.printed);
    report.compare(`${title}: watch events`, theirs[index]!.events, ours[index]!.events);
  }
}

export function sections(from: URL = script): Section[] {
  const text = readFileSync(from, 'utf8').replace(/^#.*\n/gm, '');
  return text
    .split(/^--- /m)
    .slice(1)
    .map((section) => {
      const end = section.indexOf('\n');
      return { title: section.slice(0, end), commands: section.slice(end + 1) };
    });
}

async function answersOf(side: Side): Promise<Answers[]> {
  const config = { extendedTypesEnabled: 'true', enforceQuota: 'true' };
  const server = await startServer({ kind: kindOf[side], config });
  try {
    const answers: Answers[] = [];
    for (const section of sections()) answers.push(await session(server, section));
    return answers;
  } finally {
    await server.stop();
  }
}

async function session(server: RunningServer, { title, commands }: Section): Promise<Answers> {
  const shell = `exec ${zkCli} -server ${server.address} -waitforconnection 2>&1`;
  const finished = await run('bash', ['-c', shell], {
    input: commands,
    env: zkCliEnv,
  });
  return answersIn(finished, server.port, title);
}

/** What a shell printed, with what differs between two equal runs masked, and the events apart. */
export function answersIn({ stdout, code }: Finished, port: number, title: string): Answers {
  const lines = mask(stdout, port).split('\n');
  // Whether the last word of a closing session is still printed depends on which thread ends first.
  const isFarewell = (line: string): boolean => line.startsWith('WatchedEvent state:Closed');
  const isEvent = (line: string): boolean => line.startsWith('WatchedEvent ');
  const isNoise = (line: string): boolean => line === '' || line === 'WATCHER::' || line.startsWith('SLF4J:');
  const printed = lines.filter((line) => !isEvent(line) && !isNoise(line));
  if (!printed.includes('Welcome to ZooKeeper!')) throw new Error(`${title}: the shell said\n${stdout}`);
  return {
    printed: [...inOrder(printed), `exit code ${code}`].join('\n'),
    events: lines.filter((line) => isEvent(line) && !isFarewell(line)).join('\n'),
  };
}

/** whoami lists a set: its order is anybody's. */
function inOrder(lines: readonly string[]): string[] {
  const ordered = [...lines];
  for (const [at, line] of lines.entries()) {
    if (line !== 'Auth scheme: User') continue;
    let end = at + 1;
    while (/^(ip|digest|super): ?/.test(lines[end] ?? '')) end += 1;
    ordered.splice(at + 1, end - at - 1, ...lines.slice(at + 1, end).sort());
  }
  return ordered;
}
