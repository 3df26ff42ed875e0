import { readFileSync } from 'node:fs';
import { Conversation, type RunningServer, run, startServer } from '../../harness/index.ts';
import { mask } from '../masks.ts';
import type { Suite, SuiteReport } from '../report.ts';
import { kindOf, type Side } from '../subject.ts';

const script = new URL('../transcripts/cli-mt.txt', import.meta.url);
const cliMt = '/usr/lib/zookeeper/bin/cli_mt';

interface Step {
  readonly command: string;
  /** Present for a step of the shared session: what its answer ends with. */
  readonly until?: RegExp;
}

/** Apache's C shell says the same on both servers. */
export const cliMtSuite: Suite = { name: 'cli_mt', run: compareAnswers };

async function compareAnswers(report: SuiteReport): Promise<void> {
  const [theirs, ours] = await Promise.all([answersOf('reference'), answersOf('subject')]);
  for (const [index, { command }] of steps().entries()) {
    report.compare(`${index + 1}: ${command}`, theirs[index] ?? '', ours[index] ?? '');
  }
}

function steps(): Step[] {
  const lines = readFileSync(script, 'utf8').trimEnd().split('\n');
  return lines.flatMap((line): Step[] => {
    if (line.startsWith('- ')) return [{ command: line.slice(2) }];
    if (!line.startsWith('> ')) return [];
    const [command = '', until = ''] = line.slice(2).split(' => ');
    return [{ command, until: new RegExp(until) }];
  });
}

async function answersOf(side: Side): Promise<string[]> {
  const server = await startServer({ kind: kindOf[side], config: { extendedTypesEnabled: 'true' } });
  try {
    const answers: string[] = [];
    let shared: Conversation | undefined;
    for (const { command, until } of steps()) {
      if (until === undefined) {
        answers.push(await alone(server, command));
        continue;
      }
      shared ??= await openShared(server);
      answers.push(ordered(mask(await shared.say(command, until), server.port)));
      if (command === 'quit') {
        answers[answers.length - 1] += `\nexit code ${await shared.end()}`;
        shared = undefined;
      }
    }
    return answers;
  } finally {
    await server.stop();
  }
}

async function alone(server: RunningServer, command: string): Promise<string> {
  const finished = await run(cliMt, ['-h', server.address, '-c', command], { timeoutMs: 15_000 });
  const printed = mask(finished.stdout + finished.stderr, server.port);
  return `${ordered(printed)}\nexit code ${finished.code}`;
}

async function openShared(server: RunningServer): Promise<Conversation> {
  const shared = new Conversation(cliMt, ['-h', server.address]);
  await shared.heard(/Got a new session id/);
  return shared;
}

/** The shell's own thread, the reply's and the event's print side by side; children come in no order at all. */
function ordered(printed: string): string {
  return printed
    .split('\n')
    .filter((line) => line !== '')
    .map((line) =>
      line.replace(/^\s*(ctime|mtime) ?= ?.*/, '$1 = <date>').replace(/session id: .*/, 'session id'),
    )
    .sort()
    .join('\n');
}
