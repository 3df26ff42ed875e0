import { OpCode, setDataRequest } from '@vivarium/jute';
import { describe, expect, test } from 'vitest';
import { type Client, Dialogue } from './dialogue.ts';
import { childrenOf, create, createTtl, exists, getChildren, remove, story } from './requests.ts';

function send(client: Client, count: number): void {
  for (let i = 0; i < count; i++) {
    client.send(client.request(OpCode.setData, setDataRequest, { path: '/a', data: null, version: -1 }));
  }
}

describe('SE12 overload', () => {
  test('SE12 beyond globalOutstandingLimit a connection that waits is not read, until there is room', () => {
    const dialogue = new Dialogue({ globalOutstandingLimit: 5 });
    const busy = dialogue.client(1);
    const idle = dialogue.client(2);
    create(busy, '/a');
    dialogue.flushing = false;
    send(busy, 5);
    expect(dialogue.clientOrders).toEqual([]);
    send(busy, 1);
    expect(dialogue.clientOrders).toEqual([{ type: 'pause', connection: 1 }]);
    expect(exists(idle, '/a').err).toBe(0);
    expect(dialogue.member.view().outstanding).toBe(6);
    send(busy, 1);
    dialogue.flush();
    expect(dialogue.clientOrders).toEqual([
      { type: 'pause', connection: 1 },
      { type: 'resume', connection: 1 },
    ]);
    expect(busy.replies()).toHaveLength(7);
    expect(dialogue.member.view().outstanding).toBe(0);
  });

  test('SE12 a connection that goes gives its share back', () => {
    const dialogue = new Dialogue({ globalOutstandingLimit: 2 });
    const client = dialogue.client(1);
    dialogue.flushing = false;
    send(client, 3);
    dialogue.step({ type: 'clientGone', connection: 1, cause: 'reset' });
    expect(dialogue.member.view().outstanding).toBe(0);
    dialogue.flush();
    expect(dialogue.take(1)).toHaveLength(0);
  });
});

describe('SE13 a disk that fails', () => {
  test('SE13 ends service at once: what waits is dropped unanswered and every connection closed', () => {
    const dialogue = new Dialogue();
    const client = dialogue.client(1);
    create(client, '/a');
    dialogue.flushing = false;
    send(client, 2);
    dialogue.outbox.eventsWanted = true;
    dialogue.step({ type: 'diskFailed', cause: 'EIO' });
    expect(dialogue.take(1)).toHaveLength(0);
    expect(dialogue.closeCause(1)).toBe('the disk failed');
    expect(dialogue.member.view()).toMatchObject({ serving: false, outstanding: 0, connections: 0, zxid: 2 });
    expect(dialogue.outbox.events.at(-1)).toEqual({ type: 'diskFailed', cause: 'EIO' });
    dialogue.open(2);
    expect(dialogue.closeCause(2)).toBe('not serving');
  });
});

describe('PI12 containers and TTL nodes', () => {
  test('PI12 the sweep deletes a container that lost its last child, not one never used', () => {
    const dialogue = new Dialogue({ maxSessionTimeoutMs: 400_000 });
    const client = dialogue.open(1);
    client.handshake({ timeoutMs: 400_000 });
    client.accept();
    create(client, '/used', { op: OpCode.createContainer, flags: 4 });
    create(client, '/unused', { op: OpCode.createContainer, flags: 4 });
    create(client, '/full', { op: OpCode.createContainer, flags: 4 });
    create(client, '/used/a');
    create(client, '/full/a');
    remove(client, '/used/a');
    exists(client, '/used', true);
    dialogue.advance(60_000);
    expect(story(client.replies())).toEqual(['deleted /used']);
    expect(childrenOf(getChildren(client, '/')).sort()).toEqual(['full', 'unused', 'zookeeper']);
    expect(dialogue.entries().at(-1)).toMatchObject({
      header: { sessionId: 0n, cxid: 0, type: OpCode.deleteContainer },
      body: { path: '/used' },
    });
  });

  test('PI12 a container never used goes after its own interval, when there is one', () => {
    const dialogue = new Dialogue({ containerMaxNeverUsedIntervalMs: 70_000 });
    create(dialogue.client(1), '/unused', { op: OpCode.createContainer, flags: 4 });
    dialogue.advance(60_000);
    expect(dialogue.tree.find('/unused')).not.toBe(-1);
    dialogue.advance(60_000);
    expect(dialogue.tree.find('/unused')).toBe(-1);
  });

  test('PI12 a TTL node goes when its time is over and it has no children', () => {
    const dialogue = new Dialogue();
    const client = dialogue.client(1);
    createTtl(client, '/short', 1000);
    createTtl(client, '/long', 100_000);
    createTtl(client, '/parent', 1000);
    create(client, '/parent/child');
    dialogue.advance(60_000);
    expect(dialogue.tree.find('/short')).toBe(-1);
    expect(dialogue.tree.find('/long')).not.toBe(-1);
    expect(dialogue.tree.find('/parent')).not.toBe(-1);
  });

  test('PI12 the sweep keeps to its rate', () => {
    const dialogue = new Dialogue({ containerMaxPerMinute: 60 });
    const client = dialogue.client(1);
    for (let i = 0; i < 5; i++) createTtl(client, `/t${i}`, 1);
    dialogue.advance(60_000);
    expect(dialogue.member.view().nodeCount).toBe(5 + 4);
    dialogue.advance(500);
    expect(dialogue.member.view().nodeCount).toBe(5 + 4);
    dialogue.advance(1500);
    expect(dialogue.member.view().nodeCount).toBe(5 + 2);
  });
});
