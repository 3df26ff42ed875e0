import {
  counterOf,
  createRequest,
  epochOf,
  getDataResponse,
  OpCode,
  setDataRequest,
  watchedRequest,
  type Zxid,
} from '@vivarium/jute';
import { expect, it } from 'vitest';
import { SharedClient } from '../fuzz/quorum-client.ts';
import { QuorumNet } from '../fuzz/quorum-net.ts';

const LIMIT = 12;
const WRITES = 60;
const SESSIONS_MAX = WRITES;
const OPEN_ACL = [{ perms: 31, scheme: 'world', id: 'anyone' }];

/** Three members; whoever leads takes no more than LIMIT transactions for its epoch. */
class Net {
  readonly net = new QuorumNet([1, 2, 3], 3, { counterLimit: LIMIT });
  private sessions = 0;

  settle(): void {
    const all = [...this.net.seats.values()];
    const isLed = () => all.every(({ mode }) => mode !== 'not serving') && this.net.leader() !== undefined;
    expect(this.net.runUntil(isLed, 30_000)).toBe(true);
  }

  /** Runs `ask` on the leader's clients, until one of them is not hung up on. A session takes a transaction, too. */
  onLeader(ask: (client: SharedClient) => void): void {
    for (;;) {
      this.settle();
      this.sessions += 1;
      expect(this.sessions).toBeLessThan(SESSIONS_MAX);
      try {
        ask(new SharedClient(this.net, this.net.leader()!, this.sessions));
        return;
      } catch (error) {
        expect(String(error)).toMatch(/the counter of this epoch is used up|no session/);
      }
    }
  }
}

it('an epoch whose counter is used up ends by an election, and no write that was answered is lost', () => {
  const all = new Net();
  const epochs = new Set<number>();
  let last = 0 as Zxid;
  let answered = 0;
  all.onLeader((client) => {
    while (answered < WRITES) {
      const data = Uint8Array.of(answered + 1);
      if (answered === 0)
        client.ask(OpCode.create, createRequest, { path: '/n', data, acl: OPEN_ACL, flags: 0 });
      else client.ask(OpCode.setData, setDataRequest, { path: '/n', data, version: -1 });
      answered += 1;
      const { zxid } = all.net.leader()?.member.view() ?? { zxid: last };
      expect(zxid).toBeGreaterThan(last);
      expect(counterOf(zxid)).toBeLessThanOrEqual(LIMIT);
      epochs.add(epochOf(zxid));
      last = zxid;
    }
  });
  expect(epochs.size).toBeGreaterThanOrEqual(WRITES / LIMIT);
  all.onLeader((client) => {
    const reply = client.ask(OpCode.getData, watchedRequest, { path: '/n', watch: false });
    expect(getDataResponse.read(reply).data?.[0]).toBe(WRITES);
  });
  all.net.run(1_000);
  all.settle();
  const digests = [...all.net.seats.values()].map(({ member }) => member.treeDigest());
  expect(new Set(digests).size).toBe(1);
});
