import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { fourLetterWord, freshDirectory, run, vivariumScript, writeConfig } from '../../harness/index.ts';
import type { Suite, SuiteReport } from '../report.ts';
import { kindOf, type Side } from '../subject.ts';

const apacheScripts = '/usr/share/zookeeper/bin';

/**
 * What a verb prints is compared, or, where it names the product itself, only its exit code. For a verb that there is
 * not, both must show the verbs that there are; Apache's script says 0 then, ours 2 like any other command.
 */
interface Verb {
  readonly verb: string;
  readonly prints: 'the same' | 'something' | 'the usage';
}

const verbs: readonly Verb[] = [
  { verb: 'status', prints: 'the same' },
  { verb: 'stop', prints: 'the same' },
  { verb: 'start', prints: 'the same' },
  { verb: 'status', prints: 'the same' },
  { verb: 'start', prints: 'the same' },
  { verb: 'restart', prints: 'the same' },
  { verb: 'status', prints: 'the same' },
  { verb: 'print-cmd', prints: 'something' },
  { verb: 'version', prints: 'something' },
  { verb: 'stop', prints: 'the same' },
  { verb: 'status', prints: 'the same' },
  { verb: 'stop', prints: 'the same' },
  { verb: 'nonsense', prints: 'the usage' },
];

/** zkServer.sh, Apache's and ours: the same verbs, output and exit codes. */
export const scriptsSuite: Suite = { name: 'zkServer.sh', run: compareVerbs };

async function compareVerbs(report: SuiteReport): Promise<void> {
  const [theirs, ours] = await Promise.all([answersOf('reference'), answersOf('subject')]);
  for (const [index, { verb }] of verbs.entries()) {
    report.compare(`${index + 1}: ${verb}`, theirs[index]!, ours[index]!);
  }
}

async function answersOf(side: Side): Promise<string[]> {
  const dir = freshDirectory(`script-${side}`);
  const script = kindOf[side] === 'apache' ? copyOfApacheScript(dir) : vivariumScript;
  const { configPath, port, dataDir } = await writeConfig(dir);
  const pidFile = join(dataDir, 'zookeeper_server.pid');
  const answers: string[] = [];
  try {
    for (const { verb, prints } of verbs) {
      const finished = await run(script, [verb, configPath], {
        cwd: dir,
        env: { ZOO_LOG_DIR: join(dir, 'logs') },
        leavesServer: true,
      });
      const mask = (text: string): string => masked(text, dir, script, port);
      const output = `exit code ${finished.code}\nstdout ${mask(finished.stdout)}`;
      if (prints === 'the same') answers.push(`${output}\nstderr ${distinct(mask(finished.stderr))}`);
      if (prints === 'something')
        answers.push(`exit code ${finished.code}: ${finished.stdout.trim() !== ''}`);
      if (prints === 'the usage') answers.push(String(finished.stderr.includes('{start|start-foreground|')));
      if (verb === 'start' || verb === 'restart') await untilServing(port, pidFile);
    }
  } finally {
    killFrom(pidFile);
  }
  return answers;
}

/** Debian's script logs to /var/log whatever the environment says: this copy of it logs beside its data. */
function copyOfApacheScript(dir: string): string {
  const copies = join(dir, 'bin');
  mkdirSync(copies);
  const environment = readFileSync(join(apacheScripts, 'zkEnv.sh'), 'utf8');
  const moved = environment.replace(/^ZOO_LOG_DIR=.*$/m, `ZOO_LOG_DIR=${join(dir, 'logs')}`);
  writeFileSync(join(copies, 'zkEnv.sh'), moved);
  copyFileSync(join(apacheScripts, 'zkServer.sh'), join(copies, 'zkServer.sh'));
  return join(copies, 'zkServer.sh');
}

function masked(text: string, dir: string, script: string, port: number): string {
  return text
    .replaceAll(script, '<script>')
    .replaceAll(dir, '<dir>')
    .replaceAll(String(port), '<port>')
    .replaceAll(hostname(), '<host>')
    .replace(/process \d+/g, 'process <pid>');
}

/** Apache's restart runs the script twice more, and each names its config; ours has no JMX to speak of. */
function distinct(text: string): string {
  return [...new Set(text.split('\n'))].filter((line) => !line.startsWith('ZooKeeper JMX')).join('\n');
}

/** The script returns when the process exists; status asks a server that serves. */
async function untilServing(port: number, pidFile: string): Promise<void> {
  const deadline = performance.now() + 30_000;
  for (;;) {
    const answer = await fourLetterWord(port, 'srvr').catch(() => '');
    if (answer.includes('Mode: ')) return;
    if (performance.now() > deadline) throw new Error(`nobody serves on ${port}, see ${pidFile}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

function killFrom(pidFile: string): void {
  try {
    process.kill(Number(readFileSync(pidFile, 'utf8')), 'SIGKILL');
  } catch {
    // No file, or no such process: the last stop did its work.
  }
}
