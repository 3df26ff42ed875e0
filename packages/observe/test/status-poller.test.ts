import { type TimelineEvent, violations } from '@vivarium/timeline';
import { describe, expect, it } from 'vitest';
import { type Answer, type PolledMember, StatusPoller } from '../src/index.ts';
import { SRVR_LEADER, SRVR_STANDALONE } from './answers.ts';
import { ManualClock } from './manual-clock.ts';

const text = (answer: string): Answer => ({ outcome: 'text', text: answer });
const REFUSED_WORD: Answer = { outcome: 'not-whitelisted', cause: 'not in 4lw.commands.whitelist' };
const member = (id: number): PolledMember => ({ id, name: `zk-${id}`, host: `h${id}`, port: 2181 });

/** A poller whose questions the test answers by hand. */
class Rig {
  readonly clock = new ManualClock();
  readonly events: TimelineEvent[] = [];
  readonly asked: { readonly host: string; readonly word: string; answer(answer: Answer): Promise<void> }[] =
    [];
  readonly poller: StatusPoller;

  constructor(members: number) {
    this.poller = new StatusPoller({
      members: Array.from({ length: members }, (_, i) => member(i + 1)),
      intervalMs: 1_000,
      clock: this.clock,
      onEvent: (event) => this.events.push(event),
      ask: ({ host }, word) =>
        new Promise((resolve) => {
          const answer = async (given: Answer) => {
            resolve(given);
            // The poller's reaction to the answer, and what it asks next, are promise reactions.
            await new Promise((done) => setImmediate(done));
          };
          this.asked.push({ host, word, answer });
        }),
    });
  }

  /** Answers the open question to that host, which must be about that word. */
  async answer(host: string, word: string, answer: Answer): Promise<void> {
    const at = this.asked.findIndex((each) => each.host === host);
    const question = this.asked.splice(at, 1)[0];
    expect(question?.word).toBe(word);
    await question?.answer(answer);
  }

  said(): string[] {
    return this.events.splice(0).map((event) => {
      const what = event.type === 'meansChanged' ? ` ${event.state.name}` : '';
      return `${event.member} ${event.type}${what}${event.type === 'statusUnavailable' ? ` ${event.kind}` : ''}`;
    });
  }
}

describe('StatusPoller', () => {
  it('tells members, mode and status, and asks again at every interval', async () => {
    const rig = new Rig(1);
    rig.poller.start();
    expect(rig.said()).toEqual(['1 memberListed', '0 meansChanged on']);
    await rig.answer('h1', 'srvr', text(SRVR_STANDALONE));
    await rig.answer('h1', 'mntr', text('zk_global_sessions\t3\nzk_local_sessions\t1\n'));
    expect(rig.events.at(-1)).toMatchObject({
      type: 'statusPolled',
      status: { mode: 'standalone', sessions: 4 },
    });
    expect(rig.said()).toEqual(['1 modeChanged', '1 statusPolled']);
    rig.clock.pass(999);
    expect(rig.asked).toHaveLength(0);
    rig.clock.pass(1);
    await rig.answer('h1', 'srvr', text(SRVR_LEADER));
    await rig.answer('h1', 'mntr', REFUSED_WORD);
    expect(rig.said()).toEqual(['1 modeChanged', '1 statusPolled']);
    rig.poller.stop();
    expect(rig.said()).toEqual(['0 meansChanged off']);
  });

  it('tells what a member finds wrong with the set-up, once, until it takes it back', async () => {
    const rig = new Rig(1);
    rig.poller.start();
    const even = 'Fault: an even number of voters (4) survives no more failures than 3 would\n';
    const faults = () =>
      rig.events.splice(0).flatMap((event) => (event.type === 'faultsChanged' ? event.faults : []));
    const kinds: number[] = [];
    const NOT_SERVING = { outcome: 'not-serving', cause: 'serves no requests yet', rest: even } as const;
    for (const answer of [text(SRVR_LEADER + even), NOT_SERVING, text(SRVR_LEADER)]) {
      await rig.answer('h1', 'srvr', answer);
      if (answer.outcome === 'text') await rig.answer('h1', 'mntr', text(''));
      kinds.push(rig.events.filter(({ type }) => type === 'faultsChanged').length);
      if (kinds.length === 1) expect(faults()).toEqual([{ kind: 'evenVoters', voters: 4 }]);
      rig.clock.pass(1_000);
    }
    expect(kinds).toEqual([1, 0, 1]);
    expect(faults()).toEqual([]);
  });

  it('lets no hung member delay another, nor asks it twice', async () => {
    const rig = new Rig(2);
    rig.poller.start();
    for (let round = 0; round < 5; round++) {
      await rig.answer('h2', 'srvr', { outcome: 'refused', cause: 'nothing listens' });
      expect(rig.asked.map(({ host }) => host)).toEqual(['h1']);
      rig.clock.pass(1_000);
    }
    expect(rig.said().filter((line) => line.startsWith('2 statusUnavailable'))).toHaveLength(5);
    await rig.answer('h1', 'srvr', { outcome: 'timeout', cause: 'no answer' });
    rig.clock.pass(1_000);
    expect(rig.asked.map(({ host }) => host).sort()).toEqual(['h1', 'h2']);
  });

  it('does not ask for mntr again soon after a refusal', async () => {
    const rig = new Rig(1);
    rig.poller.start();
    await rig.answer('h1', 'srvr', text(SRVR_STANDALONE));
    await rig.answer('h1', 'mntr', REFUSED_WORD);
    let rounds = 0;
    for (; rounds < 100 && rig.asked.length === 0; rounds++) {
      rig.clock.pass(1_000);
      await rig.answer('h1', 'srvr', text(SRVR_STANDALONE));
    }
    expect([rounds, rig.asked[0]?.word]).toEqual([61, 'mntr']);
    expect(rig.poller.mntr(1)).toEqual(REFUSED_WORD);
    expect(rig.poller.mntr(2)).toBeNull();
  });

  it('says that the means failed only when no member lets it in', async () => {
    const rig = new Rig(2);
    rig.poller.start();
    rig.said();
    await rig.answer('h1', 'srvr', REFUSED_WORD);
    expect(rig.said()).toEqual(['1 statusUnavailable not-whitelisted']);
    await rig.answer('h2', 'srvr', REFUSED_WORD);
    expect(rig.said()).toEqual(['2 statusUnavailable not-whitelisted', '0 meansChanged failed']);
    rig.clock.pass(1_000);
    await rig.answer('h1', 'srvr', { outcome: 'refused', cause: '' });
    expect(rig.said()).toEqual(['1 statusUnavailable refused', '0 meansChanged on']);
  });

  it('calls a member that does not serve looking, and foreign text no ZooKeeper', async () => {
    const rig = new Rig(1);
    rig.poller.start();
    rig.said();
    await rig.answer('h1', 'srvr', { outcome: 'not-serving', cause: '' });
    expect(rig.events[0]).toMatchObject({ type: 'modeChanged', mode: 'looking' });
    expect(rig.said()).toEqual(['1 modeChanged', '1 statusUnavailable not-serving']);
    rig.clock.pass(1_000);
    await rig.answer('h1', 'srvr', text('HTTP/1.1 400 Bad Request'));
    await rig.answer('h1', 'mntr', text('HTTP/1.1 400 Bad Request'));
    expect(rig.said()).toEqual(['1 statusUnavailable not-zookeeper', '0 meansChanged failed']);
  });

  it('drops answers that come after its end', async () => {
    const rig = new Rig(1);
    rig.poller.start();
    rig.poller.stop();
    rig.said();
    await rig.answer('h1', 'srvr', { outcome: 'refused', cause: '' });
    expect(rig.said()).toEqual([]);
    rig.clock.pass(10_000);
    expect(rig.asked).toEqual([]);
  });

  it('makes a well-formed trace', async () => {
    const rig = new Rig(2);
    rig.poller.start();
    for (const answer of [SRVR_STANDALONE, SRVR_LEADER, SRVR_LEADER, 'junk', SRVR_LEADER]) {
      for (const host of ['h1', 'h2']) {
        await rig.answer(host, 'srvr', text(answer));
        const next = rig.asked.find((each) => each.host === host);
        if (next?.word === 'mntr') await rig.answer(host, 'mntr', REFUSED_WORD);
      }
      rig.clock.pass(1_000);
    }
    rig.poller.stop();
    expect(rig.events.length).toBeGreaterThan(10);
    expect(violations(rig.events)).toEqual([]);
  });
});
