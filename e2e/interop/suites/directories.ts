import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  Conversation,
  fourLetterWord,
  freePort,
  freshDirectory,
  type RunningServer,
  startServer,
} from '../../harness/index.ts';
import { compileJava } from '../java-programs.ts';
import type { Suite, SuiteReport } from '../report.ts';
import { kindOf, type Side } from '../subject.ts';
import { compareTools } from './file-tools.ts';

type Ending = 'stop' | 'kill';

/** Data directories pass from one server to the other and back; nothing may differ on the other side. */
export const directoriesSuite: Suite = { name: 'directories', run: exchangeAll };

async function exchangeAll(report: SuiteReport): Promise<void> {
  const program = await compileJava('DirectoryExchange');
  for (const first of ['reference', 'subject'] as const) {
    const order = first === 'reference' ? 'apache, ours, apache' : 'ours, apache, ours';
    await Promise.all(
      (['stop', 'kill'] as const).map((ending) => {
        const name = `${order}, ended by ${ending}`;
        return report.check(name, () => new Exchange(program, report, name).run(first, ending));
      }),
    );
  }
}

class Exchange {
  readonly #program: readonly string[];
  readonly #report: SuiteReport;
  readonly #name: string;
  readonly #dir = freshDirectory('exchange');

  constructor(program: readonly string[], report: SuiteReport, name: string) {
    this.#program = program;
    this.#report = report;
    this.#name = name;
  }

  /** One directory, one port, one client that stays connected through it all. */
  async run(first: Side, ending: Ending): Promise<void> {
    const second: Side = first === 'reference' ? 'subject' : 'reference';
    const clientPort = String(await freePort());
    const client = new Conversation('java', [...this.#program, `127.0.0.1:${clientPort}`]);
    let running: RunningServer | undefined;
    try {
      let before: Picture | undefined;
      for (const [round, side] of [first, second, first, second].entries()) {
        running = await this.#start(side, clientPort);
        const found = await this.#picture(running, client);
        if (before !== undefined) {
          const step = `${this.#name}: what ${kindOf[side]} reads in round ${round + 1}`;
          this.#report.compare(`${step}: tree`, before.tree, found.tree);
          this.#report.compare(`${step}: counts`, before.counts, found.counts);
        }
        await tell(client, round === 0 ? 'hold' : 'check');
        await tell(client, `write /round-${round + 1}`);
        before = await this.#picture(running, client);
        await (ending === 'stop' ? running.stop() : running.kill());
      }
      this.#expectFiles();
      // Both kinds of server have written here, and the last one was stopped or killed.
      await compareTools(this.#report, this.#name, join(this.#dir, 'data'));
    } finally {
      await client.kill();
      await running?.kill();
    }
  }

  #start(side: Side, clientPort: string): Promise<RunningServer> {
    return startServer({
      kind: kindOf[side],
      dir: this.#dir,
      config: {
        clientPort,
        snapCount: '400',
        extendedTypesEnabled: 'true',
        enforceQuota: 'true',
        'DigestAuthenticationProvider.superDigest': 'super:D/InIHSb7yEEbrWz8b9l71RjZJU=',
      },
    });
  }

  async #picture(server: RunningServer, client: Conversation): Promise<Picture> {
    const file = join(this.#dir, 'dump.txt');
    await tell(client, `dump ${file}`);
    const monitored = await fourLetterWord(server.port, 'mntr');
    const counts = monitored.split('\n').filter((line) => /^zk_(znode|ephemerals)_count\t/.test(line));
    return { tree: readFileSync(file, 'utf8'), counts: counts.sort().join('\n') };
  }

  /** With snapCount=400 and some 1,300 records per round, each server must have rolled and snapshotted. */
  #expectFiles(): void {
    const files = readdirSync(join(this.#dir, 'data', 'version-2'));
    const logs = files.filter((file) => file.startsWith('log.')).length;
    const snapshots = files.filter((file) => file.startsWith('snapshot.')).length;
    this.#report.note(`${this.#name}: ${logs} logs, ${snapshots} snapshots`);
    if (logs < 4 || snapshots < 4) throw new Error(`only ${files.join(' ')}`);
  }
}

interface Picture {
  readonly tree: string;
  readonly counts: string;
}

async function tell(client: Conversation, command: string): Promise<void> {
  const printed = await client.say(command, /^(done|failed) .*$/m, 90_000);
  if (/^failed /m.test(printed)) throw new Error(`${command}\n${printed}`);
}
