import { parentPort, workerData } from 'node:worker_threads';
import type { ZooConfig } from '../config/zoo-config.ts';
import type { Logger } from '../server/logger.ts';
import type { RunningServer } from '../server/running-server.ts';
import { operatorMessage } from '../server/start-error.ts';
import { startServer } from '../server/start-server.ts';
import type { CallMessage, CallName, Calls, ThreadMessage } from './messages.ts';

/** The body of a member thread: a server, and its owner's calls on it. */
if (parentPort === null) throw new Error('this file runs as a worker thread only');
const port = parentPort;
const send = (message: ThreadMessage): void => port.postMessage(message);

const log = (level: 'info' | 'warn' | 'error') => (message: string) => send({ type: 'log', level, message });
const logger: Logger = { info: log('info'), warn: log('warn'), error: log('error') };

startServer(workerData as ZooConfig, { logger }).then(serve, (error: Error) => {
  const message = operatorMessage(error);
  const isOperators = message !== null;
  send({ type: 'refused', message: message ?? error.stack ?? String(error), isOperators });
});

function serve(server: RunningServer): void {
  let unsubscribe: (() => void) | null = null;
  const calls: { [Name in CallName]: (argument: Calls[Name]['argument']) => unknown } = {
    view: () => server.view(),
    connections: () => server.connections(),
    sessions: () => server.sessions(),
    fourLetterWord: (word) => server.fourLetterWord(word),
    wantEvents: (wanted) => {
      unsubscribe?.();
      unsubscribe = wanted ? server.subscribe((events) => send({ type: 'events', events })) : null;
      return null;
    },
    stop: async () => {
      await server.stop();
      return null;
    },
  };
  port.on('message', async ({ id, name, argument }: CallMessage) => {
    const value = await calls[name](argument as never);
    send({ type: 'answer', id, value: value as Calls[CallName]['answer'] });
    if (name === 'stop') port.close();
  });
  server.failed.then((cause) => send({ type: 'failed', message: cause.message }));
  const { clientPort, secureClientPort, metricsPort } = server;
  send({ type: 'started', ports: { clientPort, secureClientPort, metricsPort } });
}
