import { OpCode } from '@vivarium/jute';
import { describe, expect, test } from 'vitest';
import { Dialogue } from '../member/dialogue.ts';
import { create, exists, story } from '../member/requests.ts';

describe('SE5 expiry', () => {
  test('SE5 a silent session expires: its ephemerals go, watchers are told, its connection is closed', () => {
    const dialogue = new Dialogue();
    const silent = dialogue.client(1);
    create(silent, '/e', { flags: 1 });
    const watcher = dialogue.client(2);
    exists(watcher, '/e', true);
    for (let i = 0; i < 3; i++) {
      dialogue.advance(3000);
      watcher.call(OpCode.ping, undefined, undefined, -2);
    }
    expect(dialogue.member.view().globalSessions).toBe(2);
    dialogue.advance(3000);
    expect(story(watcher.replies())).toEqual(['deleted /e']);
    expect(dialogue.member.view()).toMatchObject({ globalSessions: 1, staleSessionsExpired: 1 });
    expect(dialogue.tree.find('/e')).toBe(-1);
    expect(dialogue.closeCause(1)).toBe('session expired');
    expect(dialogue.take(1)).toHaveLength(0);
  });

  test('SE5 any request keeps a session alive', () => {
    const dialogue = new Dialogue();
    const client = dialogue.client(1);
    for (let i = 0; i < 20; i++) {
      dialogue.advance(9000);
      expect(exists(client, '/').err).toBe(0);
    }
    expect(dialogue.member.view().globalSessions).toBe(1);
  });

  test('SE5 the timeout is the one of the last handshake', () => {
    const dialogue = new Dialogue();
    const first = dialogue.client(1);
    const second = dialogue.open(2);
    second.handshake({ sessionId: first.sessionId, password: first.password, timeoutMs: 40_000 });
    second.accept();
    dialogue.advance(30_000);
    expect(dialogue.member.view().globalSessions).toBe(1);
    dialogue.advance(12_000);
    expect(dialogue.member.view().globalSessions).toBe(0);
  });

  test('SE5 expiry is a transaction of its own, with the paths and cxid 0', () => {
    const dialogue = new Dialogue();
    const client = dialogue.client(1);
    create(client, '/e', { flags: 1 });
    dialogue.advance(14_000);
    const last = dialogue.entries().at(-1);
    expect(last).toMatchObject({
      header: { sessionId: client.sessionId, cxid: 0, zxid: 3, type: OpCode.closeSession },
      body: { paths2Delete: ['/e'] },
    });
  });

  test('SE5 a connection without a session is closed after 10 s', () => {
    const dialogue = new Dialogue();
    dialogue.open(1);
    dialogue.advance(9999);
    expect(dialogue.closeCause(1)).toBeUndefined();
    dialogue.advance(1);
    expect(dialogue.closeCause(1)).toContain('no session');
  });
});
