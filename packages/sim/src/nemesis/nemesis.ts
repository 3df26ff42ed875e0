import { purge } from '../disk/purge.ts';
import type { MemberHost } from '../host/member-host.ts';
import type { Prng } from '../prng/prng.ts';
import type { FaultKind } from '../run/settings.ts';
import type { World } from '../run/world.ts';
import { flipAndLook } from './bit-flip.ts';
import { Blockades } from './blockades.ts';
import { mayForget, misdirect, wipe } from './loss.ts';
import { lastWords, leftBehind, type Stage, staleAck, Traps } from './stories.ts';

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
  private readonly blockades: Blockades;
  private readonly stage: Stage;
  private readonly traps: Traps;
  private isOver = false;

  constructor(world: World, prng: Prng) {
    this.world = world;
    this.prng = prng;
    this.blockades = new Blockades(world.network);
    this.stage = { world, prng, blockades: this.blockades, later: (ms, run) => this.later(ms, run) };
    this.traps = new Traps(this.stage);
    world.reached.heard = (sid, event) => this.traps.noted(sid, event);
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
    this.world.schedule.after(Math.floor(ms * MS), () => {
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
        return leader !== undefined && lastWords(this.stage, leader);
      case 'staleAck':
        return leader !== undefined && staleAck(this.stage, leader);
      case 'leftBehind':
        return leader !== undefined && leftBehind(this.stage, leader, this.traps);
      case 'trap':
        return world.settings.members > 1 && this.traps.arm();
    }
  }

  private nodes(): string[] {
    const { hosts, actors } = this.world;
    return [...hosts.map((each) => each.node), ...actors.map((each) => `c${each.client.id}`)];
  }

  /** Two groups that do not hear each other, or of which one does not hear the other. */
  private partition(isOneWay: boolean): boolean {
    return this.split(this.prng.shuffled(this.nodes()), isOneWay);
  }

  /** Two groups that hear each other only through one member, which hears both. */
  private bridge(): boolean {
    const [, ...nodes] = this.prng.shuffled(this.nodes());
    return nodes.length > 1 && this.split(nodes, false);
  }

  private split(nodes: readonly string[], isOneWay: boolean): boolean {
    const cut = this.prng.between(1, nodes.length - 1);
    const groups = [nodes.slice(0, cut), nodes.slice(cut)] as const;
    const end = isOneWay ? this.blockades.oneWay(...groups) : this.blockades.twoWay(...groups);
    this.later(this.prng.between(500, 15_000), end);
    return true;
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
