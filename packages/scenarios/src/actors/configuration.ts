import { Configuration, SessionLostError } from '@vivarium/client';
import { type Actor, isOutcomeUnknown, type Part, unlessAborted, untilAborted } from './part.ts';

export interface Publishing {
  readonly path: string;
  readonly everyMs: number;
  readonly versions: number;
  /** The text of each version, counted from 1. */
  readonly text: (count: number) => string;
}

/** Publishes one version after the other. One whose reply was lost is published again: it says the same twice. */
export function publisher(work: Publishing): Actor {
  return (part) => unlessAborted(part.signal, publishAll(part, work));
}

async function publishAll(part: Part, { path, everyMs, versions, text }: Publishing): Promise<void> {
  const { client, stage, signal } = part;
  const configuration = new Configuration(client, path);
  for (let count = 1; count <= versions && !signal.aborted; ) {
    try {
      const version = await configuration.publish(text(count), { signal });
      part.tell('published', { path, about: String(version) });
      count += 1;
    } catch (error) {
      if (!isOutcomeUnknown(error)) throw error;
      continue;
    }
    if (count <= versions) await stage.wait(everyMs, signal);
  }
}

/** Follows a configuration and tells of each version that it was told. */
export function subscriber(path: string): Actor {
  return async (part) => {
    const configuration = new Configuration(part.client, path);
    const lost = lossOf(part);
    const stop = await Promise.race([
      lost,
      configuration.follow((version) => {
        if (version === null) return;
        part.tell('told', { path, zxid: version.mzxid, about: String(version.version) });
      }),
    ]);
    await untilAborted(part.signal, lost);
    await stop();
  };
}

/** Rejects when the session of the part is over. */
export function lossOf(part: Part): Promise<never> {
  const lost = new Promise<never>((_resolve, reject) => {
    part.client.subscribe((state) => {
      if (state.name === 'expired' || state.name === 'auth-failed') reject(new SessionLostError(state.name));
    });
  });
  lost.catch(() => undefined);
  return lost;
}
