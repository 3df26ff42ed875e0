import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Ensemble,
  freshDirectory,
  run,
  type ServerKind,
  startEnsemble,
  vivariumCommand,
} from '../../harness/index.ts';
import type { Suite, SuiteReport } from '../report.ts';
import { answersIn, zkCli, zkCliEnv } from './zkcli.ts';

const members: readonly ServerKind[] = ['apache', 'apache', 'apache'];
/** Apache wants an administrator for a reconfiguration; skipACL lets anybody be one. */
const config = { reconfigEnabled: 'true', skipACL: 'yes', standaloneEnabled: 'false' };
/** A command of the shells whose answer stands between those of two steps. */
const BETWEEN = { line: 'printwatches', answer: 'printwatches is on' };

/** Members leave and join an ensemble of Apache's by the words of either shell: the answers are equal. */
export const reconfigurationSuite: Suite = { name: 'reconfiguration', run: compareShells };

interface Step {
  readonly title: string;
  readonly line: string;
}

async function compareShells(report: SuiteReport): Promise<void> {
  const ensemble = await startEnsemble({ members, config, label: 'reconfiguration' });
  try {
    const steps = stepsOn(ensemble);
    const theirs = await answers(ensemble, zkCli, steps);
    const ours = await answers(ensemble, `${vivariumCommand.file} ${vivariumCommand.args[0]} cli`, steps);
    for (const [index, { title }] of steps.entries())
      report.compare(title, theirs[index] ?? '', ours[index] ?? 'nothing');
  } finally {
    await ensemble.end();
  }
}

/** They end as they began, so that the other shell finds the same members. The leader, which is the last, stays. */
function stepsOn({ members: servers }: Ensemble): Step[] {
  const lines = servers.map(({ server, sid }) => `${lineOf(server.dir, sid)};${server.address}`);
  const [, second = ''] = lines;
  const file = join(freshDirectory('reconfiguration-files'), 'members.cfg');
  writeFileSync(file, `# the members\n${lines.join('\n')}\n`);
  const steps: readonly (readonly [string, string])[] = [
    ['a whole list, which says where clients connect', `reconfig -members ${lines.join(',')}`],
    ['a version that is not in force', 'reconfig -v abcdef -remove 2'],
    ['a member leaves', 'reconfig -s -remove 2'],
    ['the configuration without it', 'config'],
    ['it joins', `reconfig -add ${second}`],
    ['what clients should connect to', 'config -c'],
    ['it leaves once more', 'reconfig -remove 2'],
    ['a whole list in a file', `reconfig -file ${file}`],
    ['nobody is left', 'reconfig -remove 1,2,3'],
    ['a server line that is none', 'reconfig -add server.9=nonsense'],
    ['two ways at once', `reconfig -members ${second} -remove 1`],
    ['no way at all', 'reconfig'],
    ['the configuration at last', 'config'],
  ];
  return steps.map(([title, line]) => ({ title, line }));
}

/** `server.3=127.0.0.1:quorum:election:participant`. Apache moves the lines of zoo.cfg to a file of their own. */
function lineOf(dir: string, sid: number): string {
  const moved = /^dynamicConfigFile=(.*)$/m.exec(readFileSync(join(dir, 'zoo.cfg'), 'utf8'))?.[1];
  const text = readFileSync(moved ?? join(dir, 'zoo.cfg'), 'utf8');
  const line = new RegExp(`^server\\.${sid}=[^:]+:\\d+:\\d+`, 'm').exec(text)?.[0];
  if (line === undefined) throw new Error(`${dir} names no server.${sid}`);
  return `${line}:participant`;
}

/** What a shell says to each step, connected to a member that stays. */
async function answers(ensemble: Ensemble, shell: string, steps: readonly Step[]): Promise<string[]> {
  const { server } = ensemble.member(1);
  const input = steps.map(({ line }) => `${line}\n${BETWEEN.line}\n`).join('');
  const command = `exec ${shell} -server ${server.address} -waitforconnection 2>&1`;
  const finished = await run('bash', ['-c', command], {
    input: `${BETWEEN.line}\n${input}quit\n`,
    env: zkCliEnv,
  });
  const { printed } = answersIn(finished, 0, shell);
  return (
    printed
      .replace(/^version=[0-9a-f]+$/gm, 'version=<version>')
      // Apache's shell keeps them in a hash table.
      .replace(/^[0-9a-f]+ (127\.0\.0\.1:.*)$/gm, (_, list: string) => `<version> ${list.split(',').sort()}`)
      .replace(/ = (?:0x)?[0-9a-f]+$/gm, ' = <number>')
      .split(BETWEEN.answer)
      .slice(1, -1)
      .map((answer) => answer.trim())
  );
}
