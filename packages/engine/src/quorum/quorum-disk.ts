import type { Zxid } from '@vivarium/jute';
import type { Ticket } from '../member/input.ts';
import type { DiskOrder } from '../member/outbox.ts';
import type { Epochs } from './zab/role-ports.ts';

/** Most bytes of a log that are read for one learner before a snapshot is the cheaper way. */
const LOG_READ_BYTES_MAX = 16 * 1024 * 1024;

/** The orders that a peer gives to the disk, and the epochs that the disk holds. */
export class QuorumDisk {
  /** As on disk: what is on its way there counts only once it has arrived. */
  epochs: Epochs;
  private readonly storing = new Map<Ticket, Partial<Epochs>>();
  private readonly orders: () => DiskOrder[];
  private nextTicket = 1;

  /** `orders`: those of the step that is running. */
  constructor(epochs: Epochs, orders: () => DiskOrder[]) {
    this.epochs = epochs;
    this.orders = orders;
  }

  ticket(): Ticket {
    return this.nextTicket++;
  }

  storeEpoch(name: 'accepted' | 'current', epoch: number): Ticket {
    const ticket = this.ticket();
    this.storing.set(ticket, { [name]: epoch });
    this.orders().push({ type: 'storeEpoch', ticket, name, epoch });
    return ticket;
  }

  epochStored(ticket: Ticket): void {
    this.epochs = { ...this.epochs, ...this.storing.get(ticket) };
    this.storing.delete(ticket);
  }

  readLog(zxid: Zxid): Ticket {
    const ticket = this.ticket();
    this.orders().push({ type: 'readLog', ticket, zxid, bytesMax: LOG_READ_BYTES_MAX });
    return ticket;
  }

  truncate(zxid: Zxid): Ticket {
    const ticket = this.ticket();
    this.orders().push({ type: 'truncate', ticket, zxid });
    return ticket;
  }
}
