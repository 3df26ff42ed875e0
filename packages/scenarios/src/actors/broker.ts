import { Group, Membership, type ZooKeeper, ZooKeeperError } from '@vivarium/client';
import { type Actor, isOutcomeUnknown, type Part, untilAborted } from './part.ts';

const TOPICS: Readonly<Record<string, readonly (readonly number[])[]>> = {
  clicks: [
    [2, 3],
    [3, 1],
  ],
  orders: [
    [1, 2],
    [2, 3],
    [3, 1],
  ],
};

interface PartitionState {
  readonly controller_epoch: number;
  readonly leader: number;
  readonly version: 1;
  readonly leader_epoch: number;
  readonly isr: readonly number[];
}

/**
 * One broker of a registry that is shaped as Kafka's, and is none: no messages anywhere. It registers under
 * `brokers/ids`, tries to be the controller, and as such elects leaders of partitions among the brokers that are there.
 */
export function broker(root: string, id: number): Actor {
  return async (part) => {
    const { client, signal } = part;
    await layOut(client, root);
    const endpoint = `PLAINTEXT://broker-${id}.example:9092`;
    const payload = { version: 5, host: `broker-${id}.example`, port: 9092, endpoints: [endpoint] };
    const seat = new Membership(client, `${root}/brokers/ids`, String(id), JSON.stringify(payload));
    const throne = new Membership(client, root, 'controller', JSON.stringify({ version: 2, brokerid: id }));
    const ids = new Group(client, `${root}/brokers/ids`);
    const lost = new Promise<never>((_resolve, reject) => {
      const settle = settling(part, root, ids, reject);
      ids.subscribe(settle);
      seat.subscribe((state) => {
        if (state.name === 'joined') part.tell('joined', { path: seat.path, zxid: state.czxid });
        else if (state.name === 'lost') reject(state.error);
      });
      throne.subscribe((state) => {
        if (state.name === 'joined') part.tell('leads', { path: throne.path, zxid: state.czxid });
        if (state.name === 'joined') settle.reign();
        else settle.abdicate();
      });
    });
    lost.catch(() => undefined);
    await untilAborted(signal, lost);
    part.tell('left', { path: seat.path });
    await ids.close();
    await throne.leave();
    await seat.leave();
  };
}

/** Brings the partitions up to date, one run at a time, while this broker is the controller. */
function settling(part: Part, root: string, ids: Group, fail: (error: unknown) => void) {
  let epoch: number | null = null;
  let isWanted = false;
  let isRunning = false;
  const run = async (): Promise<void> => {
    isWanted = true;
    if (isRunning) return;
    isRunning = true;
    try {
      while (isWanted && epoch !== null && !part.signal.aborted) {
        isWanted = false;
        const alive = ids.members.map(({ id }) => Number(id));
        await electLeaders(part, root, alive, epoch);
      }
    } catch (error) {
      if (!isOutcomeUnknown(error) && !part.signal.aborted) fail(error);
    } finally {
      isRunning = false;
    }
  };
  return Object.assign(() => void run(), {
    reign(): void {
      nextEpoch(part.client, root).then(
        (next) => {
          epoch = next;
          return run();
        },
        (error) => {
          if (!isOutcomeUnknown(error) && !part.signal.aborted) fail(error);
        },
      );
    },
    abdicate(): void {
      epoch = null;
    },
  });
}

async function layOut(client: ZooKeeper, root: string): Promise<void> {
  const parts = root.split('/').slice(1);
  const above = parts.map((_, at) => `/${parts.slice(0, at + 1).join('/')}`);
  for (const path of [...above, `${root}/brokers`, `${root}/brokers/ids`, `${root}/brokers/topics`]) {
    await createUnlessThere(client, path);
  }
  await createUnlessThere(client, `${root}/controller_epoch`, '0');
  for (const [topic, partitions] of Object.entries(TOPICS)) {
    const path = `${root}/brokers/topics/${topic}`;
    const assignment = Object.fromEntries(partitions.map((replicas, at) => [at, replicas]));
    await createUnlessThere(client, path, JSON.stringify({ version: 1, partitions: assignment }));
    await createUnlessThere(client, `${path}/partitions`);
    for (const at of partitions.keys()) await createUnlessThere(client, `${path}/partitions/${at}`);
  }
}

async function createUnlessThere(client: ZooKeeper, path: string, data: string | null = null): Promise<void> {
  if ((await client.exists(path)) !== null) return;
  try {
    await client.create(path, data);
  } catch (error) {
    if (!(error instanceof ZooKeeperError) || error.codeName !== 'NODEEXISTS') throw error;
  }
}

async function nextEpoch(client: ZooKeeper, root: string): Promise<number> {
  const path = `${root}/controller_epoch`;
  const { data, stat } = await client.getData(path);
  const epoch = Number(new TextDecoder().decode(data ?? new Uint8Array())) + 1;
  await client.setData(path, String(epoch), { version: stat.version });
  return epoch;
}

/** Each partition is led by the first of its replicas that is there; -1 when none is, and then its replicas stay in sync. */
async function electLeaders(
  part: Part,
  root: string,
  alive: readonly number[],
  epoch: number,
): Promise<void> {
  for (const [topic, partitions] of Object.entries(TOPICS)) {
    for (const [at, replicas] of partitions.entries()) {
      if (part.signal.aborted) return;
      const path = `${root}/brokers/topics/${topic}/partitions/${at}/state`;
      const before = await stateOf(part.client, path);
      const inSync = replicas.filter((id) => alive.includes(id));
      const isr = inSync.length === 0 ? (before?.isr ?? replicas) : inSync;
      const leader = inSync[0] ?? -1;
      if (before !== null && before.leader === leader && before.isr.join() === isr.join()) continue;
      const leader_epoch = before === null ? 0 : before.leader_epoch + (before.leader === leader ? 0 : 1);
      const state: PartitionState = { controller_epoch: epoch, leader, version: 1, leader_epoch, isr };
      const text = JSON.stringify(state);
      if (before === null) await part.client.create(path, text);
      else await part.client.setData(path, text);
      part.tell('published', { path, about: `leader ${leader}` });
    }
  }
}

async function stateOf(client: ZooKeeper, path: string): Promise<PartitionState | null> {
  try {
    const { data } = await client.getData(path);
    return JSON.parse(new TextDecoder().decode(data ?? new Uint8Array())) as PartitionState;
  } catch (error) {
    if (error instanceof ZooKeeperError && error.codeName === 'NONODE') return null;
    throw error;
  }
}
