import { OpCode } from '@vivarium/jute';
import type { Connection } from '../member/connection.ts';
import { Fifo } from './fifo.ts';
import type { WaitingSync } from './request.ts';

/** Syncs of our clients that wait for the ensemble, oldest first: it confirms them in this order. */
export class ClientSyncs {
  private readonly queue = new Fifo<{ readonly connection: Connection; readonly waiting: WaitingSync }>();

  /** `body` must outlive the chunk. */
  add(connection: Connection, xid: number, body: Uint8Array, arrivedMs: number): WaitingSync {
    const { ids } = connection;
    const waiting: WaitingSync = {
      kind: 'sync',
      xid,
      op: OpCode.sync,
      arrivedMs,
      body,
      ids,
      confirmed: false,
    };
    this.queue.push({ connection, waiting });
    return waiting;
  }

  /** The oldest may be answered now: its connection, or null when none waits. */
  confirm(): Connection | null {
    const oldest = this.queue.shift();
    if (oldest === undefined) return null;
    oldest.waiting.confirmed = true;
    return oldest.connection;
  }

  clear(): void {
    this.queue.clear();
  }
}
