import { connect, createServer, type Server, type Socket } from 'node:net';
import { OpCode } from '@vivarium/jute';

const NOT_IMPLEMENTED = -6;

/**
 * Stands between clients and a server: cuts connections, goes over to another server, and can play a server
 * before 3.6, which answers addWatch with "unimplemented" and hangs up.
 */
export class CuttingProxy {
  target: number;
  old = false;
  private readonly server: Server;
  private readonly pairs = new Set<readonly [Socket, Socket]>();

  private constructor(target: number) {
    this.target = target;
    this.server = createServer((client) => this.join(client));
  }

  static async before(target: number): Promise<CuttingProxy> {
    const proxy = new CuttingProxy(target);
    await new Promise<void>((resolve) => proxy.server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get port(): number {
    return (this.server.address() as { port: number }).port;
  }

  cut(): void {
    for (const pair of this.pairs) for (const socket of pair) socket.destroy();
  }

  async stop(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private join(client: Socket): void {
    const server = connect({ host: '127.0.0.1', port: this.target });
    const pair = [client, server] as const;
    this.pairs.add(pair);
    for (const socket of pair) {
      socket.on('error', () => socket.destroy());
      socket.on('close', () => {
        for (const each of pair) each.destroy();
        this.pairs.delete(pair);
      });
    }
    server.on('data', (chunk: Buffer) => client.write(chunk));
    client.on('data', (chunk: Buffer) => {
      // The first request on a connection comes in a chunk of its own: the client waits for its greeting.
      if (this.old && chunk.length > 12 && chunk.readInt32BE(8) === OpCode.addWatch) {
        const reply = Buffer.alloc(20);
        reply.writeInt32BE(16, 0);
        reply.writeInt32BE(chunk.readInt32BE(4), 4);
        reply.writeInt32BE(NOT_IMPLEMENTED, 16);
        client.end(reply);
      } else {
        server.write(chunk);
      }
    });
  }
}
