import { parentPort, workerData } from 'node:worker_threads';
import type { EventListener } from '../server/event-feed.ts';
import type { Logger } from '../server/logger.ts';
import type { RunningServer } from '../server/running-server.ts';
import { operatorMessage } from '../server/start-error.ts';
import { startServer } from '../server/start-server.ts';
import { EventBatch } from './event-batch.ts';
import { toMachineMs } from './machine-clock.ts';
import type { CallMessage, CallName, Calls, ThreadMessage, ThreadStart } from './messages.ts';
import { TrafficMeter } from './traffic-meter.ts';

/** How long events wait for more, ms, and how often messages are counted. */
const EVENTS_MS = 10;
const TRAFFIC_MS = 50;

/** The body of a member thread: a server, and its owner's calls on it. */
if (parentPort === null) throw new Error('this file runs as a worker thread only');
const port = parentPort;
const { config, gate, watched } = workerData as ThreadStart;
const gateWord = new Int32Array(gate);
const send = (message: ThreadMessage): void => port.postMessage(message);

const log = (level: 'info' | 'warn' | 'error') => (message: string) => send({ type: 'log', level, message });
const logger: Logger = { info: log('info'), warn: log('warn'), error: log('error') };

startServer(config, { logger, ...(watched ? { events: eventSender() } : {}) }).then(serve, (error: Error) => {
  const message = operatorMessage(error);
  const isOperators = message !== null;
  send({ type: 'refused', message: message ?? error.stack ?? String(error), isOperators });
});

/** Sends the events it is given, those of a few milliseconds together. */
function eventSender(): EventListener {
  const batch = new EventBatch();
  const flush = (): void => {
    const events = batch.take().map((event) => ({ ...event, atMs: toMachineMs(event.atMs) }));
    send({ type: 'events', events });
  };
  return (events) => {
    if (batch.isEmpty) setTimeout(flush, EVENTS_MS);
    batch.add(events);
  };
}

/** @returns what ends it */
function sendTraffic(server: RunningServer): () => void {
  const meter = new TrafficMeter();
  const timer = setInterval(() => {
    const learners = meter.since(server.traffic());
    if (learners.length > 0) send({ type: 'traffic', learners });
  }, TRAFFIC_MS);
  return () => clearInterval(timer);
}

/** Stands still: nothing is read, answered or timed, while the sockets stay open. */
function standStill(forMs: number | null): void {
  Atomics.wait(gateWord, 0, 1, forMs ?? Number.POSITIVE_INFINITY);
  Atomics.store(gateWord, 0, 0);
  send({ type: 'resumed' });
}

function serve(server: RunningServer): void {
  let endEvents: (() => void) | null = null;
  let endTraffic: (() => void) | null = null;
  const calls: { [Name in CallName]: (argument: Calls[Name]['argument']) => unknown } = {
    view: () => server.view(),
    connections: () => server.connections(),
    sessions: () => server.sessions(),
    watches: () => server.watches(),
    fourLetterWord: (word) => server.fourLetterWord(word),
    wantEvents: (wanted) => {
      endEvents?.();
      endEvents = wanted && !watched ? server.subscribe(eventSender()) : null;
      return null;
    },
    wantTraffic: (wanted) => {
      endTraffic?.();
      endTraffic = wanted ? sendTraffic(server) : null;
      return null;
    },
    cutFrom: (sids) => {
      server.cutFrom(sids);
      return null;
    },
    pause: () => null,
    stop: async () => {
      await server.stop();
      endTraffic?.();
      return null;
    },
  };
  port.on('message', async ({ id, name, argument }: CallMessage) => {
    const value = await calls[name](argument as never);
    send({ type: 'answer', id, value: value as Calls[CallName]['answer'] });
    if (name === 'pause') standStill(argument as Calls['pause']['argument']);
    if (name === 'stop') port.close();
  });
  server.failed.then((cause) => send({ type: 'failed', message: cause.message }));
  const { clientPort, secureClientPort, metricsPort } = server;
  send({ type: 'started', ports: { clientPort, secureClientPort, metricsPort } });
}
