import { publisher, subscriber } from '../actors/configuration.ts';
import type { Play } from '../play.ts';

const SUBSCRIBERS = ['reader-1', 'reader-2', 'reader-3'] as const;
const VERSIONS = 5;

/**
 * A configuration is published and every subscriber told, one that comes late at once. What changed while a
 * subscriber was cut off it is told when it is back: the latest version reaches everyone.
 */
export async function configurationBroadcast(play: Play, root: string): Promise<void> {
  const path = `${root}/app.json`;
  for (const name of SUBSCRIBERS.slice(0, 2)) await play.start(name, subscriber(path));
  const text = (count: number) => JSON.stringify({ limit: count * 100 });
  await play.start('publisher', publisher({ path, everyMs: 30, versions: VERSIONS, text }));
  for (const name of SUBSCRIBERS.slice(0, 2)) {
    await play.until(`${name} is told`, ({ client, what }) => client === name && what === 'told');
  }
  await play.disturb();
  const late = SUBSCRIBERS[2];
  await play.start(late, subscriber(path));
  const published = () => play.facts.filter(({ what }) => what === 'published');
  await play.until('all versions are published', () => published().length === VERSIONS);
  const last = published().at(-1)?.about;
  for (const name of SUBSCRIBERS) {
    await play.until(
      `${name} is told the last version`,
      ({ client, what, about }) => client === name && what === 'told' && about === last,
    );
    const versions = play.facts.filter(({ client, what }) => client === name && what === 'told');
    const isRising = versions.every(
      ({ zxid }, at) => at === 0 || (zxid ?? 0) > (versions[at - 1]?.zxid ?? 0),
    );
    play.must(isRising, `${name} was told an older version after a newer one`);
  }
}
