import { purge } from '../disk/purge.ts';
import type { MemberHost } from '../host/member-host.ts';
import type { Prng } from '../prng/prng.ts';
import type { FaultKind } from '../run/settings.ts';
import type { World } from '../run/world.ts';
import { flipAndLook } from './bit-flip.ts';
import { mayForget, misdirect, wipe } from './loss.ts';

const MS = 1000;
/** What an ensemble takes at most to be as before when a fault is over. */
const RECOVERY_US = 30_000_000;

/** Breaks things, one after the other, and puts them right again some time later. */
export class Nemesis {
  readonly counts = new Map<FaultKind, number>();
  /** Until then something is, or may still be, out of order because of a fault; microseconds of true time. */
  troubleUntilUs = 0;
  private readonly world: World;
  private readonly prng: Prng;
  private isOver = false;

  constructor(world: World, prng: Prng) {
    this.world = world;
    this.prng = prng;
  }

  get faults(): number {
    return [...this.counts.values()].reduce((sum, each) => sum + each, 0);
  }

  start(): void {
    this.next();
  }

  /** Nothing breaks from here on, and everything that is broken is put right. */
  heal(): void {
    this.isOver = true;
    const { world } = this;
    world.network.healAll();
    for (const host of world.hosts) {
      host.parts.faults.heal();
      host.resume();
      host.start();
    }
  }

  /** Someone looks after processes that ended. */
  memberEnded(host: MemberHost): void {
    this.later(this.prng.between(50, 4000), () => host.start());
    if (this.isOver) this.world.schedule.after(100 * MS, () => host.start());
  }

  private next(): void {
    const { faults, faultEveryMs } = this.world.settings;
    this.world.schedule.after(this.prng.between(1, faultEveryMs) * MS, () => {
      if (this.isOver) return;
      this.troubleUntilUs = Math.max(this.troubleUntilUs, this.world.schedule.nowUs + RECOVERY_US);
      const kind = this.prng.weighted(faults);
      if (this.strike(kind)) this.counts.set(kind, (this.counts.get(kind) ?? 0) + 1);
      this.next();
    });
  }

  private later(ms: number, run: () => void): void {
    const { world } = this;
    this.troubleUntilUs = Math.max(this.troubleUntilUs, world.schedule.nowUs + ms * MS + RECOVERY_US);
    this.world.schedule.after(ms * MS, () => {
      if (!this.isOver) run();
    });
  }

  /** False when there was nothing to strike. */
  private strike(kind: FaultKind): boolean {
    const { world, prng } = this;
    const up = world.hosts.filter((each) => each.isUp);
    if (up.length === 0) return false;
    const leader = up.find(leads);
    // What happens to a leader matters most.
    const host = leader !== undefined && prng.chance(1, 3) ? leader : prng.pick(up);
    const { faults, clock } = host.parts;
    switch (kind) {
      case 'signal':
      case 'power':
        host.crash(kind);
        return true;
      case 'powerAll':
        for (const each of up) each.crash('power');
        return true;
      case 'pause':
        if (host.isPaused) return false;
        host.pause();
        this.later(prng.between(100, 12_000), () => host.resume());
        return true;
      case 'partition':
      case 'oneWay':
        return this.partition(kind === 'oneWay');
      case 'slow':
        world.network.slow(host.node, prng.between(20, 400) * MS);
        this.later(prng.between(1000, 10_000), () => world.network.slow(host.node, 0));
        return true;
      case 'reset':
        return this.reset();
      case 'stall':
        faults.stalledUntilUs = world.schedule.nowUs + prng.between(100, 6000) * MS;
        return true;
      case 'syncError':
        faults.failsNext = true;
        return true;
      case 'full':
        faults.isFull = true;
        this.later(prng.between(100, 5000), () => {
          faults.isFull = false;
        });
        return true;
      case 'bitFlip':
        host.crash('signal');
        flipAndLook(host, prng, (message) => world.protest('I29', message));
        return true;
      case 'clockJump':
        clock.jump(prng.between(-3_600_000, 3_600_000));
        return true;
      case 'clientCrash':
        prng.pick(world.actors).client.crash();
        return true;
      case 'snapshot':
        host.wantSnapshot();
        return true;
      case 'purge':
        return purge(host.directory) > 0;
      case 'wipe':
        if (!mayForget(world, host)) return false;
        wipe(host);
        return true;
      case 'misdirected':
        return mayForget(world, host) && misdirect(host, prng);
      case 'bridge':
        return this.bridge();
      case 'lastWords':
        return leader !== undefined && this.lastWords(leader, up);
    }
  }

  private nodes(): string[] {
    const { hosts, actors } = this.world;
    return [...hosts.map((each) => each.node), ...actors.map((each) => `c${each.client.id}`)];
  }

  /** Two groups that do not hear each other, or of which one does not hear the other. */
  private partition(isOneWay: boolean): boolean {
    const nodes = this.prng.shuffled(this.nodes());
    const cut = this.prng.between(1, nodes.length - 1);
    const here = nodes.slice(0, cut);
    const there = nodes.slice(cut);
    const { network } = this.world;
    const each = (act: (from: string, to: string) => void): void => {
      for (const a of here) {
        for (const b of there) {
          act(a, b);
          if (!isOneWay) act(b, a);
        }
      }
    };
    each((from, to) => network.block(from, to));
    this.later(this.prng.between(500, 15_000), () => each((from, to) => network.unblock(from, to)));
    return true;
  }

  /** Two groups that hear each other only through one member, which hears both. */
  private bridge(): boolean {
    const [, ...nodes] = this.prng.shuffled(this.nodes());
    if (nodes.length < 2) return false;
    const cut = this.prng.between(1, nodes.length - 1);
    this.cutOff(nodes.slice(0, cut), nodes.slice(cut), this.prng.between(500, 15_000));
    return true;
  }

  /**
   * A leader that nobody hears any more goes on logging what its clients ask for, dies, and comes back when the others
   * have a new leader, but nothing new to say: then it has to be told to forget.
   */
  private lastWords(leader: MemberHost, up: readonly MemberHost[]): boolean {
    const { network, actors } = this.world;
    const others = up.filter((each) => each !== leader).map((each) => each.node);
    const clients = actors.map(({ client }) => `c${client.id}`);
    for (const other of others) network.block(leader.node, other);
    this.later(this.prng.between(20, 1000), () => {
      for (const other of others) network.resetBetween(leader.node, other);
      for (const other of others) network.unblock(leader.node, other);
      leader.crash(this.prng.chance(1, 2) ? 'signal' : 'power');
      this.cutOff(clients, [leader.node, ...others], this.prng.between(1000, 6000));
    });
    return true;
  }

  private cutOff(here: readonly string[], there: readonly string[], ms: number): void {
    const { network } = this.world;
    const pairs = here.flatMap((a) => there.flatMap((b) => [[a, b] as const, [b, a] as const]));
    for (const [from, to] of pairs) network.block(from, to);
    this.later(ms, () => {
      for (const [from, to] of pairs) network.unblock(from, to);
    });
  }

  private reset(): boolean {
    const [a, b] = this.prng.shuffled(this.nodes());
    return this.world.network.resetBetween(a as string, b as string) > 0;
  }
}

function leads({ member }: MemberHost): boolean {
  const view = member?.quorumView?.();
  return view?.serving === true && view.state === 'leading';
}
