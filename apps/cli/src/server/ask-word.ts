import { connect as connectPlain, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { readClientTls } from '@vivarium/host';
import type { ClientAddress } from './client-address.ts';
import type { Environment } from './config-path.ts';

const TIMEOUT_MS = 5000;
const ANSWER_MAX_BYTES = 1024 * 1024;

/** Sends a four-letter word; null when the server does not answer within 5 s. */
export function askWord(address: ClientAddress, word: string, env: Environment): Promise<string | null> {
  return new Promise((resolve) => {
    let answer = '';
    const socket = open(address, env);
    socket.setEncoding('utf8');
    socket.setTimeout(TIMEOUT_MS, () => socket.destroy());
    socket.on(address.secure ? 'secureConnect' : 'connect', () => socket.write(word));
    socket.on('data', (text: string) => {
      answer += text;
      if (answer.length > ANSWER_MAX_BYTES) socket.destroy();
    });
    socket.on('error', () => {});
    socket.on('close', () => resolve(answer === '' ? null : answer));
  });
}

/** TLS takes its stores from CLIENT_JVMFLAGS, where Apache's script takes them from. */
function open({ host, port, secure }: ClientAddress, env: Environment): Socket {
  if (!secure) return connectPlain({ host, port });
  return connectTls({ host, port, ...readClientTls(env) });
}
