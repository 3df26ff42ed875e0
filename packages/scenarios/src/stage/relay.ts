import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** `host:port` pieces of a connect string without chroot. */
export type Servers = readonly { readonly host: string; readonly port: number }[];

/**
 * One loopback port in front of an ensemble, for one client. Cutting it is what a crashed process looks like from
 * the ensemble: no farewell, no more pings. Each new connection goes to the next server.
 */
export class Relay {
  private readonly server: Server;
  private readonly servers: Servers;
  private readonly sockets = new Set<Socket>();
  private next: number;

  private constructor(servers: Servers, first: number) {
    this.servers = servers;
    this.next = first;
    this.server = createServer((near) => this.join(near));
  }

  /** `first` says at which of the servers it begins. */
  static async open(servers: Servers, first: number): Promise<Relay> {
    const relay = new Relay(servers, first);
    await new Promise<void>((resolve, reject) => {
      relay.server.once('error', reject);
      relay.server.listen(0, '127.0.0.1', resolve);
    });
    relay.server.unref();
    return relay;
  }

  get connectString(): string {
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Ends every connection, and takes no more. */
  cut(): void {
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
  }

  private join(near: Socket): void {
    const { host, port } = this.servers[this.next % this.servers.length] as Servers[number];
    this.next += 1;
    const far = connect(port, host);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      this.sockets.add(one);
      one.setNoDelay(true);
      one.on('error', () => undefined);
      one.on('close', () => {
        this.sockets.delete(one);
        other.destroy();
      });
    }
    near.pipe(far);
    far.pipe(near);
  }
}

export function serversOf(connectString: string): Servers {
  return connectString.split(',').map((each) => {
    const colon = each.lastIndexOf(':');
    return { host: each.slice(0, colon).replace(/^\[|\]$/g, ''), port: Number(each.slice(colon + 1)) };
  });
}
