import { OpCode, watchedRequest } from '@vivarium/jute';
import { SPECIAL_CELLS } from './cells.ts';
import { type Figures, TARGETS } from './figures.ts';
import type { Generators } from './generators.ts';
import { LoadConnection } from './load/load-connection.ts';
import { createFrame, frameOf, keyPath, setFrame } from './load/requests.ts';
import { residentKiB } from './process-memory.ts';
import { type Subject, type Subjects, startSubject } from './subject.ts';

const KIB = 1024;
const NODE_BYTES = 100;
const OPEN_AT_ONCE = 50;
const SETTLE_MS = 2_000;

export interface Sizes {
  readonly sessions: number;
  readonly children: number;
  readonly nodes: number;
  readonly repetitions: number;
  readonly members: number;
}

/** Resident memory of one member, KiB; of several, their mean. */
function memberKiB({ pids }: Subject): number {
  return pids.reduce<number>((sum, pid) => sum + residentKiB(pid), 0) / pids.length;
}

function settled(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
}

/** Sessions opened, what each keeps in memory, and one change told to all of them. */
export async function measureSessions(
  servers: Subjects,
  generators: Generators,
  sizes: Sizes,
  figures: Figures,
): Promise<void> {
  const share = Math.floor(sizes.sessions / generators.count);
  const count = share * generators.count;
  for (let repetition = 0; repetition < sizes.repetitions; repetition++) {
    for (const target of TARGETS) {
      const server = servers[target];
      const before = memberKiB(server);
      const jobs = Array.from({ length: generators.count }, () => ({
        kind: 'sessions' as const,
        ports: server.ports,
        sessions: share,
        atOnce: OPEN_AT_ONCE,
      }));
      const opened = await generators.run(jobs);
      figures.note(SPECIAL_CELLS.sessions(count, server.ports.length), target, opened.perSecond);
      // Only the first round shows what a session takes: later ones reuse what the process has already.
      if (repetition === 0) {
        await settled();
        figures.note(SPECIAL_CELLS.sessionMemory(count), target, (memberKiB(server) - before) / count);
      }
      const watched = SPECIAL_CELLS.watchers(count);
      figures.note(watched, target, await tellWatchers(server, generators));
      await generators.release();
    }
  }
}

async function tellWatchers(server: Subject, generators: Generators): Promise<number> {
  const path = keyPath(0);
  const writer = await LoadConnection.open(server.ports[0] as number, 1);
  let sentAtMs = 0;
  const result = await generators.runArmed({ kind: 'watch', path }, async () => {
    sentAtMs = performance.timeOrigin + performance.now();
    await writer.ask(setFrame(path, new Uint8Array(NODE_BYTES)));
  });
  writer.destroy();
  return result.endedAtMs - sentAtMs;
}

async function fill(server: Subject, generators: Generators, parent: string, count: number): Promise<number> {
  const writer = await LoadConnection.open(server.ports[0] as number, 1);
  await writer.ask(createFrame(parent, null));
  writer.destroy();
  const share = Math.floor(count / generators.count);
  const result = await generators.run(
    Array.from({ length: generators.count }, (_, at) => ({
      kind: 'fill' as const,
      ports: server.ports,
      parent,
      count: share,
      dataBytes: NODE_BYTES,
      connections: 10,
      inFlight: 100,
      label: `n${at}`,
    })),
  );
  return result.perSecond;
}

/** A list of many children, asked for again and again. */
export async function measureChildren(
  servers: Subjects,
  generators: Generators,
  sizes: Sizes,
  figures: Figures,
): Promise<void> {
  const path = '/children';
  for (const target of TARGETS) await fill(servers[target], generators, path, sizes.children);
  const frame = frameOf(OpCode.getChildren, (w) => watchedRequest.write(w, { path, watch: false }));
  const cell = SPECIAL_CELLS.children(sizes.children);
  for (let repetition = 0; repetition < sizes.repetitions * 3; repetition++) {
    for (const target of TARGETS) {
      const connection = await LoadConnection.open(servers[target].ports[0] as number, 1);
      const started = performance.now();
      await connection.ask(frame);
      figures.note(cell, target, performance.now() - started);
      connection.destroy();
    }
  }
}

/** Fills fresh servers, weighs them before any restart, and starts them again on what they hold. */
export async function measureNodes(generators: Generators, sizes: Sizes, figures: Figures): Promise<void> {
  const servers = {
    apache: await startSubject('apache', sizes.members),
    vivarium: await startSubject('vivarium', sizes.members),
  };
  for (const target of TARGETS) {
    const server = servers[target];
    figures.note(
      SPECIAL_CELLS.fill(sizes.nodes),
      target,
      await fill(server, generators, '/nodes', sizes.nodes),
    );
    await settled();
    figures.note(SPECIAL_CELLS.nodesMemory(sizes.nodes), target, memberKiB(server) / KIB);
  }
  for (let repetition = 0; repetition < Math.min(sizes.repetitions, 3); repetition++) {
    for (const target of TARGETS) {
      servers[target] = await servers[target].restart();
      const cell = SPECIAL_CELLS.nodesStart(sizes.nodes, sizes.members);
      figures.note(cell, target, servers[target].startedInMs);
    }
  }
  for (const target of TARGETS) await servers[target].stop();
}

/** Start to serving of an empty server, and what it weighs when nothing happens. */
export async function measureStart(sizes: Sizes, figures: Figures): Promise<void> {
  for (let repetition = 0; repetition < sizes.repetitions; repetition++) {
    for (const target of TARGETS) {
      const server = await startSubject(target, sizes.members);
      figures.note(SPECIAL_CELLS.start(), target, server.startedInMs);
      await settled();
      figures.note(SPECIAL_CELLS.idle(), target, memberKiB(server) / KIB);
      await server.stop();
    }
  }
}
