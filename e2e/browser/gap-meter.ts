import { setTimeout as pause } from 'node:timers/promises';
import { ZooKeeper } from '@vivarium/client';

/** Writers per member: while one is refused another is on its way. */
const WRITERS = 2;
/** Between two writes of one writer, ms: the meter's resolution. */
const PACE_MS = 5;
const CONNECT_DEADLINE_MS = 300;
const WRITE_DEADLINE_MS = 1_000;

/**
 * Measures from outside how long no write is acknowledged: two writers per member, each with a session of
 * its own, all at once. It knows nothing of the page.
 */
export class GapMeter {
  readonly #acknowledgedAtMs: number[] = [];
  readonly #loops: Promise<void>[] = [];
  #running = true;

  static async start(members: readonly string[], path: string): Promise<GapMeter> {
    const first = new ZooKeeper(members.join(','));
    await first.connect();
    await first.create(path);
    await first.close();
    const meter = new GapMeter();
    for (const member of members) {
      for (let writer = 0; writer < WRITERS; writer += 1) meter.#loops.push(meter.#write(member, path));
    }
    return meter;
  }

  /** The longest stretch between two acknowledged writes, ms. */
  async stop(): Promise<number> {
    this.#running = false;
    await Promise.all(this.#loops);
    const times = this.#acknowledgedAtMs.sort((a, b) => a - b);
    return times.reduce((most, at, index) => Math.max(most, at - (times[index - 1] ?? at)), 0);
  }

  async #write(member: string, path: string): Promise<void> {
    while (this.#running) {
      const client = new ZooKeeper(member, { requestDeadlineMs: WRITE_DEADLINE_MS, sessionTimeoutMs: 4_000 });
      // Refused: the client itself would come back with growing pauses.
      const refused = new AbortController();
      client.subscribe((state) => {
        const isRefused = state.name === 'connecting' && state.cause !== null;
        if (isRefused || state.name === 'disconnected') refused.abort();
      });
      try {
        await client.connect({ deadlineMs: CONNECT_DEADLINE_MS, signal: refused.signal });
        // A session is a transaction too: its answer acknowledges one.
        this.#acknowledgedAtMs.push(performance.now());
        while (this.#running) {
          await client.setData(path, 'x', { signal: refused.signal });
          this.#acknowledgedAtMs.push(performance.now());
          await pause(PACE_MS);
        }
      } catch {
        // Its member is gone, or has no leader: another session is tried at once.
      }
      void client.close({ deadlineMs: 500 });
      await pause(PACE_MS);
    }
  }
}
