import { consumer, producer } from '../actors/queue-worker.ts';
import type { Play } from '../play.ts';

const ITEMS = 12;

/**
 * A work queue whose consumers die without losing an item. An item stays in the queue while somebody works on it; when
 * the session of its consumer expires, another claims it. Each is finished once, and none is left.
 */
export async function workQueue(play: Play, root: string): Promise<void> {
  const path = `${root}/jobs`;
  const text = (count: number) => `job ${count}`;
  // Never finishes what it claims.
  const doomed = await play.start('consumer-0', consumer(path, 3_600_000));
  await play.start('producer', producer({ path, everyMs: 20, items: ITEMS, text }));
  const held = await play.until('an item is claimed', ({ what }) => what === 'claimed');
  for (const name of ['consumer-1', 'consumer-2']) await play.start(name, consumer(path, 20));
  await play.until('another item is finished', ({ what }) => what === 'finished');
  await play.disturb();
  await doomed.die();
  const put = () => play.facts.filter(({ what }) => what === 'put');
  await play.until('all items are put', () => put().length === ITEMS);
  for (let count = 1; count <= ITEMS; count += 1) {
    await play.until(
      `${text(count)} is finished`,
      ({ what, about }) => what === 'finished' && about === text(count),
    );
  }
  const done = play.facts.filter(({ what }) => what === 'finished');
  play.must(new Set(done.map(({ path }) => path)).size === done.length, 'an item was finished twice');
  const again = play.facts.find((fact) => fact.what === 'finished' && fact.path === held.path);
  play.must((again?.zxid ?? 0) > (held.zxid ?? 0), 'the item of the dead was not claimed anew');
}
