/** A value as its product wrote it, or the text as it is where this page does not know that version of it. */
export type Read<T> =
  | { readonly is: 'known'; readonly version: number; readonly value: T }
  | { readonly is: 'raw'; readonly text: string };

export interface Broker {
  readonly endpoints: readonly string[];
  readonly rack: string | null;
}

export interface Assignment {
  /** Replicas by partition, in the order of preference. */
  readonly replicas: ReadonlyMap<number, readonly number[]>;
}

export interface PartitionState {
  /** -1: none. */
  readonly leader: number;
  readonly isr: readonly number[];
  readonly leaderEpoch: number;
  readonly controllerEpoch: number;
}

type Json = Readonly<Record<string, unknown>>;

/** `/brokers/ids/<id>`: versions 1 to 5. */
export function readBroker(text: string): Read<Broker> {
  return read(text, 5, ({ endpoints, host, port, rack }) => {
    const listed = Array.isArray(endpoints) ? endpoints.filter((each) => typeof each === 'string') : [];
    const plain = typeof host === 'string' && typeof port === 'number' && port > 0 ? [`${host}:${port}`] : [];
    if (listed.length === 0 && plain.length === 0) return null;
    return { endpoints: listed.length > 0 ? listed : plain, rack: typeof rack === 'string' ? rack : null };
  });
}

/** `/controller`: versions 1 and 2; the id of the broker. */
export function readController(text: string): Read<number> {
  return read(text, 2, ({ brokerid }) => (isId(brokerid) ? brokerid : null));
}

/** `/brokers/topics/<topic>`: versions 1 to 3. */
export function readAssignment(text: string): Read<Assignment> {
  return read(text, 3, ({ partitions }) => {
    if (!isJson(partitions)) return null;
    const replicas = new Map<number, readonly number[]>();
    for (const [partition, ids] of Object.entries(partitions)) {
      if (!/^\d+$/.test(partition) || !areIds(ids)) return null;
      replicas.set(Number(partition), ids);
    }
    return { replicas: new Map([...replicas].sort(([a], [b]) => a - b)) };
  });
}

/** `/brokers/topics/<topic>/partitions/<n>/state`: version 1. */
export function readState(text: string): Read<PartitionState> {
  return read(text, 1, ({ leader, isr, leader_epoch, controller_epoch }) => {
    if (!isId(leader) || !areIds(isr) || !isId(leader_epoch) || !isId(controller_epoch)) return null;
    return { leader, isr, leaderEpoch: leader_epoch, controllerEpoch: controller_epoch };
  });
}

function read<T>(text: string, versionMax: number, pick: (json: Json) => T | null): Read<T> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { is: 'raw', text };
  }
  if (!isJson(json)) return { is: 'raw', text };
  const { version } = json;
  if (typeof version !== 'number' || version < 1 || version > versionMax) return { is: 'raw', text };
  const value = pick(json);
  return value === null ? { is: 'raw', text } : { is: 'known', version, value };
}

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isId(value: unknown): value is number {
  return Number.isInteger(value);
}

function areIds(value: unknown): value is number[] {
  return Array.isArray(value) && value.every(isId);
}
