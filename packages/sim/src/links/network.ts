import type { Schedule } from '../clock/schedule.ts';
import type { Prng } from '../prng/prng.ts';
import { type Endpoint, type Medium, type Tap, Wire } from './wire.ts';

/** Takes a connection that was dialled here, or null when nobody listens. */
export type Accept = (wire: Wire, from: string) => Endpoint | null;

interface Node {
  readonly ports: Map<string, Accept>;
  /** The machine has no power: it does not even refuse. */
  isDark: boolean;
}

/** Machines and the wires between them. */
export class Network implements Medium {
  readonly schedule: Schedule;
  readonly prng: Prng;
  /** For each new connection to a quorum port: who listens in. */
  tapFor: ((from: string, to: string) => Tap) | null = null;
  private readonly baseUs: number;
  private readonly nodes = new Map<string, Node>();
  private readonly wires = new Set<Wire>();
  /** `from>to` in which nothing moves. */
  private readonly blocked = new Set<string>();
  /** What a node's traffic takes on top, microseconds. */
  private readonly slowUs = new Map<string, number>();

  constructor(schedule: Schedule, prng: Prng, baseUs: number) {
    this.schedule = schedule;
    this.prng = prng;
    this.baseUs = baseUs;
  }

  listen(node: string, port: string, accept: Accept): void {
    this.nodeOf(node).ports.set(port, accept);
  }

  unlisten(node: string, port: string): void {
    this.nodeOf(node).ports.delete(port);
  }

  /** The dialler hears `opened`, or `closed` when refused or after `timeoutUs`. */
  dial(from: string, to: string, port: string, timeoutUs: number, dialler: Endpoint): Wire {
    const wire = new Wire(this, from, to, dialler);
    if (port === 'quorum') wire.tap = this.tapFor?.(from, to) ?? null;
    this.wires.add(wire);
    let isDecided = false;
    const attempt = (): void => {
      if (isDecided || !wire.isOpen) return;
      const node = this.nodeOf(to);
      // The greeting is repeated until it comes through or the time is over.
      if (node.isDark || this.isBlocked(from, to) || this.isBlocked(to, from)) {
        this.schedule.after(500_000, attempt);
        return;
      }
      isDecided = true;
      const endpoint = node.ports.get(port)?.(wire, from) ?? null;
      if (endpoint === null) wire.refuse('refused', true);
      else wire.accept(endpoint);
    };
    this.schedule.after(this.latencyUs(from, to), attempt);
    this.schedule.after(timeoutUs, () => {
      if (isDecided) return;
      isDecided = true;
      wire.refuse('timed out', false);
    });
    return wire;
  }

  latencyUs(from: string, to: string): number {
    const slowUs = (this.slowUs.get(from) ?? 0) + (this.slowUs.get(to) ?? 0);
    return this.baseUs + this.prng.below(this.baseUs + slowUs);
  }

  isBlocked(from: string, to: string): boolean {
    return this.blocked.size > 0 && this.blocked.has(`${from}>${to}`);
  }

  /** Nothing moves from one node to the other until `unblock`; connections stay, and time out by themselves. */
  block(from: string, to: string): void {
    this.blocked.add(`${from}>${to}`);
  }

  unblock(from: string, to: string): void {
    if (this.blocked.delete(`${from}>${to}`)) this.pumpAll();
  }

  slow(node: string, us: number): void {
    if (us === 0) this.slowUs.delete(node);
    else this.slowUs.set(node, us);
  }

  healAll(): void {
    this.slowUs.clear();
    this.blocked.clear();
    this.pumpAll();
  }

  /** Every wire between two nodes breaks. */
  resetBetween(a: string, b: string): number {
    let count = 0;
    for (const wire of [...this.wires]) {
      if (!(wire.nodes.includes(a) && wire.nodes.includes(b))) continue;
      wire.reset('reset');
      count++;
    }
    return count;
  }

  /** The process on a node ends: its kernel closes what it had, or, without power, nobody says anything. */
  processEnds(node: string, isPowerLost: boolean): void {
    const { ports } = this.nodeOf(node);
    ports.clear();
    this.nodeOf(node).isDark = isPowerLost;
    for (const wire of [...this.wires]) {
      for (const side of [0, 1] as const) {
        if (wire.nodes[side] !== node) continue;
        wire.vanish(side, isPowerLost || this.prng.chance(1, 2), isPowerLost);
      }
    }
  }

  /** The machine is up again: it resets connections that it does not know. */
  machineStarts(node: string): void {
    const { isDark } = this.nodeOf(node);
    this.nodeOf(node).isDark = false;
    if (!isDark) return;
    for (const wire of [...this.wires]) if (wire.nodes.includes(node)) wire.reset('reset by a new start');
  }

  forget(wire: Wire): void {
    this.wires.delete(wire);
  }

  private pumpAll(): void {
    for (const wire of [...this.wires]) wire.pump();
  }

  private nodeOf(name: string): Node {
    let node = this.nodes.get(name);
    if (node === undefined) {
      node = { ports: new Map(), isDark: false };
      this.nodes.set(name, node);
    }
    return node;
  }
}
