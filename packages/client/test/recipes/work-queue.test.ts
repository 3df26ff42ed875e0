import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WorkQueue } from '../../src/index.ts';
import { Rig, untilTree } from './rig.ts';

let rig: Rig;
beforeEach(async () => {
  rig = await Rig.start();
});
afterEach(() => rig.end());

const text = (data: Uint8Array) => Buffer.from(data).toString();

describe('a queue', () => {
  it.each(['simple', 'distributed'] as const)('gives items in order, %s layout', async (layout) => {
    const queue = new WorkQueue(await rig.client(), '/queue', { layout });
    for (const item of ['one', 'two', '']) await queue.put(item);
    expect((await queue.items())[0]).toMatch(layout === 'simple' ? /^qn-\d{10}$/ : /^queue-\d{10}$/);
    expect([text(await queue.take()), text(await queue.take()), text(await queue.take())]).toEqual([
      'one',
      'two',
      '',
    ]);
    expect(await queue.items()).toEqual([]);
    await expect(queue.take({ deadlineMs: 50 })).rejects.toMatchObject({ name: 'RecipeDeadlineError' });
  });

  it('gives each item to one of those who wait', async () => {
    const putter = new WorkQueue(await rig.client(), '/queue');
    const takers = await Promise.all([1, 2, 3].map(() => rig.client()));
    const taken = takers.map((client) => new WorkQueue(client, '/queue').take());
    for (const item of ['1', '2', '3']) await putter.put(item);
    expect((await Promise.all(taken)).map(text).sort()).toEqual(['1', '2', '3']);
  });

  it('keeps a claimed item until it is finished', async () => {
    const client = await rig.client();
    const queue = new WorkQueue(client, '/work');
    await queue.put('job');
    const claim = await queue.claim();
    expect(text(claim.data)).toBe('job');
    expect(await queue.items()).toHaveLength(1);
    await claim.finish();
    expect(await queue.items()).toEqual([]);
    await expect(claim.finish()).rejects.toMatchObject({ name: 'ItemLostError' });
  });

  it('gives an item back to the others', async () => {
    const queue = new WorkQueue(await rig.client(), '/work');
    await queue.put('job');
    const claim = await queue.claim();
    const other = new WorkQueue(await rig.client(), '/work').claim();
    await claim.giveBack();
    await (await other).finish();
    await expect(claim.finish()).rejects.toMatchObject({ name: 'ItemLostError' });
  });

  it('loses no item when a consumer dies with it', async () => {
    const { client, expire } = await rig.mortal();
    const observer = await rig.client();
    const queue = new WorkQueue(observer, '/work');
    await queue.put('job');
    const dying = await new WorkQueue(client, '/work').claim();
    const next = queue.claim();
    await expire();
    await expect(dying.finish()).rejects.toMatchObject({ name: 'SessionLostError' });
    const claim = await next;
    expect(claim.token).toBeGreaterThan(dying.token);
    expect(text(claim.data)).toBe('job');
    await claim.finish();
    expect(await queue.items()).toEqual([]);
  });

  it('lets one idle consumer watch, the others wait behind it', async () => {
    const observer = await rig.client();
    const queue = new WorkQueue(observer, '/work');
    const waiting = [];
    for (let i = 1; i <= 3; i += 1) {
      const client = await rig.client();
      waiting.push(new WorkQueue(client, '/work').claim());
      await untilTree(observer, '/work-claims', async () => {
        const line = await observer.getChildren('/work-claims/idle').catch(() => ({ children: [] }));
        return line.children.length === i;
      });
    }
    for (const item of ['1', '2', '3']) await queue.put(item);
    const claims = await Promise.all(waiting);
    expect(claims.map(({ data }) => text(data)).sort()).toEqual(['1', '2', '3']);
  });

  it('clears up a finish whose reply was lost', async () => {
    const { client, relay } = await rig.mortal();
    const other = await rig.client();
    const queue = new WorkQueue(other, '/work');
    await queue.put('job');
    const claim = await new WorkQueue(client, '/work').claim();
    relay.mute();
    const finished = claim.finish();
    await untilTree(other, '/work', async () => (await queue.items()).length === 0);
    relay.cut();
    relay.heal();
    await finished;
  });
});
