import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lineLogger, type RunningServer, startServer, zooConfigFrom } from '@vivarium/host';
import { EnsembleStage, WriteBudget } from '../src/index.ts';

/** A member of our own with short sessions, and a stage on it. */
export class OnMember {
  private readonly folder = mkdtempSync(join(tmpdir(), 'scenarios-'));
  private running: RunningServer | null = null;
  private port = 0;

  static async start(): Promise<OnMember> {
    const on = new OnMember();
    await on.serve();
    return on;
  }

  get connectString(): string {
    return `127.0.0.1:${this.port}`;
  }

  /** Chance is the same in every run. */
  stage(budget: WriteBudget = unbounded()): EnsembleStage {
    let seed = 1;
    const random = () => {
      seed = (seed * 48_271) % 0x7fff_ffff;
      return seed / 0x7fff_ffff;
    };
    const { connectString } = this;
    return new EnsembleStage({ connectString, budget, sessionTimeoutMs: 2_000, random, wallMs: Date.now });
  }

  async restart(): Promise<void> {
    await this.running?.stop();
    await this.serve();
  }

  async end(): Promise<void> {
    await this.running?.stop();
    rmSync(this.folder, { recursive: true });
  }

  private async serve(): Promise<void> {
    const config = zooConfigFrom({
      dataDir: join(this.folder, 'data'),
      clientPort: String(this.port),
      clientPortAddress: '127.0.0.1',
      tickTime: '500',
    });
    this.running = await startServer(config, { logger: lineLogger(() => undefined) });
    this.port = this.running.clientPort ?? 0;
  }
}

export function unbounded(): WriteBudget {
  return new WriteBudget(
    1_000_000,
    () => performance.now(),
    (ms, call) => setTimeout(call, ms),
  );
}
