import { ZooKeeper, ZooKeeperError } from '@vivarium/client';
import { ErrorCode } from '@vivarium/jute';
import type { EventBody, TimelineEvent } from '@vivarium/timeline';
import { type Clock, systemClock } from './clock.ts';
import { parentOf } from './tree-observer.ts';

/** The znode that the canary writes: ephemeral, so that nothing is left of it. */
export const CANARY_PATH = '/vivarium/canary';
/** Between two writes: normally, and while an election runs. */
const IDLE_MS = 1_000;
const BUSY_MS = 20;
/** After a write that failed: at first as in an election, of which nobody may have told yet; later less often. */
const EAGER_FOR_MS = 10_000;
const RETRY_MS = 100;
const SESSION_TIMEOUT_MS = 4_000;
const CONNECT_DEADLINE_MS = 500;
const WRITE_DEADLINE_MS = 1_000;
/** An attempt younger than this is not given up when a leader appears. */
const FRESH_MS = 20;

export interface CanaryOptions {
  /** `host:port` of the members to try, the most likely first; asked before each attempt. */
  readonly candidates: () => readonly string[];
  readonly onEvent: (event: TimelineEvent) => void;
  readonly clock?: Clock;
}

/**
 * A session of ours that writes one small znode over and over, to know since when and how long no write could be
 * acknowledged: one write a second, one every 20 ms while an election runs. It takes no part in the back-off of
 * ordinary clients: after a loss it tries member after member with a new session, and at once when a leader appears.
 */
export class Canary {
  private readonly options: CanaryOptions;
  private readonly clock: Clock;
  private client: ZooKeeper | null = null;
  private running = false;
  private loop: Promise<void> = Promise.resolve();
  private isBusy = false;
  /** Since when no write succeeds; null while the last one did. */
  private failingSinceMs: number | null = null;
  private attempts = 0;
  private attempt: { readonly sinceMs: number; readonly abort: AbortController } | null = null;
  private wake: () => void = () => {};
  private seq = 0;

  constructor(options: CanaryOptions) {
    this.options = options;
    this.clock = options.clock ?? systemClock;
  }

  get enabled(): boolean {
    return this.running;
  }

  start(): void {
    if (this.running) return;
    this.running = true;
    this.emit({ type: 'canaryChanged', enabled: true, path: CANARY_PATH });
    this.loop = this.run();
  }

  /** Takes the node along. */
  async stop(): Promise<void> {
    if (!this.running) return;
    this.running = false;
    this.attempt?.abort.abort();
    this.wake();
    await this.loop;
    const { client } = this;
    this.client = null;
    // It may still be of a session that was left behind; without a connection it goes when that one expires.
    if (client?.state.name === 'connected') await client.delete(CANARY_PATH).catch(() => undefined);
    await client?.close({ deadlineMs: 1_000 });
    this.emit({ type: 'canaryChanged', enabled: false, path: CANARY_PATH });
  }

  /** Whether an election runs: then it writes often. */
  hurry(isBusy: boolean): void {
    if (this.isBusy === isBusy) return;
    this.isBusy = isBusy;
    if (isBusy) this.wake();
  }

  /** A leader serves: what hangs is given up, what waits begins. */
  nudge(): void {
    this.attempts = 0;
    const { attempt } = this;
    if (attempt !== null && this.clock.nowMs() - attempt.sinceMs > FRESH_MS) attempt.abort.abort();
    this.wake();
  }

  private async run(): Promise<void> {
    while (this.running) {
      const isWritten = await this.tryToWrite();
      if (!this.running) return;
      await this.sleep(this.pauseMs(isWritten));
    }
  }

  private pauseMs(isWritten: boolean): number {
    const nowMs = this.clock.nowMs();
    this.failingSinceMs = isWritten ? null : (this.failingSinceMs ?? nowMs);
    if (this.isBusy) return BUSY_MS;
    if (this.failingSinceMs === null) return IDLE_MS;
    return nowMs - this.failingSinceMs < EAGER_FOR_MS ? BUSY_MS : RETRY_MS;
  }

  private async tryToWrite(): Promise<boolean> {
    const abort = new AbortController();
    const { signal } = abort;
    this.attempt = { sinceMs: this.clock.nowMs(), abort };
    try {
      // One that lost its member would dial on with growing pauses.
      if (this.client !== null && this.client.state.name !== 'connected') this.dismiss();
      this.client ??= await this.open(signal);
      const sentAtMs = this.clock.nowMs();
      await write(this.client, signal);
      this.emit({ type: 'writeAcknowledged', sentAtMs });
      return true;
    } catch (error) {
      const isOfServer = error instanceof ZooKeeperError;
      if (!isOfServer && !signal.aborted) throw error;
      this.dismiss();
      return false;
    } finally {
      this.attempt = null;
    }
  }

  private async open(signal: AbortSignal): Promise<ZooKeeper> {
    const candidates = this.options.candidates();
    const address = candidates[this.attempts % Math.max(1, candidates.length)];
    this.attempts += 1;
    if (address === undefined) throw new ZooKeeperError(ErrorCode.connectionLoss);
    const client = new ZooKeeper(address, {
      sessionTimeoutMs: SESSION_TIMEOUT_MS,
      requestDeadlineMs: WRITE_DEADLINE_MS,
    });
    // From here on it is what `dismiss` closes, whatever becomes of it.
    this.client = client;
    const closed = client.subscribe((state) => {
      const isRefused = state.name === 'connecting' && state.cause !== null;
      if (isRefused || state.name === 'disconnected') this.attempt?.abort.abort();
    });
    try {
      await client.connect({ signal, deadlineMs: CONNECT_DEADLINE_MS });
      return client;
    } finally {
      closed();
    }
  }

  /** The session is left behind; it goes by itself if nobody can be told. */
  private dismiss(): void {
    const { client } = this;
    this.client = null;
    void client?.close({ deadlineMs: 1_000 });
  }

  private sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  private emit(body: EventBody): void {
    const { clock } = this;
    this.seq += 1;
    this.options.onEvent({ seq: this.seq, atMs: clock.nowMs(), wallMs: clock.wallMs(), member: 0, ...body });
  }
}

const DATA = 'written by the Vivarium dashboard to measure how long writes take';

/** One acknowledged write, whatever stands there by now. */
async function write(client: ZooKeeper, signal: AbortSignal): Promise<void> {
  try {
    await client.setData(CANARY_PATH, DATA, { signal });
  } catch (error) {
    if (!isCode(error, ErrorCode.noNode)) throw error;
    await tolerating(ErrorCode.nodeExists, client.create(parentOf(CANARY_PATH), '', { signal }));
    // Who made it meanwhile was a session of ours.
    await tolerating(ErrorCode.nodeExists, client.create(CANARY_PATH, DATA, { mode: 'ephemeral', signal }));
  }
}

async function tolerating(code: number, made: Promise<unknown>): Promise<void> {
  try {
    await made;
  } catch (error) {
    if (!isCode(error, code)) throw error;
  }
}

function isCode(error: unknown, code: number): boolean {
  return error instanceof ZooKeeperError && error.code === code;
}
