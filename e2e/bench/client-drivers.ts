import { createRequire } from 'node:module';
import { join } from 'node:path';
import { ZooKeeper } from '@vivarium/client';

export const CLIENTS = ['vivarium', 'zookeeper', 'node-zookeeper-client'] as const;
export type ClientName = (typeof CLIENTS)[number];
/** Those that come from the registry. */
export type OtherName = Exclude<ClientName, 'vivarium'>;

/** What the measurement needs of a client, each asked in the way that costs it least: ours by promises, the others by callbacks. */
export interface ClientDriver {
  connect(port: number): Promise<void>;
  get(path: string): void;
  set(path: string, data: Buffer): void;
  close(): void;
}

/** Hears of each end of a get or set; null when it went well. */
export type Answered = (error: unknown) => void;

const SESSION_TIMEOUT_MS = 40_000;
const MAX_OUTSTANDING = 1_000_000;

export function driverOf(name: ClientName, folder: string, answered: Answered): ClientDriver {
  if (name === 'vivarium') return ours(answered);
  const load = createRequire(join(folder, 'package.json'));
  return name === 'zookeeper' ? native(load(name), answered) : classic(load(name), answered);
}

function ours(answered: Answered): ClientDriver {
  let client: ZooKeeper;
  const well = () => answered(null);
  return {
    connect(port) {
      const options = { sessionTimeoutMs: SESSION_TIMEOUT_MS, maxOutstanding: MAX_OUTSTANDING };
      client = new ZooKeeper(`127.0.0.1:${port}`, options);
      return client.connect();
    },
    get: (path) => void client.getData(path).then(well, answered),
    set: (path, data) => void client.setData(path, data).then(well, answered),
    close: () => void client.close(),
  };
}

/** The part of the package `zookeeper` that is used here; its code 0 is success. */
interface Native {
  connect(options: object, callback: (error: unknown) => void): void;
  a_get(path: string, watch: boolean, callback: (code: number, error: string) => void): void;
  a_set(path: string, data: Buffer, version: number, callback: (code: number, error: string) => void): void;
  close(): void;
}

function native(Client: new () => Native, answered: Answered): ClientDriver {
  const client = new Client();
  const done = (code: number, error: string) => answered(code === 0 ? null : new Error(error));
  return {
    connect: (port) =>
      new Promise((resolve, reject) => {
        const options = { connect: `127.0.0.1:${port}`, timeout: SESSION_TIMEOUT_MS, debug_level: 1 };
        client.connect(options, (error) =>
          error === null || error === undefined ? resolve() : reject(error),
        );
      }),
    get: (path) => client.a_get(path, false, done),
    set: (path, data) => client.a_set(path, data, -1, done),
    close: () => client.close(),
  };
}

/** The part of the package `node-zookeeper-client` that is used here. */
interface Classic {
  once(event: 'connected', listener: () => void): void;
  connect(): void;
  getData(path: string, callback: (error: unknown) => void): void;
  setData(path: string, data: Buffer, callback: (error: unknown) => void): void;
  close(): void;
}

function classic(
  load: { createClient(connectString: string, options: object): Classic },
  answered: Answered,
): ClientDriver {
  let client: Classic;
  const done = (error: unknown) => answered(error ?? null);
  return {
    connect(port) {
      client = load.createClient(`127.0.0.1:${port}`, { sessionTimeout: SESSION_TIMEOUT_MS });
      return new Promise((resolve) => {
        client.once('connected', resolve);
        client.connect();
      });
    },
    get: (path) => client.getData(path, done),
    set: (path, data) => client.setData(path, data, done),
    close: () => client.close(),
  };
}
