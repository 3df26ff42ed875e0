import type { LinkId, LinkOrder, Outbox } from '@vivarium/engine';
import type { Network } from '../links/network.ts';
import type { Endpoint, Side, Wire } from '../links/wire.ts';
import type { Unstamped } from './member-host.ts';

const ELECTION_PORT = 3888;

interface Link {
  readonly wire: Wire;
  readonly side: Side;
}

/** The connections of one running member to the others. */
export class MemberLinks {
  private readonly node: string;
  private readonly network: Network;
  private readonly step: (input: Unstamped) => void;
  private readonly links = new Map<LinkId, Link>();
  private nextAccepted = 1;
  private isOver = false;

  constructor(node: string, network: Network, step: (input: Unstamped) => void) {
    this.node = node;
    this.network = network;
    this.step = step;
    this.listen('election');
  }

  /** The process is gone. */
  stop(): void {
    this.isOver = true;
    this.links.clear();
  }

  get count(): number {
    return this.links.size;
  }

  /** Does what the member ordered of its links, and sends what it wrote; `seen` is given all bytes. */
  carryOut(outbox: Outbox, seen: (bytes: Uint8Array) => void): void {
    for (const order of outbox.linkOrders.splice(0)) this.order(order, outbox, seen);
    for (const link of [...outbox.linkBytes.keys()]) this.send(link, outbox, seen);
  }

  private order(order: LinkOrder, outbox: Outbox, seen: (bytes: Uint8Array) => void): void {
    switch (order.type) {
      case 'dial': {
        const port = order.port === ELECTION_PORT ? 'election' : 'quorum';
        const endpoint = this.endpoint(order.link);
        const wire = this.network.dial(this.node, order.host, port, order.timeoutMs * 1000, endpoint);
        this.links.set(order.link, { wire, side: 0 });
        break;
      }
      case 'listen':
        if (order.on) this.listen('quorum');
        else this.network.unlisten(this.node, 'quorum');
        break;
      case 'close': {
        this.send(order.link, outbox, seen);
        const link = this.links.get(order.link);
        this.links.delete(order.link);
        link?.wire.close(link.side);
        break;
      }
    }
  }

  private send(id: LinkId, outbox: Outbox, seen: (bytes: Uint8Array) => void): void {
    const writer = outbox.linkBytes.get(id);
    if (writer === undefined) return;
    outbox.linkBytes.delete(id);
    const bytes = writer.copy();
    outbox.recycle(writer);
    seen(bytes);
    const link = this.links.get(id);
    link?.wire.send(link.side, bytes);
  }

  private listen(port: 'election' | 'quorum'): void {
    this.network.listen(this.node, port, (wire, from) => {
      const link = this.nextAccepted++;
      this.links.set(link, { wire, side: 1 });
      this.step({ type: 'linkAccepted', link, port, remote: `${from}:40000` });
      return this.endpoint(link);
    });
  }

  private endpoint(link: LinkId): Endpoint {
    const hear = (input: Unstamped): void => {
      if (!this.isOver && this.links.has(link)) this.step(input);
    };
    return {
      opened: () => hear({ type: 'linkOpened', link }),
      received: (bytes) => hear({ type: 'linkBytes', link, bytes }),
      drained: () => hear({ type: 'linkDrained', link }),
      closed: (cause, refused) => {
        if (this.isOver || !this.links.delete(link)) return;
        this.step({ type: 'linkClosed', link, cause, refused });
      },
    };
  }
}
