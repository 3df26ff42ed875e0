import { type Ensemble, freshDirectory, startEnsemble, startServer } from '../harness/index.ts';
import type { Target } from './figures.ts';

/** What is measured: one server, or an ensemble of three, each a process of its own. */
export interface Subject {
  /** Client ports; connections are spread over them. */
  readonly ports: readonly number[];
  readonly pids: readonly (number | undefined)[];
  readonly startedInMs: number;
  /** Present when it is an ensemble. */
  readonly ensemble: Ensemble | null;
  /** Stops all of it and starts it on the same data. */
  restart(): Promise<Subject>;
  stop(): Promise<void>;
}

export type Subjects = Readonly<Record<Target, Subject>>;

/** The limit of connections from one address is lifted; all else but ports and directories is default. */
const CONFIG = { maxClientCnxns: '0' };
const TICK_TIME_MS = 2_000;
const READY_TIMEOUT_MS = 300_000;

export function startSubject(kind: Target, members: number): Promise<Subject> {
  return members === 1 ? startSingle(kind) : startThree(kind, members);
}

async function startSingle(kind: Target): Promise<Subject> {
  const server = await startServer({
    kind,
    config: CONFIG,
    dir: freshDirectory(`bench-${kind}`),
    readyTimeoutMs: READY_TIMEOUT_MS,
  });
  const subject = (): Subject => ({
    ports: [server.port],
    pids: [server.pid],
    startedInMs: server.startedInMs,
    ensemble: null,
    restart: async () => {
      await server.restart();
      return subject();
    },
    stop: async () => {
      await server.stop();
    },
  });
  return subject();
}

async function startThree(kind: Target, members: number): Promise<Subject> {
  const startedMs = performance.now();
  const ensemble = await startEnsemble({
    members: Array.from({ length: members }, () => kind),
    tickTimeMs: TICK_TIME_MS,
    config: { ...CONFIG, initLimit: '10', syncLimit: '5' },
    label: 'bench',
  });
  const servers = ensemble.members.map((member) => member.server);
  const subject = (startedInMs: number): Subject => ({
    ports: servers.map((server) => server.port),
    pids: servers.map((server) => server.pid),
    startedInMs,
    ensemble,
    restart: async () => {
      await Promise.all(servers.map((server) => server.stop()));
      const againMs = performance.now();
      for (const server of servers) server.launch();
      await ensemble.untilServing(READY_TIMEOUT_MS);
      return subject(performance.now() - againMs);
    },
    stop: async () => {
      await Promise.all(servers.map((server) => server.stop()));
    },
  });
  return subject(performance.now() - startedMs);
}
