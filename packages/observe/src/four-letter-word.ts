import { connect as connectTcp } from 'node:net';
import { type ConnectionOptions, connect as connectTls } from 'node:tls';
import type { FailureKind } from '@vivarium/timeline';

export const MAX_ANSWER_BYTES = 1024 * 1024;
export const ANSWER_TIMEOUT_MS = 5_000;

export interface Where {
  readonly host: string;
  readonly port: number;
  readonly tls?: ConnectionOptions;
}

/** What a four-letter word brought: the text, or why there is none, and lines that came behind that. Closed. */
export type Answer =
  | { readonly outcome: 'text'; readonly text: string }
  | { readonly outcome: FailureKind; readonly cause: string; readonly rest?: string };

/** Asks one server one word. Never rejects. */
export type Ask = (where: Where, word: string) => Promise<Answer>;

const REFUSED_WORD = /^\S{4} is not executed because it is not in the whitelist\./;
const NOT_SERVING = 'This ZooKeeper instance is not currently serving requests';

export interface AnswerLimits {
  readonly timeoutMs: number;
  readonly maxBytes: number;
}

/** Connects, sends the word, reads to the end: by default at most 1 MiB and 5 s. */
export function fourLetterWord(limits: Partial<AnswerLimits> = {}): Ask {
  const { timeoutMs = ANSWER_TIMEOUT_MS, maxBytes = MAX_ANSWER_BYTES } = limits;
  return (where, word) => new Promise((resolve) => converse(where, word, { timeoutMs, maxBytes }, resolve));
}

export const askFourLetterWord: Ask = fourLetterWord();

function converse(where: Where, word: string, limits: AnswerLimits, resolve: (answer: Answer) => void): void {
  const { host, port, tls } = where;
  const chunks: Buffer[] = [];
  let bytes = 0;
  let connected = false;
  const socket = tls === undefined ? connectTcp({ host, port }) : connectTls({ host, port, ...tls });
  const end = (answer: Answer) => {
    clearTimeout(timer);
    socket.removeAllListeners();
    // A reset that is still under way must not surface as an unheard error.
    socket.on('error', () => undefined);
    socket.destroy();
    resolve(answer);
  };
  const heard = () => readAnswer(Buffer.concat(chunks).toString('utf8'), where);
  const timer = setTimeout(() => {
    const did = connected ? 'did not answer' : 'took no connection';
    end({ outcome: 'timeout', cause: `${host}:${port} ${did} within ${limits.timeoutMs} ms` });
  }, limits.timeoutMs);
  socket.on(tls === undefined ? 'connect' : 'secureConnect', () => {
    connected = true;
    socket.write(word);
  });
  socket.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > limits.maxBytes) {
      const cause = `${host}:${port} answered ${word} with more than ${limits.maxBytes} bytes`;
      end({ outcome: 'not-zookeeper', cause });
    } else {
      chunks.push(chunk);
    }
  });
  socket.on('error', (error: NodeJS.ErrnoException) => end(bytes > 0 ? heard() : failure(error, where)));
  socket.on('close', () => end(heard()));
}

function failure(error: NodeJS.ErrnoException, { host, port }: Where): Answer {
  if (error.code === 'ECONNREFUSED') {
    return { outcome: 'refused', cause: `nothing listens at ${host}:${port}` };
  }
  return { outcome: 'unreachable', cause: `${host}:${port}: ${error.message || error.code}` };
}

/** Sorts the answers that ZooKeeper gives instead of the one that was asked for. */
export function readAnswer(text: string, { host, port }: Where): Answer {
  if (text === '') {
    return { outcome: 'unreachable', cause: `${host}:${port} closed the connection without an answer` };
  }
  if (REFUSED_WORD.test(text)) {
    const word = text.slice(0, 4);
    return {
      outcome: 'not-whitelisted',
      cause: `${word} is not in 4lw.commands.whitelist of ${host}:${port}`,
    };
  }
  if (text.startsWith(NOT_SERVING)) {
    const cause = `${host}:${port} runs but serves no requests yet`;
    const rest = text.slice(text.indexOf('\n') + 1);
    return { outcome: 'not-serving', cause, ...(rest === '' || !text.includes('\n') ? {} : { rest }) };
  }
  return { outcome: 'text', text };
}
