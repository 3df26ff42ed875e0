import type { ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freshDirectory, RawSession, spawnGroup, vivariumCommand } from '../../harness/index.ts';
import type { Suite, SuiteReport } from '../report.ts';
import { type KillTarget, Round, summariseKills } from './kill-rounds.ts';

const kills = 60;
const acknowledgedInTotal = 100_000;
/** Side by side, each with a share of the kills: one starts again while the other is written to. */
const processes = 2;
const readyTimeoutMs = 60_000;

/** kill -9 of the process that runs a whole ensemble: all members are gone at once, under load, sixty times. */
export const embeddedKillsSuite: Suite = { name: 'embedded kill -9', run: killUnderLoad };

async function killUnderLoad(report: SuiteReport): Promise<void> {
  const recoveriesMs: number[] = [];
  const rounds: Round[] = [];
  const shares = Array.from({ length: processes }, async (_, at) => {
    const process = new EmbeddedProcess(freshDirectory(`embedded-kills-${at}`));
    try {
      rounds.push(...(await killOneUnderLoad(report, process, `ensemble ${at + 1}`)));
    } finally {
      await process.kill();
    }
    recoveriesMs.push(...process.recoveriesMs);
  });
  await Promise.all(shares);
  summariseKills(report, rounds, recoveriesMs, acknowledgedInTotal);
}

async function killOneUnderLoad(
  report: SuiteReport,
  process: EmbeddedProcess,
  name: string,
): Promise<readonly Round[]> {
  const rounds: Round[] = [];
  await process.start();
  for (let index = 0; index < kills / processes; index += 1) {
    const round = new Round(index, Math.ceil(acknowledgedInTotal / kills));
    await round.writeUntilKilled(process);
    await process.recover();
    rounds.push(round);
    // Each time by another member, the observer included.
    await report.check(`${name}, kill ${index + 1}`, () => round.verify(process.port(index)));
  }
  await report.check(`${name}: everything once more, by other members, after the last kill`, async () => {
    for (const [index, round] of rounds.entries()) await round.verify(process.port(index + 1));
  });
  return rounds;
}

/** `vivarium up` with three voters and an observer, over the same directory each time. */
class EmbeddedProcess implements KillTarget {
  ports: readonly number[] = [];
  /** Of each restart: from the start of the process until every member has opened a session. */
  readonly recoveriesMs: number[] = [];
  readonly #dir: string;
  readonly #log: string;
  #child: ChildProcess | null = null;

  constructor(dir: string) {
    this.#dir = dir;
    this.#log = join(dir, 'up.log');
  }

  readonly logs = (): string => readFileSync(this.#log, 'utf8');

  /** One of the members' client ports, in turn. */
  port(index: number): number {
    return this.ports[index % this.ports.length]!;
  }

  async recover(): Promise<void> {
    const startedMs = performance.now();
    await this.start();
    this.recoveriesMs.push(performance.now() - startedMs);
  }

  async start(): Promise<void> {
    const deadlineMs = performance.now() + readyTimeoutMs;
    this.ports = await this.#launch();
    // There is no event to wait for: that a member serves shows only in its answer.
    for (const port of this.ports) {
      while (!(await opensSession(port))) {
        if (performance.now() > deadlineMs) throw new Error(`port ${port} is late\n${this.logs()}`);
        await delay(5);
      }
    }
  }

  readonly kill = async (): Promise<void> => {
    const child = this.#child;
    if (child === null) return;
    this.#child = null;
    // One that could not start has ended by itself: its exit comes no more.
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
  };

  /** Resolves with the client ports that it prints. */
  async #launch(): Promise<number[]> {
    const args = [
      'up',
      '--no-demo',
      '--members',
      '3',
      '--observers',
      '1',
      '--port',
      '0',
      '--data',
      join(this.#dir, 'data'),
    ];
    const log = openSync(this.#log, 'a');
    const child = spawnGroup(vivariumCommand.file, [...vivariumCommand.args, ...args], {
      stdio: ['ignore', 'pipe', log],
    });
    closeSync(log);
    this.#child = child;
    const addresses = await new Promise<string>((resolve, reject) => {
      let printed = '';
      child.stdout?.setEncoding('utf8').on('data', (text: string) => {
        printed += text;
        const found = /clients connect to ([\d.:,]+);/.exec(printed)?.[1];
        if (found !== undefined) resolve(found);
      });
      child.once('exit', (code) => reject(new Error(`it ended with ${code}\n${printed}\n${this.logs()}`)));
    });
    return addresses.split(',').map((address) => Number(address.split(':')[1]));
  }
}

async function opensSession(port: number): Promise<boolean> {
  try {
    const session = await RawSession.open(port);
    session.abandon();
    return true;
  } catch {
    return false;
  }
}
