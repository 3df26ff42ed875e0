import { ZooKeeper } from '@vivarium/client';

const PAUSE_MS = 5;

/**
 * A client of nobody's but the test: it writes without end, over whichever member takes it, and keeps when each write
 * was acknowledged. It shares nothing with the dashboard but the ports of the members.
 */
export class SteadyWriter {
  readonly acknowledgedAtMs: number[] = [];
  private readonly addresses: readonly string[];
  private isRunning = true;
  private readonly done: Promise<void>;
  private wake: () => void = () => {};

  constructor(connectString: string) {
    this.addresses = connectString.split(',');
    this.done = this.run();
  }

  /** The longest time between two acknowledged writes that follow each other, ms. */
  get longestGapMs(): number {
    const times = this.acknowledgedAtMs;
    return Math.max(0, ...times.slice(1).map((atMs, at) => atMs - (times[at] as number)));
  }

  /** Waits for so many more acknowledged writes. */
  async more(count: number): Promise<void> {
    const wanted = this.acknowledgedAtMs.length + count;
    while (this.acknowledgedAtMs.length < wanted) {
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
  }

  async stop(): Promise<void> {
    this.isRunning = false;
    await this.done;
  }

  private async run(): Promise<void> {
    for (let turn = 0; this.isRunning; turn += 1) {
      const address = this.addresses[turn % this.addresses.length] as string;
      const client = new ZooKeeper(address, { sessionTimeoutMs: 4_000, requestDeadlineMs: 1_000 });
      const lost = new AbortController();
      client.subscribe((state) => {
        if (state.name === 'disconnected' || (state.name === 'connecting' && state.cause !== null))
          lost.abort();
      });
      try {
        await client.connect({ signal: lost.signal, deadlineMs: 500 });
        await this.writeOver(client, lost.signal);
      } catch {
        // This member does not take writes now; the next one is tried.
      }
      void client.close({ deadlineMs: 200 });
      await pause();
    }
  }

  private async writeOver(client: ZooKeeper, signal: AbortSignal): Promise<void> {
    while (this.isRunning) {
      await client.create('/written-', '', { mode: 'ephemeralSequential', signal });
      this.acknowledgedAtMs.push(performance.now());
      this.wake();
      await pause();
    }
  }
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
}
