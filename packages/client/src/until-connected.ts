import { ErrorCode } from '@vivarium/jute';
import type { ClientState } from './client-state.ts';
import { ZooKeeperError } from './zookeeper-error.ts';

const LONGEST_TIMER_MS = 0x7fff_ffff;

interface Stateful {
  readonly state: ClientState;
  subscribe(listener: (state: ClientState) => void): () => void;
}

/** Resolves once a session stands; rejects at the deadline, by the signal, and when the client has come to its end. */
export function untilConnected(
  client: Stateful,
  signal: AbortSignal | undefined,
  deadlineMs: number,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = (settle: () => void) => {
      unsubscribe();
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      settle();
    };
    const look = (state: ClientState) => {
      if (state.name === 'connected' || state.name === 'read-only') end(resolve);
      else if (isFinal(state)) end(() => reject(finalError(state)));
    };
    const onAbort = () => end(() => reject(signal?.reason));
    const unsubscribe = client.subscribe(look);
    const late = () => end(() => reject(noConnection(client.state)));
    const timer = setTimeout(late, Math.min(deadlineMs, LONGEST_TIMER_MS));
    signal?.addEventListener('abort', onAbort);
    if (signal?.aborted === true) onAbort();
    else look(client.state);
  });
}

function isFinal(state: ClientState): state is ClientState & { name: 'expired' | 'auth-failed' | 'closed' } {
  return state.name === 'expired' || state.name === 'auth-failed' || state.name === 'closed';
}

function finalError(state: { readonly name: 'expired' | 'auth-failed' | 'closed' }): ZooKeeperError {
  if (state.name === 'closed') {
    const words = 'This client was closed. Open a new one.';
    return new ZooKeeperError(ErrorCode.sessionExpired, null, false, words);
  }
  return new ZooKeeperError(state.name === 'expired' ? ErrorCode.sessionExpired : ErrorCode.authFailed);
}

function noConnection(state: ClientState): ZooKeeperError {
  const cause = 'cause' in state && state.cause !== null ? state.cause : 'no server answered';
  const words = `No session could be opened in time: ${cause}. Check the connect string and that a server runs there.`;
  return new ZooKeeperError(ErrorCode.connectionLoss, null, false, words);
}
