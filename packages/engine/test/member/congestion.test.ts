import { OpCode, watchedRequest } from '@vivarium/jute';
import { describe, expect, test } from 'vitest';
import { STEP_REPLY_BYTES } from '../../src/member/limits.ts';
import { type Client, Dialogue } from './dialogue.ts';
import { create, exists, setData } from './requests.ts';

const VALUE_BYTES = 100_000;

function reads(client: Client, count: number, path = '/large'): Uint8Array {
  const requests = Array.from({ length: count }, () =>
    client.request(OpCode.getData, watchedRequest, { path, watch: false }),
  );
  return Buffer.concat(requests);
}

function congested(): { dialogue: Dialogue; client: Client } {
  const dialogue = new Dialogue();
  const client = dialogue.client(1);
  create(client, '/large');
  setData(client, '/large', new Uint8Array(VALUE_BYTES));
  return { dialogue, client };
}

describe('SE14 replies that are larger than the requests', () => {
  test('SE14 leave in parts: one request beyond the limit, and the host is asked to tell when they have left', () => {
    const { dialogue, client } = congested();
    client.send(reads(client, 20));
    const atOnce = Math.ceil(STEP_REPLY_BYTES / VALUE_BYTES);
    expect(client.replies()).toHaveLength(atOnce);
    expect(dialogue.clientOrders).toEqual([{ type: 'tellDrained', connection: 1 }]);
    dialogue.step({ type: 'clientDrained', connection: 1 });
    expect(client.replies()).toHaveLength(atOnce);
  });

  test('SE14 are all answered in their order, however the bytes behind them are cut', () => {
    const { dialogue, client } = congested();
    const first = reads(client, 9);
    const last = client.request(OpCode.exists, watchedRequest, { path: '/large', watch: false });
    client.send(Buffer.concat([first, last.subarray(0, 7)]));
    client.send(last.subarray(7));
    const xids = client.replies().map(({ xid }) => xid);
    const start = xids[0]!;
    while (xids.length < 10) {
      dialogue.step({ type: 'clientDrained', connection: 1 });
      xids.push(...client.replies().map(({ xid }) => xid));
    }
    expect(xids).toEqual(Array.from({ length: 10 }, (_, index) => start + index));
    const orders = dialogue.clientOrders.filter(({ type }) => type === 'tellDrained');
    expect(orders).toHaveLength(Math.floor(9 / Math.ceil(STEP_REPLY_BYTES / VALUE_BYTES)));
  });

  test('SE14 hold up nobody else, and are forgotten when the connection goes', () => {
    const { dialogue, client } = congested();
    const other = dialogue.client(2);
    client.send(reads(client, 20));
    expect(exists(other, '/large').err).toBe(0);
    dialogue.step({ type: 'clientGone', connection: 1, cause: 'reset' });
    dialogue.step({ type: 'clientDrained', connection: 1 });
    expect(dialogue.member.view().connections).toBe(1);
  });

  test('SE14 small replies never stop a chunk', () => {
    const { dialogue, client } = congested();
    create(client, '/small');
    client.send(reads(client, 1000, '/small'));
    expect(client.replies()).toHaveLength(1000);
    expect(dialogue.clientOrders).toEqual([]);
  });
});
