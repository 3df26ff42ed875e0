import { LoadConnection } from '../load/load-connection.ts';
import type { RequestSource } from '../load/requests.ts';

const PACE_MS = 10;
const MS_PER_SECOND = 1_000;
/** Requests in flight at most, in seconds of the pace: above it the ensemble is slower, and the pace says so. */
const AHEAD_SECONDS = 2;

/** Writes at a pace from this process, until it is stopped. */
export class PacedWriter {
  readonly #connection: LoadConnection;
  readonly #timer: NodeJS.Timeout;
  readonly #startedAtMs = performance.now();
  #sent = 0;

  private constructor(connection: LoadConnection, perSecond: number, source: RequestSource) {
    this.#connection = connection;
    const most = perSecond * AHEAD_SECONDS;
    this.#timer = setInterval(() => {
      const due = Math.floor(((performance.now() - this.#startedAtMs) * perSecond) / MS_PER_SECOND);
      const count = Math.min(due - this.#sent, most - connection.inFlight);
      if (count <= 0) return;
      this.#sent += count;
      connection.send(count, source);
    }, PACE_MS);
  }

  static async start(port: number, perSecond: number, source: RequestSource): Promise<PacedWriter> {
    const connection = await LoadConnection.open(port, perSecond * AHEAD_SECONDS);
    return new PacedWriter(connection, perSecond, source);
  }

  get acknowledged(): number {
    return this.#connection.replies;
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#connection.idle();
    this.#connection.destroy();
  }
}
