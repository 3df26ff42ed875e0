import { SimClient } from '../client/sim-client.ts';
import { MachineClock } from '../clock/machine-clock.ts';
import { Schedule } from '../clock/schedule.ts';
import { DiskFaults } from '../disk/disk-faults.ts';
import { History } from '../history/history.ts';
import { type HostObserver, type MemberFactory, MemberHost } from '../host/member-host.ts';
import { Network } from '../links/network.ts';
import type { Prng } from '../prng/prng.ts';
import { Keys } from '../workload/keys.ts';
import { Actor } from '../workload/workload.ts';
import { Reached } from './reached.ts';
import { memberConfig, peerConfig, type Settings } from './settings.ts';
import { TraceHash } from './trace-hash.ts';
import { Violations } from './violation.ts';

/** Everything there is in one run. */
export class World {
  readonly settings: Settings;
  readonly schedule = new Schedule();
  readonly trace = new TraceHash();
  readonly violations = new Violations();
  readonly history = new History();
  readonly reached = new Reached();
  readonly network: Network;
  readonly hosts: readonly MemberHost[];
  readonly actors: readonly Actor[];

  constructor(settings: Settings, factory: MemberFactory, observer: HostObserver, prng: Prng) {
    this.settings = settings;
    const { schedule, trace } = this;
    this.network = new Network(schedule, prng.fork(), settings.networkUs);
    const { network } = this;
    this.hosts = settings.driftPpm.map((driftPpm, at) => {
      const sid = at + 1;
      return new MemberHost({
        config: memberConfig(settings, sid),
        peer: settings.members === 1 ? null : peerConfig(settings, sid),
        schedule,
        network,
        clock: new MachineClock(driftPpm, 1_000_000 * sid),
        faults: new DiskFaults(prng.fork(), settings.disk),
        factory,
        observer,
        trace,
        reached: this.reached,
        seed: prng.below(0x7fffffff),
      });
    });
    const keys = new Keys(prng.fork(), settings.registers);
    const members = this.hosts.map((host) => host.sid);
    this.actors = Array.from({ length: settings.clients }, (_, client) => {
      const options = {
        client,
        members,
        timeoutMs: settings.sessionTimeoutMs,
        protest: (invariant: 'I20' | 'I21', message: string) => this.protest(invariant, message),
      };
      const simClient = new SimClient(options, schedule, network, this.history, prng.fork());
      return new Actor(simClient, settings.workload, schedule, keys, prng.fork());
    });
  }

  host(sid: number): MemberHost {
    return this.hosts[sid - 1] as MemberHost;
  }

  clientOf(client: number): SimClient {
    return (this.actors[client] as Actor).client;
  }

  protest(...[invariant, message]: [Parameters<Violations['add']>[0], string]): void {
    this.violations.add(invariant, this.schedule.nowUs, message);
  }
}
