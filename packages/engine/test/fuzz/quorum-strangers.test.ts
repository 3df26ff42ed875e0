import { createRequest, OpCode, setDataRequest } from '@vivarium/jute';
import { expect, it } from 'vitest';
import { SharedClient } from './quorum-client.ts';
import { anySid, garbage, greeting, learnerPacket, mutate, notificationFrame } from './quorum-grammar.ts';
import { type Port, QuorumNet, type Seat } from './quorum-net.ts';
import { Random } from './random.ts';

/** More, and other seeds, where a release is checked. */
const FRAMES = Number(process.env.VIVARIUM_STORM_FRAMES ?? 100_000);
const FIRST_SEED = Number(process.env.VIVARIUM_STORM_SEED ?? 1);
const FRAMES_PER_ENSEMBLE = 5_000;
const LINKS = 12;
const WRITE_EVERY = 100;
const TIMEOUT_MS = 300_000;
/** What storms may leave behind: not more than a few megabytes for each link that is open. */
const MEMORY_LIMIT_BYTES = 200 * 1024 * 1024;
const OPEN_ACL = [{ perms: 31, scheme: 'world', id: 'anyone' }];

interface Attack {
  readonly seat: Seat;
  readonly link: number;
  readonly port: Port;
}

function attackFrame(random: Random, { port }: Attack, epoch: number, last: number): Uint8Array {
  if (random.oneIn(15)) return garbage(random);
  const sound =
    port === 'quorum' ? learnerPacket(random, epoch, last) : notificationFrame(random, epoch, last);
  return random.oneIn(3) ? mutate(random, sound) : sound;
}

/** Two members serve, the third is looking because the attacker holds its links, or all three serve. */
function storm(seed: number): { readonly closed: number } {
  const random = new Random(seed);
  const net = new QuorumNet([1, 2, 3], 3);
  expect(net.runUntil(() => [...net.seats.values()].every((s) => s.mode !== 'not serving'), 10_000)).toBe(
    true,
  );
  const leader = net.leader() as Seat;
  const epoch = leader.member.quorumView().epoch;
  const client = new SharedClient(net, leader);
  client.ask(OpCode.create, createRequest, { path: '/a', data: null, acl: OPEN_ACL, flags: 0 });
  const attacks: Attack[] = [];
  let writes = 0;
  for (let frames = 0; frames < FRAMES_PER_ENSEMBLE; frames++) {
    if (frames % WRITE_EVERY === 0) {
      const data = Uint8Array.of(writes & 0xff);
      client.ask(OpCode.setData, setDataRequest, { path: '/a', data, version: -1 });
      writes++;
      net.run(10);
    }
    while (attacks.length < LINKS) {
      const seat = random.oneIn(2) ? leader : net.seat(1 + random.below(3));
      const port = random.oneIn(2) ? ('election' as const) : ('quorum' as const);
      const attack = { seat, port, link: net.accept(seat, port) };
      if (port === 'election') net.bytes(seat, attack.link, greeting(random, anySid(random)));
      attacks.push(attack);
    }
    const at = random.below(attacks.length);
    const attack = attacks[at] as Attack;
    const view = leader.member.view();
    net.bytes(attack.seat, attack.link, attackFrame(random, attack, epoch, view.zxid));
    if (random.oneIn(60)) net.hangUp(attack.seat, attack.link);
    if (!net.isOpen(attack.seat, attack.link)) attacks.splice(at, 1);
  }
  const { state, epoch: now } = leader.member.quorumView();
  expect({ state, now }, `seed ${seed}: it leads as before`).toEqual({ state: 'leading', now: epoch });
  const causes = [...net.seats.values()].flatMap((seat) => seat.causes);
  for (const cause of causes) expect(cause).not.toBe('');
  return { closed: causes.length };
}

it(`${FRAMES} hostile frames on the ports of three members: closed with a reason, and every write is committed`, {
  timeout: TIMEOUT_MS,
}, () => {
  let closed = 0;
  for (let seed = FIRST_SEED; seed < FIRST_SEED + FRAMES / FRAMES_PER_ENSEMBLE; seed++) {
    try {
      closed += storm(seed).closed;
    } catch (error) {
      throw new Error(`seed ${seed}`, { cause: error });
    }
  }
  expect(closed).toBeGreaterThan(FRAMES / 100);
  const { arrayBuffers, heapUsed } = process.memoryUsage();
  expect(arrayBuffers + heapUsed).toBeLessThan(MEMORY_LIMIT_BYTES);
});
