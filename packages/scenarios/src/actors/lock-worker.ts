import { Lock } from '@vivarium/client';
import { type Actor, isPassing, type Part, unlessAborted } from './part.ts';

export interface LockWork {
  readonly path: string;
  /** Times are drawn anew each round between half and one and a half of these. */
  readonly holdMs: number;
  readonly restMs: number;
  readonly rounds: number;
}

/** Competes for a lock, holds it for a while, gives it back, rests; so many times. */
export function lockWorker(work: LockWork): Actor {
  return (part) => unlessAborted(part.signal, compete(part, work));
}

async function compete(part: Part, { path, holdMs, restMs, rounds }: LockWork): Promise<void> {
  const { client, stage, signal } = part;
  const lock = new Lock(client, path);
  for (let round = 0; round < rounds && !signal.aborted; round += 1) {
    try {
      const lease = await lock.acquire({
        signal,
        data: part.name,
        onWait: (mine, ahead) => part.tell('waits', { path: mine, about: ahead }),
      });
      part.tell('holds', { path: lease.path, zxid: lease.token });
      await stage.wait(holdMs * (0.5 + stage.random()), AbortSignal.any([signal, lease.signal]));
      // Told before it is so: the next one may hold before the reply is here.
      if (lease.state === 'held' || lease.state === 'unconfirmed')
        part.tell('released', { path: lease.path });
      await lease.release();
    } catch (error) {
      if (!isPassing(error)) throw error;
    }
    await stage.wait(restMs * (0.5 + stage.random()), signal);
  }
}
