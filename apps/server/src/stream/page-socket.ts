import {
  type Change,
  type FollowedRecipe,
  HEARTBEAT_MS,
  PAGE_MESSAGE_RIGHTS,
  type PageMessage,
  pageMessage,
  QUEUE_BYTES_MAX,
  type Right,
  type ServerMessage,
} from '@vivarium/contract';
import type { WebSocket } from 'ws';
import { faultOf } from '../faults.ts';
import { fits } from '../fits.ts';
import { batchText } from './batch-text.ts';
import type { Hub, Subscriber } from './hub.ts';

/** A socket that takes nothing for this long is closed; the page comes back by itself. */
const STUCK_MS = 30_000;
const HELLO_MS = 5_000;
const MESSAGES_PER_SECOND_MAX = 50;

export interface PageSocketOptions {
  readonly socket: WebSocket;
  readonly hub: Hub;
  /** Uses the ticket up; false refuses the socket. */
  readonly admit: (ticket: string) => boolean;
  /** Whether the session still stands: asked at each message. */
  readonly isWelcome: () => boolean;
  /** Whether the session has the right that a message needs: asked at each message. */
  readonly may: (right: Right) => boolean;
  /** It begins to show the plant. */
  readonly onPlant: () => void;
  /** It begins to follow recipes. */
  readonly onRecipes: () => void;
}

/**
 * One page's line. Changes wait in the hub's ring, not here: a slow page owns nothing but its position. What
 * has left for its socket is bounded by `QUEUE_BYTES_MAX`; above it the page gets one reset when it has drained.
 */
export class PageSocket implements Subscriber {
  readonly #options: PageSocketOptions;
  #open: ReadonlySet<string> = new Set();
  #focus: string | null = null;
  #seesPlant = false;
  #recipes: readonly FollowedRecipe[] = [];
  #seq = 0;
  #isAdmitted = false;
  /** Since when nothing could be sent; null while it drains. */
  #stuckAtMs: number | null = null;
  #second = { startMs: 0, messages: 0 };
  #spokeAtMs = 0;
  readonly #beat: ReturnType<typeof setInterval>;
  readonly #hello: ReturnType<typeof setTimeout>;

  constructor(options: PageSocketOptions) {
    this.#options = options;
    const { socket } = options;
    socket.on('message', (data, isBinary) => this.#receive(isBinary ? '' : String(data)));
    socket.on('close', () => this.#end());
    socket.on('error', () => socket.terminate());
    this.#hello = setTimeout(() => socket.close(1008, 'no hello'), HELLO_MS);
    this.#beat = setInterval(() => this.#tick(), HEARTBEAT_MS / 5);
  }

  sees(path: string): boolean {
    if (path === this.#focus || this.#open.has(path)) return true;
    const slash = path.lastIndexOf('/');
    const parent = slash <= 0 ? '/' : path.slice(0, slash);
    return parent === this.#focus || this.#open.has(parent);
  }

  seesPlant(): boolean {
    return this.#seesPlant;
  }

  recipes(): readonly FollowedRecipe[] {
    return this.#recipes;
  }

  flush(): void {
    if (!this.#isAdmitted) return;
    const { hub, socket } = this.#options;
    if (this.#stuckAtMs !== null) {
      if (socket.bufferedAmount > 0) return;
      this.#stuckAtMs = null;
      this.#reset();
      return;
    }
    const changes = hub.since(this.#seq);
    if (changes === null) {
      this.#reset();
      return;
    }
    this.#seq = hub.seq;
    const mine = changes.filter((change) => this.#concerns(change));
    if (mine.length > 0) this.#sendText(batchText(this.#seq, hub.nowMs, mine));
  }

  #concerns(change: Change): boolean {
    if (change.kind === 'plant') return this.#seesPlant;
    if (change.kind === 'recipe') {
      const { path, as } = change.recipe;
      return this.#recipes.some((followed) => followed.path === path && followed.as === as);
    }
    return change.kind !== 'znode' || this.sees(change.path);
  }

  #receive(text: string): void {
    const { socket, isWelcome, may } = this.#options;
    if (!isWelcome()) {
      this.#refuse('NO_SESSION');
      return;
    }
    if (this.#isTooFast()) {
      this.#refuse('TOO_MANY');
      return;
    }
    const message = parse(text);
    if (message === null) {
      this.#refuse('BAD_REQUEST');
      return;
    }
    if (!may(PAGE_MESSAGE_RIGHTS[message.type])) {
      this.#refuse('NO_RIGHT');
      return;
    }
    if (message.type === 'hello') {
      this.#greet(message);
      return;
    }
    if (!this.#isAdmitted) {
      socket.close(1008, 'hello first');
      return;
    }
    this.#open = new Set(message.open);
    this.#focus = message.focus;
    this.#options.hub.looked();
    const saw = this.#seesPlant;
    this.#seesPlant = message.plant === true;
    if (this.#seesPlant && !saw) this.#options.onPlant();
    this.#recipes = message.recipes ?? [];
    if (this.#recipes.length > 0) this.#options.onRecipes();
  }

  #greet(message: PageMessage & { type: 'hello' }): void {
    const { hub, admit } = this.#options;
    if (this.#isAdmitted || !admit(message.ticket)) {
      this.#refuse('NO_SESSION');
      return;
    }
    clearTimeout(this.#hello);
    this.#isAdmitted = true;
    hub.add(this);
    const { since } = message;
    const missed = since?.stream === hub.stream ? hub.since(since.seq) : null;
    if (missed === null) {
      this.#reset();
      return;
    }
    // What it looked at before the break is not known here, so no change of a znode can be left out safely.
    this.#seq = hub.seq;
    this.#sendText(batchText(this.#seq, hub.nowMs, missed));
  }

  #reset(): void {
    const message = this.#options.hub.reset();
    this.#seq = message.seq;
    this.#send(message);
  }

  #send(message: ServerMessage): void {
    this.#sendText(JSON.stringify(message));
  }

  #sendText(text: string): void {
    const { socket, hub } = this.#options;
    if (socket.readyState !== socket.OPEN) return;
    if (socket.bufferedAmount + Buffer.byteLength(text) > QUEUE_BYTES_MAX && socket.bufferedAmount > 0) {
      this.#stuckAtMs = hub.nowMs;
      return;
    }
    this.#spokeAtMs = hub.nowMs;
    socket.send(text);
  }

  #tick(): void {
    const { socket, hub, isWelcome } = this.#options;
    if (this.#isAdmitted && !isWelcome()) {
      this.#refuse('NO_SESSION');
      return;
    }
    if (this.#stuckAtMs !== null && hub.nowMs - this.#stuckAtMs > STUCK_MS) {
      socket.close(1013, 'not reading');
      return;
    }
    this.flush();
    const isDue = hub.nowMs - this.#spokeAtMs >= HEARTBEAT_MS * 0.8;
    if (this.#isAdmitted && isDue) this.#send({ type: 'alive', seq: this.#seq, nowMs: hub.nowMs });
  }

  #isTooFast(): boolean {
    const nowMs = this.#options.hub.nowMs;
    if (nowMs - this.#second.startMs >= 1_000) this.#second = { startMs: nowMs, messages: 0 };
    this.#second.messages += 1;
    return this.#second.messages > MESSAGES_PER_SECOND_MAX;
  }

  #refuse(code: 'NO_SESSION' | 'NO_RIGHT' | 'TOO_MANY' | 'BAD_REQUEST'): void {
    const { socket } = this.#options;
    this.#send({ type: 'refused', fault: faultOf(code) });
    socket.close(1008, code);
  }

  #end(): void {
    clearTimeout(this.#hello);
    clearInterval(this.#beat);
    this.#options.hub.remove(this);
  }
}

function parse(text: string): PageMessage | null {
  try {
    const message: unknown = JSON.parse(text);
    return fits(pageMessage, message) ? message : null;
  } catch {
    return null;
  }
}
