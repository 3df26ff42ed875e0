import { createRequest, deleteRequest, OpCode, type SessionId, sessionPassword } from '@vivarium/jute';
import { describe, expect, test } from 'vitest';
import { OPEN_ACL } from '../../src/tree/acl.ts';
import { Dialogue, frame, START } from './dialogue.ts';
import { create, exists } from './requests.ts';

describe('SE2 the handshake', () => {
  test('SE2 a new session gets an id, the password that follows from it, and its timeout once it is durable', () => {
    const dialogue = new Dialogue();
    dialogue.flushing = false;
    const client = dialogue.open(1);
    client.handshake({ timeoutMs: 10_000 });
    expect(dialogue.take(1)).toHaveLength(0);
    dialogue.flush();
    const rest = client.accept();
    expect(client.timeoutMs).toBe(10_000);
    expect(client.sessionId >> 56n).toBe(1n);
    expect(client.password).toEqual(sessionPassword(client.sessionId));
    expect(rest.bool()).toBe(false);
    expect(rest.remaining()).toBe(0);
  });

  test('SE2 sessions count up', () => {
    const dialogue = new Dialogue();
    const first = dialogue.client(1).sessionId;
    expect(dialogue.client(2).sessionId).toBe(first + 1n);
  });

  test('SE2 a client without the readOnly byte gets a response without it', () => {
    const dialogue = new Dialogue();
    const client = dialogue.open(1);
    client.handshake({ readOnly: null });
    expect(client.accept().remaining()).toBe(0);
    expect(client.sessionId).not.toBe(0n);
  });

  test.each([
    [1, 4000],
    [-5, 4000],
    [4000, 4000],
    [1_000_000_000, 40_000],
  ])('SE2 a timeout of %d ms becomes %d', (wanted, agreed) => {
    const client = new Dialogue().open(1);
    client.handshake({ timeoutMs: wanted });
    client.accept();
    expect(client.timeoutMs).toBe(agreed);
  });

  test('SE2 a client that has seen a later zxid is closed without a response', () => {
    const dialogue = new Dialogue();
    create(dialogue.client(1), '/a');
    const client = dialogue.open(2);
    client.handshake({ lastZxidSeen: 4 });
    expect(dialogue.take(2)).toHaveLength(0);
    expect(dialogue.closeCause(2)).toContain('0x4');
    const other = dialogue.open(3);
    other.handshake({ lastZxidSeen: 2 });
    other.accept();
    expect(other.timeoutMs).toBe(10_000);
  });

  test('SE2 a malformed ConnectRequest closes', () => {
    const dialogue = new Dialogue();
    const client = dialogue.open(1);
    client.send(frame(new Uint8Array(27)));
    expect(dialogue.closeCause(1)).toContain('malformed');
    expect(dialogue.member.view().globalSessions).toBe(0);
  });

  test('SE2 what is sent before the response is answered after it', () => {
    const dialogue = new Dialogue();
    dialogue.flushing = false;
    const client = dialogue.open(1);
    client.handshake();
    client.send(client.request(OpCode.ping, undefined, undefined, -2));
    expect(dialogue.clientOrders).toEqual([{ type: 'pause', connection: 1 }]);
    dialogue.flush();
    expect(dialogue.clientOrders.at(-1)).toEqual({ type: 'resume', connection: 1 });
    const bytes = dialogue.take(1);
    expect(bytes).toHaveLength(41 + 20);
    expect(bytes[41 + 7]).toBe(0xfe);
  });
});

describe('SE3 coming back', () => {
  test('SE3 with the right password a client gets its session on another connection, and the old one is closed', () => {
    const dialogue = new Dialogue();
    const old = dialogue.client(1);
    create(old, '/e', { flags: 1 });
    const client = dialogue.open(2);
    client.handshake({ sessionId: old.sessionId, password: old.password, timeoutMs: 5000 });
    client.accept();
    expect(client.sessionId).toBe(old.sessionId);
    expect(client.password).toEqual(old.password);
    expect(client.timeoutMs).toBe(5000);
    expect(dialogue.closeCause(1)).toContain('moved');
    expect(exists(client, '/e').err).toBe(0);
    expect(dialogue.member.view()).toMatchObject({ globalSessions: 1, connections: 1 });
  });

  test('SE3 a request that comes in two chunks is taken once', () => {
    const dialogue = new Dialogue();
    const old = dialogue.client(1);
    const client = dialogue.open(2);
    const send = client.send.bind(client);
    client.send = (bytes) => {
      send(bytes.slice(0, 20));
      send(bytes.slice(20));
    };
    client.handshake({ sessionId: old.sessionId, password: old.password });
    expect(client.accept().remaining()).toBe(1);
    expect(dialogue.closeCause(2)).toBeUndefined();
  });

  test('SE3 a wrong password is refused and does not touch the connection that has the session', () => {
    const dialogue = new Dialogue();
    const owner = dialogue.client(1);
    const thief = dialogue.open(2);
    thief.handshake({ sessionId: owner.sessionId, password: new Uint8Array(16) });
    thief.accept();
    expect(thief).toMatchObject({ timeoutMs: 0, sessionId: 0n, password: new Uint8Array(16) });
    expect(dialogue.closeCause(2)).toBeDefined();
    expect(dialogue.closeCause(1)).toBeUndefined();
    expect(exists(owner, '/').err).toBe(0);
  });

  test('SE3 an unknown session is refused with zeros, then closed', () => {
    const dialogue = new Dialogue();
    const client = dialogue.open(1);
    const id = 0x123n as SessionId;
    client.handshake({ sessionId: id, password: sessionPassword(id), readOnly: null });
    expect(client.accept().remaining()).toBe(0);
    expect(client.timeoutMs).toBe(0);
    expect(dialogue.closeCause(1)).toContain('0x123');
  });

  test('SE3 a session that is ending cannot be taken over', () => {
    const dialogue = new Dialogue();
    const old = dialogue.client(1);
    dialogue.flushing = false;
    old.send(old.request(OpCode.closeSession));
    const client = dialogue.open(2);
    client.handshake({ sessionId: old.sessionId, password: old.password });
    client.accept();
    expect(client.timeoutMs).toBe(0);
  });

  test('SE3 writes of the old connection are applied and not answered', () => {
    const dialogue = new Dialogue();
    const old = dialogue.client(1);
    dialogue.flushing = false;
    old.send(
      old.request(OpCode.create, createRequest, { path: '/w', data: null, acl: [...OPEN_ACL], flags: 0 }),
    );
    const client = dialogue.open(2);
    client.handshake({ sessionId: old.sessionId, password: old.password });
    client.accept();
    dialogue.flush();
    expect(dialogue.take(1)).toHaveLength(0);
    expect(exists(client, '/w').err).toBe(0);
    expect(dialogue.member.view().outstanding).toBe(0);
  });

  test('SE3 after a restart recovered sessions have a full timeout', () => {
    const id = 0x0100_0000_0000_0007n as SessionId;
    const dialogue = new Dialogue({}, new Map([[id, 6000]]));
    dialogue.advance(0);
    expect(dialogue.member.sessionViews()).toMatchObject([
      { id, timeoutMs: 6000, expiresMs: START.monotonicMs + 8000 },
    ]);
    dialogue.advance(5999);
    const client = dialogue.open(1);
    client.handshake({ sessionId: id, password: sessionPassword(id) });
    client.accept();
    expect(client.timeoutMs).toBe(10_000);
    dialogue.advance(9000);
    expect(dialogue.member.view().globalSessions).toBe(1);
  });

  test('SE3 an id of before the restart is not given again, even if the clock went back', () => {
    const id = 0x01ff_fffe_0000_0003n as SessionId;
    const client = new Dialogue({}, new Map([[id, 40_000]])).client(1);
    // Those that followed it are over, but their clients know the password.
    expect(client.sessionId).toBe(0x01ff_ffff_0000_0000n);
  });
});

describe('SE4 the end of a session', () => {
  test('SE4 closeSession deletes its ephemerals, answers, and closes the connection', () => {
    const dialogue = new Dialogue();
    const client = dialogue.client(1);
    create(client, '/e1', { flags: 1 });
    create(client, '/e2', { flags: 1 });
    expect(dialogue.member.ephemerals()).toEqual(new Map([[client.sessionId, ['/e1', '/e2']]]));
    expect(client.close().err).toBe(0);
    expect(dialogue.closeCause(1)).toBe('session closed');
    expect(dialogue.member.ephemerals().size).toBe(0);
    expect(dialogue.tree.find('/e1')).toBe(-1);
    expect(dialogue.member.view()).toMatchObject({ globalSessions: 0, connections: 0 });
  });

  test('SE4 ephemerals whose creation is still on its way go with it, and others may have come instead', () => {
    const dialogue = new Dialogue();
    const client = dialogue.client(1);
    create(client, '/old', { flags: 1 });
    create(client, '/deleted', { flags: 1 });
    dialogue.flushing = false;
    client.send(
      client.request(OpCode.create, createRequest, {
        path: '/late',
        data: null,
        acl: [...OPEN_ACL],
        flags: 1,
      }),
    );
    client.send(client.request(OpCode.delete, deleteRequest, { path: '/deleted', version: -1 }));
    client.send(
      client.request(OpCode.create, createRequest, {
        path: '/deleted',
        data: null,
        acl: [...OPEN_ACL],
        flags: 0,
      }),
    );
    client.send(client.request(OpCode.closeSession));
    dialogue.flush();
    expect(client.replies().map((reply) => reply.err)).toEqual([0, 0, 0, 0]);
    expect(dialogue.tree.find('/old')).toBe(-1);
    expect(dialogue.tree.find('/late')).toBe(-1);
    expect(dialogue.tree.find('/deleted')).not.toBe(-1);
  });

  test('SE4 what a client sends after closeSession is not answered', () => {
    const dialogue = new Dialogue();
    const client = dialogue.client(1);
    dialogue.flushing = false;
    client.send(client.request(OpCode.closeSession));
    client.send(client.request(OpCode.ping, undefined, undefined, -2));
    dialogue.flush();
    expect(client.replies().map((reply) => reply.xid)).toEqual([1]);
  });

  test('SE4 the session lives on when its connection goes', () => {
    const dialogue = new Dialogue();
    const client = dialogue.client(1);
    create(client, '/e', { flags: 1 });
    dialogue.step({ type: 'clientGone', connection: 1, cause: 'end of stream' });
    expect(dialogue.member.view()).toMatchObject({ globalSessions: 1, connections: 0, ephemeralsCount: 1 });
  });
});
