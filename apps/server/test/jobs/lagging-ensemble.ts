import { mkdir, writeFile } from 'node:fs/promises';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { lineLogger, type RunningServer, startServer, zooConfigFrom } from '@vivarium/host';

/** Stands before a leader's quorum port; while it holds, the learner is asked for nothing and told nothing. */
class Strait {
  readonly #target: number;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #toLearners: Socket[] = [];
  #onAsked: () => void = () => {};

  private constructor(target: number) {
    this.#target = target;
    this.#server = createServer((learner) => this.#join(learner));
  }

  static async before(target: number): Promise<Strait> {
    const strait = new Strait(target);
    await new Promise<void>((resolve) => strait.#server.listen(0, '127.0.0.1', resolve));
    return strait;
  }

  get port(): number {
    return (this.#server.address() as { port: number }).port;
  }

  /** The leader's words wait from now on; resolves when the learner has asked it for something. */
  hold(): Promise<void> {
    for (const leader of this.#toLearners) leader.pause();
    return new Promise((resolve) => {
      this.#onAsked = resolve;
    });
  }

  open(): void {
    this.#onAsked = () => {};
    for (const leader of this.#toLearners) leader.resume();
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #join(learner: Socket): void {
    const leader = connect({ host: '127.0.0.1', port: this.#target, noDelay: true });
    for (const [socket, other] of [
      [learner, leader],
      [leader, learner],
    ] as const) {
      this.#sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => other.destroy());
    }
    this.#toLearners.push(leader);
    leader.on('data', (chunk) => learner.write(chunk));
    learner.on('data', (chunk) => {
      this.#onAsked();
      leader.write(chunk);
    });
  }
}

/** Three members of which the first can be kept from hearing what the others have committed. */
export class LaggingEnsemble {
  readonly #members: readonly RunningServer[];
  readonly strait: Strait;

  private constructor(members: readonly RunningServer[], strait: Strait) {
    this.#members = members;
    this.strait = strait;
  }

  static async start(folder: string): Promise<LaggingEnsemble> {
    const quorum = await freePorts(3);
    const election = await freePorts(3);
    // Without history the highest sid leads.
    const strait = await Strait.before(quorum[2] as number);
    const begin = async (sid: number): Promise<RunningServer> => {
      const dataDir = join(folder, `member-${sid}`);
      await mkdir(dataDir, { recursive: true });
      await writeFile(join(dataDir, 'myid'), `${sid}\n`);
      const servers = [1, 2, 3].map((id) => {
        const port = sid === 1 && id === 3 ? strait.port : quorum[id - 1];
        return [`server.${id}`, `127.0.0.1:${port}:${election[id - 1]}`];
      });
      const config = zooConfigFrom({
        dataDir,
        clientPort: '0',
        clientPortAddress: '127.0.0.1',
        // A learner that hears nothing for long goes; here it stays.
        tickTime: '2000',
        initLimit: '60',
        syncLimit: '60',
        ...Object.fromEntries(servers),
      });
      return startServer(config, { logger: lineLogger(() => undefined) });
    };
    return new LaggingEnsemble(await Promise.all([1, 2, 3].map(begin)), strait);
  }

  port(sid: number): number {
    return this.#members[sid - 1]?.clientPort as number;
  }

  async close(): Promise<void> {
    await Promise.all(this.#members.map((member) => member.stop()));
    await this.strait.close();
  }
}

/** All are held until the last is found, so that they differ. */
async function freePorts(count: number): Promise<number[]> {
  const holders = Array.from({ length: count }, () => createServer());
  const ports: number[] = [];
  for (const holder of holders) {
    await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve));
    ports.push((holder.address() as { port: number }).port);
  }
  await Promise.all(holders.map((holder) => new Promise((resolve) => holder.close(resolve))));
  return ports;
}
