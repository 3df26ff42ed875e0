import { Worker } from 'node:worker_threads';
import type { ZooConfig } from '../config/zoo-config.ts';
import { StartError } from '../server/start-error.ts';
import type { ServerOptions } from '../server/start-server.ts';
import { MemberThread, onThisClock } from './member-thread.ts';
import type { ThreadMessage, ThreadStart } from './messages.ts';

/** The compiled file, also when this one runs from source: a thread is given plain JavaScript. */
const WORKER_FILE = new URL('../../dist/thread/member-worker.js', import.meta.url);

/**
 * Starts a server in a thread of its own and resolves when it serves.
 *
 * @throws StartError with the sentence for the operator when it cannot start; Error when the program is at fault
 */
export function startMemberThread(config: ZooConfig, options: ServerOptions): Promise<MemberThread> {
  const { logger, events } = options;
  const gate = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
  const workerData: ThreadStart = { config, gate, watched: events !== undefined };
  const worker = new Worker(WORKER_FILE, { workerData, execArgv: [] });
  return new Promise((resolve, reject) => {
    const onMessage = (message: ThreadMessage) => {
      if (message.type === 'log') logger[message.level](message.message);
      else if (message.type === 'events') events?.(onThisClock(message.events));
      else if (message.type === 'started') resolve(new MemberThread(worker, message.ports, gate, options));
      else if (message.type === 'refused') {
        const error = message.isOperators ? new StartError(message.message) : new Error(message.message);
        reject(error);
        worker.terminate();
      } else return;
      if (message.type !== 'log' && message.type !== 'events') worker.off('message', onMessage);
    };
    worker.on('message', onMessage);
    worker.once('error', reject);
    worker.once('exit', () => reject(new Error('the thread ended before its server served')));
  });
}
