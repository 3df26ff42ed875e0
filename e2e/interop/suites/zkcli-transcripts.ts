import {
  type RunningServer,
  run,
  type ServerKind,
  startServer,
  vivariumCommand,
} from '../../harness/index.ts';
import { mask } from '../masks.ts';
import type { Suite, SuiteReport } from '../report.ts';
import { subject } from '../subject.ts';
import { type Answers, answersIn, type Section, sections, zkCli, zkCliEnv } from './zkcli.ts';

const shellScript = new URL('../transcripts/zkcli-shell.txt', import.meta.url);

/** Which shell speaks to which server. */
interface Pairing {
  readonly name: string;
  readonly shell: 'zkCli.sh' | 'vivarium cli';
  readonly server: ServerKind;
}

const reference: Pairing = { name: 'zkCli.sh on Apache', shell: 'zkCli.sh', server: 'apache' };
const subjects: readonly Pairing[] = [
  { name: 'vivarium cli on Apache', shell: 'vivarium cli', server: 'apache' },
  { name: 'vivarium cli on the subject', shell: 'vivarium cli', server: subject },
];

/** Commands given as arguments: their exit codes and their two streams. */
const oneShots: readonly (readonly string[])[] = [
  ['create', '/one', 'a b'],
  ['get', '/one'],
  ['get', '-s', '/one'],
  ['ls', '/'],
  ['get', '/absent'],
  ['get'],
  ['nonsense'],
  ['set', '-v', '7', '/one', 'x'],
];

/**
 * What differs on purpose. A number that is none ends Apache's shell with a stack trace; ours says what is wrong. Its
 * addWatch remembers the mode of the one before; the section on lasting watches names every mode.
 */
const leftOut = new Set(['a number that is none ends the shell', 'watches']);

/** `vivarium cli` says what zkCli.sh says, on Apache's server and on ours. */
export const zkCliTranscriptsSuite: Suite = { name: 'vivarium cli', run: compareShells };

async function compareShells(report: SuiteReport): Promise<void> {
  const theirs = await sessionsOf(reference);
  for (const pairing of subjects) {
    const ours = await sessionsOf(pairing);
    for (const [index, { title }] of scripts().entries()) {
      const [expected, answered] = [theirs.answers[index]!, ours.answers[index]!];
      report.compare(`${pairing.name}, ${title}: output`, expected.printed, answered.printed);
      report.compare(`${pairing.name}, ${title}: watch events`, expected.events, answered.events);
    }
    for (const [index, words] of oneShots.entries()) {
      const title = `${pairing.name}, ${words.join(' ')}: both streams and exit code`;
      report.compare(title, theirs.oneShots[index]!, ours.oneShots[index]!);
    }
  }
}

function scripts(): Section[] {
  return [...sections(), ...sections(shellScript)].filter(({ title }) => !leftOut.has(title));
}

async function sessionsOf(
  pairing: Pairing,
): Promise<{ readonly answers: Answers[]; readonly oneShots: string[] }> {
  const config = { extendedTypesEnabled: 'true', enforceQuota: 'true' };
  const server = await startServer({ kind: pairing.server, config });
  try {
    const answers: Answers[] = [];
    for (const section of scripts()) answers.push(await session(pairing, server, section));
    const single: string[] = [];
    for (const words of oneShots) single.push(await oneShot(pairing, server, words));
    return { answers, oneShots: single };
  } finally {
    await server.stop();
  }
}

/** Every session ends with quit: at the end of input alone, Apache's shell leaves its session to expire. */
async function session(
  { shell }: Pairing,
  server: RunningServer,
  { title, commands }: Section,
): Promise<Answers> {
  const command = shell === 'zkCli.sh' ? zkCli : `${vivariumCommand.file} ${vivariumCommand.args[0]} cli`;
  const finished = await run(
    'bash',
    ['-c', `exec ${command} -server ${server.address} -waitforconnection 2>&1`],
    { input: `${commands}quit\n`, env: zkCliEnv },
  );
  const { printed, events } = answersIn(finished, server.port, title);
  return { printed: withoutDifferences(printed), events: inOrderOfKind(events) };
}

async function oneShot({ shell }: Pairing, server: RunningServer, words: readonly string[]): Promise<string> {
  const command = shell === 'zkCli.sh' ? [zkCli] : [vivariumCommand.file, vivariumCommand.args[0]!, 'cli'];
  const args = [...command.slice(1), '-server', server.address, '-waitforconnection', ...words];
  const { stdout, stderr, code } = await run(command[0]!, args, { env: zkCliEnv });
  const isNoise = (line: string): boolean => /^(SLF4J:.*|WatchedEvent .*|WATCHER::|)$/.test(line);
  const lines = (text: string): string =>
    mask(text, server.port)
      // Apache's shell leaves its session open, so later zxids differ.
      .replace(/Zxid = 0x[0-9a-f]+/g, 'Zxid = <zxid>')
      .split('\n')
      .filter((line) => !isNoise(line))
      .join('\n');
  return `out\n${lines(stdout)}\nerr\n${withoutDifferences(lines(stderr))}\nexit code ${code}`;
}

/**
 * Lines that differ on purpose: whose version it is, JLine, and that ours knows help. Ours waits for the answer to
 * addauth; Apache's prints the refusal under the next command.
 */
function withoutDifferences(printed: string): string {
  return printed
    .replace(/^ZooKeeper CLI version: .*$/gm, 'ZooKeeper CLI version: <version>')
    .replace(/^KeeperErrorCode = AuthFailed for .*$/gm, 'Not connected')
    .split('\n')
    .filter((line) => line !== '\thelp ' && !line.startsWith('JLine support is'))
    .join('\n');
}

/** Watches that are removed together are told in no order by Apache's client. */
function inOrderOfKind(events: string): string {
  const lines = events.split('\n');
  const isRemoval = (line: string | undefined): boolean => line?.includes('WatchRemoved') === true;
  for (let at = 0; at < lines.length; at += 1) {
    let end = at;
    while (isRemoval(lines[end])) end += 1;
    if (end > at) lines.splice(at, end - at, ...lines.slice(at, end).sort());
    at = Math.max(at, end - 1);
  }
  return lines.join('\n');
}
