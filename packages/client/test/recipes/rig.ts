import { mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lineLogger, type RunningServer, startServer, zooConfigFrom } from '@vivarium/host';
import { type ClientState, ZooKeeper, type ZooKeeperOptions } from '../../src/index.ts';

/** What a client is connected through, so that its connection can be taken away while it dials on. */
export interface Relay {
  readonly connectString: string;
  cut(): void;
  /** Lets through again, and hear. */
  heal(): void;
  /** What the member answers is lost from now on. */
  mute(): void;
  /** Lets the next write through and loses the connection instead of its reply; resolves when that has happened. */
  loseNextReply(): Promise<void>;
}

/** A member with its files, and clients whose sessions can be made to expire. */
export class Rig {
  readonly folder = mkdtempSync(join(tmpdir(), 'recipes-'));
  private readonly ends: (() => Promise<unknown>)[] = [];
  private running: RunningServer | null = null;
  private port = 0;

  static async start(): Promise<Rig> {
    const rig = new Rig();
    await rig.serve();
    rig.ends.push(async () => rig.running?.stop());
    return rig;
  }

  get connectString(): string {
    return `127.0.0.1:${this.port}`;
  }

  /** Stops the member and starts it again over its directory, at the same port. */
  async restart(): Promise<void> {
    await this.running?.stop();
    await this.serve();
  }

  async client(
    connectString: string = this.connectString,
    options: ZooKeeperOptions = {},
  ): Promise<ZooKeeper> {
    return this.open(new ZooKeeper(connectString, { sessionTimeoutMs: 20_000, ...options }));
  }

  /** Connects a client, and closes it at the end. */
  async open(client: ZooKeeper): Promise<ZooKeeper> {
    this.ends.push(() => client.close({ deadlineMs: 500 }));
    await client.connect();
    return client;
  }

  /** A client with the shortest session, behind a relay. */
  async mortal(): Promise<{ client: ZooKeeper; relay: Relay; expire: () => Promise<void> }> {
    const relay = await this.relay();
    const client = await this.client(relay.connectString, { sessionTimeoutMs: 1_000 });
    const expire = async () => {
      const watcher = await this.client();
      const { state } = client;
      const owner = 'sessionId' in state ? BigInt(state.sessionId) : 0n;
      const mark = `/session-${owner}`;
      const { gone } = await watchedGone(watcher, mark);
      await client.create(mark, null, { mode: 'ephemeral' });
      relay.cut();
      await gone;
      const told = until(client, 'expired');
      relay.heal();
      await told;
    };
    return { client, relay, expire };
  }

  async end(): Promise<void> {
    for (const end of this.ends.splice(0).reverse()) await end();
    rmSync(this.folder, { recursive: true });
  }

  private async serve(): Promise<void> {
    const config = zooConfigFrom({
      dataDir: join(this.folder, 'data'),
      clientPort: String(this.port),
      clientPortAddress: '127.0.0.1',
      tickTime: '500',
    });
    this.running = await startServer(config, { logger: lineLogger(() => undefined) });
    this.port = this.running.clientPort ?? 0;
  }

  /** What a client can be connected through. */
  async relay(): Promise<Relay> {
    const sockets = new Set<Socket>();
    let isCut = false;
    let isMute = false;
    let losing: (() => void) | null = null;
    const server = createServer((near) => {
      if (isCut) {
        near.destroy();
        return;
      }
      const far = connect(this.port, '127.0.0.1');
      for (const socket of [near, far]) {
        sockets.add(socket);
        socket.on('error', () => undefined);
        socket.on('close', () => {
          sockets.delete(socket);
          near.destroy();
          far.destroy();
        });
      }
      near.on('data', (bytes) => {
        if (losing !== null && holdsWrite(bytes)) isMute = true;
        far.write(bytes);
      });
      far.on('data', (bytes) => {
        if (!isMute) near.write(bytes);
        else if (losing !== null) {
          losing();
          losing = null;
          isMute = false;
          for (const socket of sockets) socket.destroy();
        }
      });
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    this.ends.push(async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    });
    return {
      connectString: `127.0.0.1:${(server.address() as AddressInfo).port}`,
      cut() {
        isCut = true;
        for (const socket of sockets) socket.destroy();
      },
      heal() {
        isCut = false;
        isMute = false;
      },
      mute() {
        isMute = true;
      },
      loseNextReply: () =>
        new Promise((resolve) => {
          losing = resolve;
        }),
    };
  }
}

const WRITES = new Set<number>([1, 2, 5, 14, 15, 19]);

/** Whether frames of a client hold a write; each begins with its length, its xid and its operation. */
function holdsWrite(bytes: Buffer): boolean {
  for (let at = 0; at + 12 <= bytes.length; at += 4 + bytes.readInt32BE(at)) {
    if (WRITES.has(bytes.readInt32BE(at + 8))) return true;
  }
  return false;
}

/** Resolves, once the node is watched, to the promise of its end. */
async function watchedGone(watcher: ZooKeeper, path: string): Promise<{ readonly gone: Promise<void> }> {
  const stream = await watcher.addWatch(path, 'persistent');
  const gone = (async () => {
    for await (const event of stream) if (event.type === 'deleted') return;
  })();
  return { gone };
}

/** Resolves when the client is in such a state. */
export function until(client: ZooKeeper, name: ClientState['name']): Promise<void> {
  return new Promise((resolve) => {
    if (client.state.name === name) return resolve();
    const end = client.subscribe((state) => {
      if (state.name !== name) return;
      end();
      resolve();
    });
  });
}

/** Resolves when `isSo`, looked at again whenever something under the path has changed. */
export async function untilTree(
  client: ZooKeeper,
  path: string,
  isSo: () => Promise<boolean> | boolean,
): Promise<void> {
  const stream = await client.addWatch(path, 'persistentRecursive');
  if (!(await isSo())) for await (const _ of stream) if (await isSo()) break;
  await stream.return();
}
