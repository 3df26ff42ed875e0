import { ZooKeeper } from '@vivarium/client';

const PAUSE_MS = 5;

/**
 * Clients of nobody's but the test, one for each member: they write without end, and keep when each write was
 * acknowledged. They share nothing with the dashboard but the ports of the members.
 */
export class SteadyWriter {
  readonly acknowledgedAtMs: number[] = [];
  private isRunning = true;
  private readonly done: Promise<unknown>;
  private wake: () => void = () => {};

  constructor(connectString: string) {
    this.done = Promise.all(connectString.split(',').map((address) => this.run(address)));
  }

  /**
   * The longest time between two acknowledged writes that follow each other, ms, and the second longest: so much a machine
   * with other work may blur what is measured.
   */
  get longestGaps(): { readonly gapMs: number; readonly blurMs: number } {
    const times = this.acknowledgedAtMs;
    const gaps = times.slice(1).map((atMs, at) => atMs - (times[at] as number));
    const [gapMs = 0, blurMs = 0] = gaps.sort((a, b) => b - a);
    return { gapMs, blurMs };
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

  private async run(address: string): Promise<void> {
    while (this.isRunning) {
      const client = new ZooKeeper(address, { sessionTimeoutMs: 4_000, requestDeadlineMs: 1_000 });
      const lost = new AbortController();
      client.subscribe((state) => {
        if (state.name === 'disconnected' || (state.name === 'connecting' && state.cause !== null))
          lost.abort();
      });
      try {
        await client.connect({ signal: lost.signal, deadlineMs: 500 });
        // A session is a transaction too: its answer acknowledges one.
        this.acknowledgedAtMs.push(performance.now());
        await this.writeOver(client, lost.signal);
      } catch {
        // This member does not take writes now; it is asked again.
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
