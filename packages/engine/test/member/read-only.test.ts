import { ErrorCode, makeZxid, OpCode, type SessionId, sessionPassword } from '@vivarium/jute';
import { describe, expect, test } from 'vitest';
import { DataTree, EnsembleMember, type Membership } from '../../src/index.ts';
import { CONFIG, Dialogue } from './dialogue.ts';
import { create, exists } from './requests.ts';

const KNOWN = 0x0200_0000_0000_0007n as SessionId;
const GRACE_MS = 2000;

/** A voter of three whose fellows are not there. */
function lonely(readOnlyEnabled = true): Dialogue {
  const members = [1, 2, 3].map((sid) => ({
    sid,
    host: `zk${sid}`,
    quorumPort: 2888,
    electionPort: 3888,
    role: 'participant' as const,
    client: null,
  }));
  const membership: Membership = {
    members: new Map(members.map((each) => [each.sid, each])),
    version: 0,
    groups: null,
  };
  const times = { tickTimeMs: 2000, initLimitTicks: 10, syncLimitTicks: 5 };
  const tree = new DataTree();
  tree.lastProcessedZxid = makeZxid(1, 5);
  const recovered = { tree, sessions: new Map([[KNOWN, 10_000]]), lastZxid: tree.lastProcessedZxid };
  const config = { ...CONFIG, readOnlyEnabled };
  const peer = { sid: 1, membership, times, packetBytesMax: 2 ** 21 };
  const member = new EnsembleMember(config, peer, { accepted: 1, current: 1 }, recovered, 1);
  const dialogue = new Dialogue({}, new Map(), tree, member);
  dialogue.advance(0);
  return dialogue;
}

describe('SE15 without a leader', () => {
  test('SE15 nobody is let in before the grace is over, nor ever unless it is enabled', () => {
    const early = lonely();
    early.advance(GRACE_MS - 1);
    early.open(1).handshake({ readOnly: true });
    expect(early.closeCause(1)).toContain('no leader');
    const plain = lonely(false);
    plain.advance(10 * GRACE_MS);
    plain.open(1).handshake({ readOnly: true });
    expect(plain.closeCause(1)).toContain('no leader');
    expect(plain.member.view()).toMatchObject({ mode: 'looking', serving: false });
  });

  test('SE15 who asked for it reads, is told so, and may not write or sync', () => {
    const dialogue = lonely();
    dialogue.advance(GRACE_MS);
    expect(dialogue.member.view()).toMatchObject({ mode: 'read-only', serving: true });
    const client = dialogue.open(1);
    client.handshake({ readOnly: true });
    expect(client.accept().bool()).toBe(true);
    expect(exists(client, '/').err).toBe(ErrorCode.ok);
    expect(create(client, '/a').err).toBe(ErrorCode.notReadOnly);
    expect(exists(client, '/a').err).toBe(ErrorCode.noNode);
    expect(dialogue.entries()).toEqual([]);
    expect(client.call(OpCode.closeSession).err).toBe(ErrorCode.ok);
    expect(dialogue.closeCause(1)).toContain('session closed');
  });

  test('SE15 who did not ask to read only is closed without a response', () => {
    const dialogue = lonely();
    dialogue.advance(GRACE_MS);
    dialogue.open(1).handshake({ readOnly: false });
    dialogue.open(2).handshake({ readOnly: null });
    expect(dialogue.closeCause(1)).toContain('did not ask to read only');
    expect(dialogue.closeCause(2)).toContain('did not ask to read only');
    expect(dialogue.take(1)).toHaveLength(0);
  });

  test('SE15 a session known here goes on and outlives its silence; an unknown one is not judged', () => {
    const dialogue = lonely();
    dialogue.advance(GRACE_MS);
    const client = dialogue.open(1);
    client.handshake({ readOnly: true, sessionId: KNOWN, password: sessionPassword(KNOWN) });
    expect(client.accept().bool()).toBe(true);
    expect(client.sessionId).toBe(KNOWN);
    expect(client.call(OpCode.closeSession).err).toBe(ErrorCode.notReadOnly);
    const unknown = (KNOWN + 1n) as SessionId;
    dialogue.open(2).handshake({ readOnly: true, sessionId: unknown, password: sessionPassword(unknown) });
    expect(dialogue.take(2)).toHaveLength(0);
    expect(dialogue.closeCause(2)).toContain('no leader to ask');
    for (let ticks = 0; ticks < 30; ticks++) dialogue.advance(2000);
    expect(dialogue.member.sessionViews().map(({ id }) => id)).toEqual([KNOWN]);
  });

  test('SE15 a session that this member alone knows ends when its client has been silent for too long', () => {
    const dialogue = lonely();
    dialogue.advance(GRACE_MS);
    const client = dialogue.open(1);
    client.handshake({ readOnly: true, timeoutMs: 4000 });
    client.accept();
    expect(dialogue.member.sessionViews()).toHaveLength(2);
    for (let ticks = 0; ticks < 5; ticks++) dialogue.advance(2000);
    expect(dialogue.closeCause(1)).toContain('expired');
    expect(dialogue.member.sessionViews().map(({ id }) => id)).toEqual([KNOWN]);
  });
});
