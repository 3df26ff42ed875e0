import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Asker } from './asker.ts';
import type { TestDashboard } from './dashboard.ts';

/** A dashboard in a process of its own, as it is built, beside the member of another: it can be killed. */
export class DashboardProcess {
  readonly asker: Asker;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, asker: Asker) {
    this.#child = child;
    this.asker = asker;
  }

  /** Resolves when it has a session with the member. `dataDir` may be that of one before it. */
  static async begin(member: TestDashboard, dataDir: string): Promise<DashboardProcess> {
    const options = JSON.stringify({ port: 0, dataDir, connect: member.member, safeMode: 'open' });
    const program = `import('@vivarium/server').then(({ startDashboard }) => startDashboard(${options}))`;
    const cwd = fileURLToPath(new URL('..', import.meta.url));
    const child = spawn(process.execPath, ['-e', program], { cwd, stdio: ['ignore', 'pipe', 'inherit'] });
    const url = await addressIn(child);
    const serving = { ...member.serving, newUrl: () => url };
    const asker = await Asker.enter({ ...member, serving, base: new URL(url).origin });
    return new DashboardProcess(child, asker);
  }

  /** SIGKILL; resolves when it has ended. */
  async kill(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await ended;
  }
}

async function addressIn({ stdout }: ChildProcess): Promise<string> {
  for await (const line of createInterface({ input: stdout as NodeJS.ReadableStream })) {
    const url = /http:\S+/.exec(line)?.[0];
    if (url !== undefined) return url;
  }
  throw new Error('no dashboard');
}
