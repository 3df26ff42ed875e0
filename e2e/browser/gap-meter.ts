import { setTimeout as pause } from 'node:timers/promises';
import { ZooKeeper } from '@vivarium/client';

/** Writers per member: while one is refused another is on its way. */
const WRITERS = 2;
/** Between two writes of one writer, ms. */
const PACE_MS = 5;
/** Acknowledged writes that show how evenly they come when nothing is wrong. */
const EVEN = 500;
const CONNECT_DEADLINE_MS = 300;
const WRITE_DEADLINE_MS = 1_000;

export interface MeasuredGap {
  /** The longest stretch between two acknowledged writes, ms. */
  readonly gapMs: number;
  /** The second longest, ms: as long as that seems what is none to this process, on a machine as busy as it is. */
  readonly blurMs: number;
}

/**
 * Measures from outside how long no write is acknowledged: two writers per member, each with a session of
 * its own, all at once. It knows nothing of the page.
 */
export class GapMeter {
  readonly #acknowledgedAtMs: number[] = [];
  readonly #loops: Promise<void>[] = [];
  #running = true;
  #onAcknowledged: () => void = () => {};

  static async start(members: readonly string[], path: string): Promise<GapMeter> {
    const first = new ZooKeeper(members.join(','));
    await first.connect();
    await first.create(path);
    await first.close();
    const meter = new GapMeter();
    for (const member of members) {
      for (let writer = 0; writer < WRITERS; writer += 1) meter.#loops.push(meter.#write(member, path));
    }
    await new Promise<void>((resolve) => {
      meter.#onAcknowledged = () => {
        if (meter.#acknowledgedAtMs.length >= EVEN) resolve();
      };
    });
    return meter;
  }

  async stop(): Promise<MeasuredGap> {
    this.#running = false;
    await Promise.all(this.#loops);
    const times = this.#acknowledgedAtMs.sort((a, b) => a - b);
    const stretches = times.map((at, index) => at - (times[index - 1] ?? at)).sort((a, b) => b - a);
    return { gapMs: stretches[0] ?? 0, blurMs: stretches[1] ?? 0 };
  }

  #acknowledged(): void {
    this.#acknowledgedAtMs.push(performance.now());
    this.#onAcknowledged();
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
        this.#acknowledged();
        while (this.#running) {
          await client.setData(path, 'x', { signal: refused.signal });
          this.#acknowledged();
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
