import { hex64, OpCode, setDataRequest } from '@vivarium/jute';
import { describe, expect, test } from 'vitest';
import { Dialogue } from './dialogue.ts';
import { create, exists, getData, setData } from './requests.ts';

describe('PI14 what a member shows', () => {
  test('PI14 a fresh one', () => {
    expect(new Dialogue().member.view()).toMatchObject({
      sid: 1,
      mode: 'standalone',
      serving: true,
      zxid: 0,
      nodeCount: 5,
      latencyMs: { min: 0, avg: 0, max: 0 },
      received: 0,
      sent: 0,
      connections: 0,
      responseBytes: { last: -1, min: -1, max: -1 },
    });
  });

  test('PI14 counts packets, and latency from arrival to reply', () => {
    const dialogue = new Dialogue();
    const client = dialogue.client(1);
    create(client, '/a');
    dialogue.flushing = false;
    client.send(client.request(OpCode.setData, setDataRequest, { path: '/a', data: null, version: -1 }));
    dialogue.advance(12);
    dialogue.flush();
    client.replies();
    exists(client, '/a');
    const view = dialogue.member.view();
    expect(view).toMatchObject({ received: 4, sent: 4, zxid: 3, connectionRequestCount: 1, outstanding: 0 });
    expect(view.latencyMs).toEqual({ min: 0, avg: 3, max: 12 });
    expect(view.updateLatency).toEqual({ min: 0, avg: 4, max: 12, count: 3, sum: 12 });
    expect(view.readLatency).toMatchObject({ count: 1, sum: 0 });
    expect(view.responseBytes).toEqual({ last: 84, min: 22, max: 84 });
    dialogue.member.resetStatistics();
    expect(dialogue.member.view()).toMatchObject({ received: 0, sent: 0, latencyMs: { max: 0 } });
  });

  test('PI14 connections as cons tells them; a ping does not hide the last request', () => {
    const dialogue = new Dialogue();
    const client = dialogue.client(1);
    dialogue.step({
      type: 'clientConnected',
      connection: 2,
      origin: { address: '::1', port: 9, secure: true },
    });
    create(client, '/a');
    getData(client, '/a');
    dialogue.advance(7);
    client.call(OpCode.ping, undefined, undefined, -2);
    expect(dialogue.member.connectionViews()).toEqual([
      {
        address: '127.0.0.1',
        port: 40_001,
        secure: false,
        queued: 0,
        received: 4,
        sent: 4,
        establishedMs: dialogue.at.wallMs - 7,
        session: {
          id: client.sessionId,
          timeoutMs: 10_000,
          lastOp: 'PING',
          lastCxid: 2,
          lastZxid: 2,
          lastResponseMs: dialogue.at.monotonicMs,
          lastLatencyMs: 0,
          minLatencyMs: 0,
          avgLatencyMs: 0,
          maxLatencyMs: 0,
        },
      },
      {
        address: '::1',
        port: 9,
        secure: true,
        queued: 0,
        received: 0,
        sent: 0,
        establishedMs: dialogue.at.wallMs - 7,
        session: null,
      },
    ]);
    expect(dialogue.member.view()).toMatchObject({ connections: 2, secureConnections: 1 });
    dialogue.member.resetConnectionStatistics();
    expect(dialogue.member.connectionViews()[0]).toMatchObject({
      received: 0,
      sent: 0,
      session: { lastOp: 'NA', lastCxid: -1, minLatencyMs: 0 },
    });
  });

  test('PI14 sessions with their ephemerals', () => {
    const dialogue = new Dialogue();
    const client = dialogue.client(1);
    create(client, '/e', { flags: 1 });
    expect(dialogue.member.sessionViews()).toEqual([
      { id: client.sessionId, timeoutMs: 10_000, expiresMs: 1_012_000, ephemerals: ['/e'] },
    ]);
  });

  test('PI14 events tell what happened, when someone listens', () => {
    const dialogue = new Dialogue();
    const deaf = dialogue.client(1);
    create(deaf, '/unheard');
    expect(dialogue.outbox.events).toEqual([]);
    dialogue.outbox.eventsWanted = true;
    const client = dialogue.client(2);
    const session = hex64(client.sessionId);
    create(client, '/a', { flags: 1 });
    create(client, '/a');
    setData(client, '/a');
    client.close();
    const address = '127.0.0.1:40002';
    const committed = { type: 'committed', session };
    expect(dialogue.outbox.events).toMatchObject([
      { type: 'connectionOpened', address },
      { ...committed, op: 'createSession', paths: [], zxid: 3, cxid: 0, bytes: 36 },
      { type: 'sessionOpened', session, address, timeoutMs: 10_000, cause: 'created' },
      { ...committed, op: 'create', paths: ['/a'], zxid: 4, cxid: 1 },
      { ...committed, op: 'error', paths: [], zxid: 5, cxid: 2 },
      { ...committed, op: 'setData', paths: ['/a'], zxid: 6, cxid: 3 },
      { ...committed, op: 'closeSession', paths: ['/a'], zxid: 7, cxid: 4 },
      { type: 'connectionClosed', address, cause: 'session closed' },
      { type: 'sessionClosed', session, cause: 'closed' },
    ]);
  });
});
