import type { MemberHost } from '../host/member-host.ts';
import type { Prng } from '../prng/prng.ts';
import type { World } from '../run/world.ts';
import type { Blockades } from './blockades.ts';

/** What a story may use: `later` runs something after some milliseconds unless all is healed by then. */
export interface Stage {
  readonly world: World;
  readonly prng: Prng;
  readonly blockades: Blockades;
  later(ms: number, run: () => void): void;
}

/**
 * A leader that nobody hears any more goes on logging what its clients ask for, dies, and comes back when the others
 * have a new leader, but nothing new to say: then it has to be told to forget.
 */
export function lastWords({ world, prng, blockades, later }: Stage, leader: MemberHost): boolean {
  const { network, actors, hosts } = world;
  const others = hosts.filter((each) => each !== leader).map((each) => each.node);
  const clients = actors.map(({ client }) => `c${client.id}`);
  const heard = blockades.oneWay([leader.node], others);
  later(prng.between(20, 1000), () => {
    for (const other of others) network.resetBetween(leader.node, other);
    heard();
    leader.crash(prng.chance(1, 2) ? 'signal' : 'power');
    later(prng.between(1000, 6000), blockades.twoWay(clients, [leader.node, ...others]));
  });
  return true;
}

/**
 * A leader's disk hangs, and of its followers only one hears it; that one acknowledges what the leader proposes, loses its
 * link and is synchronized anew. What it acknowledged before counts no more when the leader's disk is back.
 */
export function staleAck({ world, prng, blockades, later }: Stage, leader: MemberHost): boolean {
  const voters = world.hosts.slice(0, world.settings.members).filter((each) => each !== leader);
  if (voters.length === 0) return false;
  const [follower, ...deaf] = prng.shuffled(voters) as [MemberHost, ...MemberHost[]];
  const stalledMs = prng.between(300, 3000);
  leader.parts.faults.stalledUntilUs = world.schedule.nowUs + 1000 * stalledMs;
  const heard = blockades.oneWay(
    [leader.node],
    deaf.slice(0, Math.ceil(voters.length / 2)).map((each) => each.node),
  );
  later(prng.between(20, stalledMs - 200), () => world.network.resetBetween(leader.node, follower.node));
  later(stalledMs + 200, heard);
  return true;
}

/** A new epoch costs a member so many syncs at most: two for each epoch file, and its history in between. */
const SYNCS_OF_AN_EPOCH = 7;

function losePowerAtAStep(prng: Prng, host: MemberHost): void {
  host.parts.faults.losePowerAt(prng.between(1, SYNCS_OF_AN_EPOCH), () => host.crash('power'));
}

/**
 * A follower hears nothing while the others commit; when it is back they have to elect anew, so that it is sent what it
 * missed on its way into an epoch, and loses its power between two steps of that.
 */
export function leftBehind(
  { world, prng, blockades, later }: Stage,
  leader: MemberHost,
  traps: Traps,
): boolean {
  const voters = world.hosts.slice(0, world.settings.members).filter((each) => each !== leader);
  if (voters.length < 2) return false;
  const follower = prng.pick(voters);
  const others = world.hosts.filter((each) => each !== follower).map((each) => each.node);
  const heard = blockades.twoWay([follower.node], others);
  later(prng.between(500, 3000), () => {
    heard();
    leader.crash('signal');
    traps.await(follower.sid);
  });
  return true;
}

/** What a member does on its way into an epoch, and the next that does it loses its power soon after. */
export class Traps {
  private readonly stage: Stage;
  private armed: 'learnerSyncing' | 'epochProposed' | 'epochAccepted' | 'elected' | null = null;
  private awaited: number | null = null;

  constructor(stage: Stage) {
    this.stage = stage;
  }

  arm(): boolean {
    const { prng } = this.stage;
    this.armed = prng.pick(['learnerSyncing', 'learnerSyncing', 'epochProposed', 'epochAccepted', 'elected']);
    return true;
  }

  /** The power of this member is lost when it is synchronized next. */
  await(sid: number): void {
    this.awaited = sid;
  }

  noted(sid: number, event: { readonly type: string; readonly learner?: number }): void {
    if (event.type === 'learnerSyncing' && event.learner === this.awaited) {
      this.awaited = null;
      losePowerAtAStep(this.stage.prng, this.stage.world.host(event.learner));
    }
    if (event.type !== this.armed) return;
    this.armed = null;
    const { world, prng, later } = this.stage;
    const { networkUs, disk } = world.settings;
    if (prng.chance(1, 2)) {
      losePowerAtAStep(prng, world.host(event.learner ?? sid));
      return;
    }
    const victim = world.host(
      prng.chance(1, 2) ? (event.learner ?? sid) : prng.between(1, world.settings.members),
    );
    const isAll = prng.chance(1, 4);
    later(prng.below(4 * networkUs + 6 * disk.syncUs) / 1000, () => {
      for (const host of isAll ? world.hosts : [victim]) host.crash('power');
    });
  }
}
