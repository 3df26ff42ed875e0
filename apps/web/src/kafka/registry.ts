import type { NodeView } from '@vivarium/contract';
import { joinPath } from '../tree/path.ts';
import { api } from '../wire/api.ts';
import { bytesOfBase64 } from '../wire/bytes.ts';
import { ApiFault } from '../wire/call.ts';
import {
  type Assignment,
  type Broker,
  type PartitionState,
  type Read,
  readAssignment,
  readBroker,
  readController,
  readState,
} from './registry-json.ts';

/** Topics that are read at a time; the others are counted. */
export const TOPICS_MAX = 100;
/** Reads that are under way at a time. */
const AT_ONCE = 8;

export interface BrokerNode {
  readonly id: string;
  readonly path: string;
  readonly broker: Read<Broker>;
  readonly sinceMs: number;
}

export interface PartitionNode {
  readonly partition: number;
  readonly path: string;
  readonly replicas: readonly number[];
  /** Null when its state is not written yet. */
  readonly state: Read<PartitionState> | null;
}

export interface TopicNode {
  readonly name: string;
  readonly path: string;
  readonly assignment: Read<Assignment>;
  readonly partitions: readonly PartitionNode[];
}

export interface PendingNode {
  readonly what: string;
  readonly path: string;
  /** What it tells, or the names below it. */
  readonly text: string;
}

export interface Registry {
  readonly root: string;
  readonly brokers: readonly BrokerNode[];
  readonly controller: {
    readonly path: string;
    readonly broker: Read<number>;
    readonly sinceMs: number;
  } | null;
  /** Null when it is not written, or no number. */
  readonly controllerEpoch: number | null;
  readonly topics: readonly TopicNode[];
  readonly topicsTotal: number;
  readonly pending: readonly PendingNode[];
  readonly readAtMs: number;
}

/** A registry below `root`; null when there is no `brokers`. @throws ApiFault */
export async function readRegistry(root: string): Promise<Registry | null> {
  const brokersPath = joinPath(root, 'brokers');
  const seat = await nodeAt(brokersPath);
  if (seat === null) return null;
  const controllerPath = joinPath(root, 'controller');
  const [ids, topics, controller, epoch, pending] = await Promise.all([
    namesAt(joinPath(brokersPath, 'ids')),
    namesAt(joinPath(brokersPath, 'topics')),
    nodeAt(controllerPath),
    nodeAt(joinPath(root, 'controller_epoch')),
    readPending(joinPath(root, 'admin')),
  ]);
  const byNumber = ids.names.toSorted((a, b) => Number(a) - Number(b));
  const brokers = await each(byNumber, (id) => readBrokerAt(joinPath(brokersPath, 'ids'), id));
  const shown = topics.names.slice(0, TOPICS_MAX);
  const epochText = epoch === null ? null : textOf(epoch);
  return {
    root,
    brokers: brokers.filter((broker) => broker !== null),
    controller:
      controller === null
        ? null
        : {
            path: controllerPath,
            broker: readController(textOf(controller)),
            sinceMs: controller.stat.ctimeMs,
          },
    controllerEpoch: epochText !== null && /^\d+$/.test(epochText) ? Number(epochText) : null,
    topics: (await each(shown, (name) => readTopic(joinPath(brokersPath, 'topics'), name))).filter(
      (topic) => topic !== null,
    ),
    topicsTotal: topics.total,
    pending,
    readAtMs: seat.readAtMs,
  };
}

async function readBrokerAt(above: string, id: string): Promise<BrokerNode | null> {
  const path = joinPath(above, id);
  const node = await nodeAt(path);
  if (node === null) return null;
  return { id, path, broker: readBroker(textOf(node)), sinceMs: node.stat.ctimeMs };
}

async function readTopic(above: string, name: string): Promise<TopicNode | null> {
  const path = joinPath(above, name);
  const node = await nodeAt(path);
  if (node === null) return null;
  const assignment = readAssignment(textOf(node));
  const replicas = assignment.is === 'known' ? [...assignment.value.replicas] : [];
  const partitions = await Promise.all(
    replicas.map(async ([partition, assigned]): Promise<PartitionNode> => {
      const statePath = `${path}/partitions/${partition}/state`;
      const state = await nodeAt(statePath);
      return {
        partition,
        path: statePath,
        replicas: assigned,
        state: state === null ? null : readState(textOf(state)),
      };
    }),
  );
  return { name, path, assignment, partitions };
}

/** What waits for the controller: topics to delete, partitions to move, preferred leaders to elect. */
async function readPending(admin: string): Promise<PendingNode[]> {
  const { names } = await namesAt(admin);
  const found = await each(names, async (what): Promise<PendingNode | null> => {
    const path = joinPath(admin, what);
    const [node, below] = await Promise.all([nodeAt(path), namesAt(path)]);
    const text = node === null ? '' : textOf(node);
    if (below.names.length > 0) return { what, path, text: below.names.join(', ') };
    return text === '' ? null : { what, path, text };
  });
  return found.filter((each) => each !== null);
}

/** Null when there is no such node. */
async function nodeAt(path: string): Promise<NodeView | null> {
  try {
    return await api.node(path);
  } catch (error) {
    if (error instanceof ApiFault && error.fault.code === 'NONODE') return null;
    throw error;
  }
}

async function namesAt(path: string): Promise<{ names: string[]; total: number }> {
  try {
    const page = await api.children(path);
    return { names: page.rows.map(({ name }) => name), total: page.total };
  } catch (error) {
    if (error instanceof ApiFault && error.fault.code === 'NONODE') return { names: [], total: 0 };
    throw error;
  }
}

/** Kafka writes UTF-8; what is none is shown as far as it can be read, and its znode is a click away. */
function textOf(node: NodeView): string {
  return new TextDecoder().decode(bytesOfBase64(node.data));
}

/** In the order of `items`, a few at a time. */
async function each<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (let from = 0; from < items.length; from += AT_ONCE)
    results.push(...(await Promise.all(items.slice(from, from + AT_ONCE).map(work))));
  return results;
}

/** Assigned to it, but not in step: none where its state is not known. */
export function lagging({ replicas, state }: PartitionNode): number[] {
  if (state?.is !== 'known') return [];
  const { isr } = state.value;
  return replicas.filter((id) => !isr.includes(id));
}
