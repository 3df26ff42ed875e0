import type { Change, PlantView } from '@vivarium/contract';
import type { SessionId, Stat, Zxid } from '@vivarium/jute';
import { afterEach, describe, expect, it } from 'vitest';
import { EnsemblePicture } from '../../src/ensemble/picture.ts';
import { Plant, type PlantSoil } from '../../src/plant/plant.ts';
import { Hub } from '../../src/stream/hub.ts';
import { type KindStat, nodeKind } from '../../src/znodes/node-kind.ts';

const STAT: Stat = {
  czxid: 1 as Zxid,
  mzxid: 1 as Zxid,
  ctime: 0,
  mtime: 0,
  version: 0,
  cversion: 0,
  aversion: 0,
  ephemeralOwner: 0n as SessionId,
  dataLength: 0,
  numChildren: 0,
  pzxid: 1 as Zxid,
};

/** A tree in memory: a path to the session that owns it, 0 for none. */
class Garden implements PlantSoil {
  readonly nodes = new Map<string, bigint>([['/', 0n]]);
  reads = 0;

  names(path: string): string[] {
    const prefix = path === '/' ? '/' : `${path}/`;
    return [...this.nodes.keys()]
      .filter((each) => each !== '/' && each.startsWith(prefix) && !each.slice(prefix.length).includes('/'))
      .map((each) => each.slice(prefix.length));
  }

  async stat(path: string) {
    this.reads += 1;
    const ephemeralOwner = this.nodes.get(path) as SessionId | undefined;
    if (ephemeralOwner === undefined) return null;
    return { ...STAT, ephemeralOwner, numChildren: this.names(path).length };
  }

  readonly kindOf = async (_path: string, { ephemeralOwner }: KindStat) => nodeKind(ephemeralOwner);

  async childNames(path: string) {
    this.reads += 1;
    return this.names(path);
  }
}

/** A page that shows the plant. */
class Onlooker {
  readonly hub: Hub;
  seq = 0;
  private waiting: ((plant: PlantView) => void)[] = [];

  constructor(hub: Hub) {
    this.hub = hub;
    hub.add(this);
  }

  sees(): boolean {
    return false;
  }

  seesPlant(): boolean {
    return true;
  }

  next(): Promise<PlantView> {
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  flush(): void {
    const changes = this.hub.since(this.seq) ?? [];
    this.seq = this.hub.seq;
    const last = changes.findLast((change: Change) => change.kind === 'plant');
    if (last?.kind === 'plant') for (const resolve of this.waiting.splice(0)) resolve(last.plant);
  }
}

describe('the plant', () => {
  const garden = () => {
    const soil = new Garden();
    const hub = new Hub(new EnsemblePicture({ label: '', embedded: true, pollIntervalMs: 100 }, 0), () => 7);
    const plant = new Plant(hub, soil);
    ends.push(() => {
      plant.close();
      hub.close();
    });
    return { soil, hub, plant };
  };
  const ends: (() => void)[] = [];
  afterEach(() => {
    for (const end of ends.splice(0)) end();
  });

  it('shows a leaf with its session, and who is first in its line', async () => {
    const { soil, hub, plant } = garden();
    soil.nodes.set('/locks', 0n).set('/locks/x-0000000003', 5n).set('/locks/x-0000000002', 6n);
    const page = new Onlooker(hub);
    plant.look();
    const { nodes } = await page.next();
    expect(nodes.map(({ path, owner, holds }) => [path, owner, holds])).toEqual([
      ['/', null, false],
      ['/locks', null, false],
      ['/locks/x-0000000002', '0x6', true],
      ['/locks/x-0000000003', '0x5', false],
    ]);
  });

  it('reads again only what changed', async () => {
    const { soil, hub, plant } = garden();
    for (let at = 0; at < 30; at += 1) soil.nodes.set(`/n${at % 5}`, 0n).set(`/n${at % 5}/m${at}`, 0n);
    const page = new Onlooker(hub);
    plant.look();
    await page.next();
    soil.reads = 0;
    soil.nodes.set('/n1/new', 0n);
    hub.publish({ kind: 'znode', change: 'created', path: '/n1/new', stat: null });
    const { nodes } = await page.next();
    expect(nodes.find(({ path }) => path === '/n1/new')?.changedAtMs).toBe(7);
    // Its stat, and its parent's stat and names.
    expect(soil.reads).toBe(3);
  });

  it('never draws more than it may, and draws what changed deep down', async () => {
    const { soil, hub, plant } = garden();
    for (let at = 0; at < 7; at += 1)
      for (let deep = 0; deep < 7; deep += 1)
        for (let last = 0; last < 7; last += 1)
          soil.nodes.set(`/${at}`, 0n).set(`/${at}/${deep}`, 0n).set(`/${at}/${deep}/${last}`, 0n);
    soil.nodes.set('/6/6/6/6', 0n);
    hub.publish({ kind: 'znode', change: 'created', path: '/6/6/6/6', stat: null });
    const page = new Onlooker(hub);
    plant.look();
    const { nodes } = await page.next();
    expect(nodes.length).toBeLessThanOrEqual(140);
    expect(nodes.map(({ path }) => path)).toContain('/6/6/6');
  });
});
