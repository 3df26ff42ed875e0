import { connect, createServer, type Server, type Socket } from 'node:net';

/**
 * A TCP proxy in front of one server that can hold its clients back: they are connected and hear nothing until it
 * opens. While it is open it passes on whatever the server does, a refused connection too.
 */
export class Gate {
  readonly #target: number;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #held: Socket[] | null = null;

  private constructor(target: number) {
    this.#target = target;
    this.#server = createServer((socket) => this.#arrived(socket));
  }

  static async before(target: number): Promise<Gate> {
    const gate = new Gate(target);
    await new Promise<void>((resolve) => gate.#server.listen(0, '127.0.0.1', resolve));
    return gate;
  }

  get address(): string {
    return `127.0.0.1:${(this.#server.address() as { port: number }).port}`;
  }

  /** Cuts every connection; the next ones wait. */
  hold(): void {
    this.#held ??= [];
    for (const socket of this.#sockets) socket.destroy();
  }

  /** Lets those that wait through, and all that come. */
  open(): void {
    const held = this.#held ?? [];
    this.#held = null;
    for (const socket of held) this.#join(socket);
  }

  async close(): Promise<void> {
    this.hold();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #arrived(socket: Socket): void {
    this.#keep(socket);
    if (this.#held !== null) this.#held.push(socket);
    else this.#join(socket);
  }

  #join(client: Socket): void {
    if (client.destroyed) return;
    const server = connect({ host: '127.0.0.1', port: this.#target, noDelay: true });
    this.#keep(server);
    client.pipe(server);
    server.pipe(client);
    client.on('close', () => server.destroy());
    server.on('close', () => client.destroy());
  }

  #keep(socket: Socket): void {
    socket.setNoDelay(true);
    this.#sockets.add(socket);
    // Whatever is wrong with it, `close` follows and takes the other side along.
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.#sockets.delete(socket));
  }
}
