import { WorkQueue } from '@vivarium/client';
import { type Actor, isOutcomeUnknown, isPassing, type Part, unlessAborted } from './part.ts';

export interface Producing {
  readonly path: string;
  readonly everyMs: number;
  readonly items: number;
  /** Puts nothing while so many wait: nobody may be there to take them. No limit when missing. */
  readonly waitingMax?: number;
  readonly text: (count: number) => string;
}

/** Puts items. One whose reply was lost is put again: work that is done twice is better than work that is lost. */
export function producer(work: Producing): Actor {
  return (part) => unlessAborted(part.signal, produce(part, work));
}

async function produce(part: Part, work: Producing): Promise<void> {
  const { path, everyMs, items, waitingMax = Number.POSITIVE_INFINITY, text } = work;
  const { client, stage, signal } = part;
  const queue = new WorkQueue(client, path);
  for (let count = 1; count <= items && !signal.aborted; ) {
    try {
      while (!signal.aborted && (await queue.items({ signal })).length >= waitingMax) {
        await stage.wait(everyMs, signal);
      }
      const item = await queue.put(text(count), { signal });
      part.tell('put', { path: item, about: text(count) });
      count += 1;
    } catch (error) {
      if (!isOutcomeUnknown(error)) throw error;
      continue;
    }
    if (count <= items) await stage.wait(everyMs, signal);
  }
}

/** Claims one item after the other, works on it, and takes it out of the queue when the work is done. */
export function consumer(path: string, workMs: number): Actor {
  return (part) => unlessAborted(part.signal, consume(part, path, workMs));
}

async function consume(part: Part, path: string, workMs: number): Promise<void> {
  const { client, stage, signal } = part;
  const queue = new WorkQueue(client, path);
  while (!signal.aborted) {
    try {
      const item = await queue.claim({ signal });
      const about = new TextDecoder().decode(item.data);
      part.tell('claimed', { path: item.path, zxid: item.token, about });
      await stage.wait(workMs * (0.5 + stage.random()), signal);
      if (signal.aborted) {
        await item.giveBack();
        return;
      }
      await item.finish({ signal });
      part.tell('finished', { path: item.path, zxid: item.token, about });
    } catch (error) {
      if (!isPassing(error)) throw error;
    }
  }
}
