import { createRequest, makeZxid, OpCode, type SessionId } from '@vivarium/jute';
import { expect, it } from 'vitest';
import { Outbox } from '../../src/member/outbox.ts';
import { Service } from '../../src/member/service.ts';
import { encoded } from '../../src/quorum/zab/packets.ts';
import { OPEN_ACL } from '../../src/tree/acl.ts';
import { DataTree } from '../../src/tree/data-tree.ts';
import { CONFIG } from '../member/dialogue.ts';

const AT = { monotonicMs: 1000, wallMs: 1000 };
const SESSION = 0x0200_0000_0000_0001n as SessionId;

/**
 * 1. A leader proposes a session and loses its quorum before it is committed. 2. The proposal stays in its log, and
 * whoever leads next commits it. 3. The session is then alive everywhere, so it must be so here: a member that has
 * forgotten it would, when it leads, let its ephemerals stay for ever.
 */
it('SE2 a session whose proposal outlives the leadership in which it was made lives once it is committed', () => {
  const outbox = new Outbox();
  const recovered = { tree: new DataTree(), sessions: new Map(), lastZxid: makeZxid(1, 0) };
  const service = new Service({ ...CONFIG, sid: 1 }, recovered, 1, 'looking');
  service.pipeline.ensemble = {
    leads: true,
    forward: () => undefined,
    proposed: () => undefined,
    sync: () => undefined,
  };
  service.become('leader', 'elected', AT, outbox);
  const opening = {
    sessionId: SESSION,
    cxid: 0,
    op: OpCode.createSession,
    body: new Uint8Array([0, 0, 16, 0]),
    ids: [],
  };
  service.pipeline.proposeFor(opening, AT, outbox);
  service.become('looking', 'a quorum is out of touch', AT, outbox);
  service.become('leader', 'elected', AT, outbox);
  service.commit(makeZxid(1, 1), AT, outbox);

  expect(service.views.sessionViews().map(({ id }) => id)).toEqual([SESSION]);
  const path = '/owned';
  const body = encoded(createRequest, { path, data: null, acl: [...OPEN_ACL], flags: 1 });
  service.pipeline.proposeFor({ sessionId: SESSION, cxid: 1, op: OpCode.create, body, ids: [] }, AT, outbox);
  service.commit(makeZxid(1, 2), AT, outbox);
  expect([...service.views.ephemerals()]).toEqual([[SESSION, [path]]]);
});
