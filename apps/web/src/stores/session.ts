import type { PageMessage, ServerMessage, Since } from '@vivarium/contract';
import { HEARTBEAT_MS, OPEN_PATHS_MAX } from '@vivarium/contract';
import { api } from '../wire/api.ts';
import { faultOf } from '../wire/call.ts';
import { changes } from './changes.ts';
import { foldMessage, live } from './live.ts';

const BACKOFF_MS = [1_000, 2_000, 4_000, 8_000, 16_000];

/** What is on the screen: the message without its type. */
type Look = Omit<Extract<PageMessage, { type: 'look' }>, 'type'>;

/**
 * The one socket of the page: it buys a ticket, says where it stopped reading, and reconnects with growing
 * pauses. `since` survives a reconnect, so a short gap is filled by the changes missed and nothing is reread.
 */
export class Session {
  #socket: WebSocket | null = null;
  #since: Since | null = null;
  #stream = '';
  #failures = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #watchdog: ReturnType<typeof setTimeout> | undefined;
  #look: Look = { open: ['/'], focus: null };
  #closed = false;
  /** Another tab of this browser has come in: the session that it bought is this tab's too. */
  #entered: BroadcastChannel | null = null;

  start(): void {
    this.#closed = false;
    this.#entered = new BroadcastChannel('vivarium-entered');
    this.#entered.onmessage = () => {
      if (live.get().link.state === 'refused') this.retryNow();
    };
    addEventListener('online', this.retryNow);
    document.addEventListener('visibilitychange', this.#woken);
    void this.#connect();
  }

  stop(): void {
    this.#closed = true;
    this.#entered?.close();
    removeEventListener('online', this.retryNow);
    document.removeEventListener('visibilitychange', this.#woken);
    clearTimeout(this.#retry);
    clearTimeout(this.#watchdog);
    this.#socket?.close();
  }

  /** Tells the server what is on the screen; changes elsewhere are then not sent. */
  look(part: Partial<Look>): void {
    const all = { ...this.#look, ...part };
    this.#look = { ...all, open: all.open.slice(0, OPEN_PATHS_MAX) };
    this.#send({ type: 'look', ...this.#look });
  }

  retryNow = (): void => {
    if (this.#socket !== null || this.#closed) return;
    clearTimeout(this.#retry);
    void this.#connect();
  };

  #woken = (): void => {
    if (document.visibilityState === 'visible') this.retryNow();
  };

  async #connect(): Promise<void> {
    let ticket: string;
    try {
      ticket = (await api.ticket()).ticket;
    } catch (error) {
      const fault = faultOf(error);
      if (fault.code === 'UNREACHABLE' || fault.code === 'INTERNAL') return this.#lost();
      live.set({ ...live.get(), link: { state: 'refused', fault } });
      return;
    }
    if (this.#closed) return;
    this.#entered?.postMessage(null);
    const socket = new WebSocket(
      `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/api/stream`,
    );
    this.#socket = socket;
    socket.onopen = () => {
      this.#send({ type: 'hello', ticket, ...(this.#since ? { since: this.#since } : {}) });
      this.#send({ type: 'look', ...this.#look });
      this.#watch();
    };
    socket.onmessage = (message) => this.#receive(JSON.parse(String(message.data)) as ServerMessage);
    socket.onclose = () => {
      if (this.#socket !== socket) return;
      this.#socket = null;
      clearTimeout(this.#watchdog);
      if (live.get().link.state !== 'refused') this.#lost();
    };
  }

  #receive(message: ServerMessage): void {
    this.#failures = 0;
    this.#watch();
    live.set(foldMessage(live.get(), message, Date.now()));
    if (message.type === 'refused') return;
    if (message.type === 'reset') this.#stream = message.stream;
    this.#since = { stream: this.#stream, seq: message.seq };
    if (message.type === 'reset') changes.missed();
    if (message.type !== 'batch') return;
    for (const change of message.changes) {
      if (change.kind === 'reread') changes.missed();
      else changes.tell(change);
    }
  }

  #lost(): void {
    if (this.#closed) return;
    const pauseMs = BACKOFF_MS[Math.min(this.#failures, BACKOFF_MS.length - 1)] ?? 16_000;
    this.#failures += 1;
    // Jitter keeps many pages from returning in the same instant after a restart.
    const waitMs = pauseMs * (0.8 + Math.random() * 0.4);
    live.set({ ...live.get(), link: { state: 'lost', retryAtMs: Date.now() + waitMs } });
    this.#retry = setTimeout(() => void this.#connect(), waitMs);
  }

  #watch(): void {
    clearTimeout(this.#watchdog);
    this.#watchdog = setTimeout(() => {
      live.set({ ...live.get(), link: { state: 'stale' } });
      // A socket that is silent for this long is dead more often than slow: start over.
      this.#watchdog = setTimeout(() => this.#socket?.close(), HEARTBEAT_MS);
    }, 2 * HEARTBEAT_MS);
  }

  #send(message: PageMessage): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }
}
