import type { MemberConfig, PeerConfig } from '@vivarium/engine';
import type { DiskOptions } from '../disk/disk-faults.ts';
import type { Prng } from '../prng/prng.ts';
import type { Mix, WorkloadOptions } from '../workload/workload.ts';

export const FAULT_KINDS = [
  'signal',
  'power',
  'powerAll',
  'pause',
  'partition',
  'oneWay',
  'slow',
  'reset',
  'stall',
  'syncError',
  'full',
  'bitFlip',
  'clockJump',
  'clientCrash',
  'snapshot',
  'purge',
  'wipe',
  'misdirected',
  'bridge',
  'lastWords',
  'staleAck',
  'leftBehind',
  'trap',
] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

/** Makes some one and a quarter calls a second of each client, whatever the length of its bursts. */
const PAUSE_PER_CALL_US = 800_000;

/** All that a seed decides before the run begins. */
export interface Settings {
  readonly seed: number;
  readonly members: number;
  readonly observers: number;
  readonly minutes: number;
  readonly clients: number;
  readonly registers: number;
  readonly sessionTimeoutMs: number;
  readonly tickTimeMs: number;
  readonly snapCount: number;
  readonly networkUs: number;
  readonly driftPpm: readonly number[];
  readonly disk: DiskOptions;
  readonly workload: WorkloadOptions;
  /** Weights; a kind that is switched off has none. */
  readonly faults: Readonly<Record<FaultKind, number>>;
  /** Longest time between two faults, milliseconds. */
  readonly faultEveryMs: number;
}

export interface SettingsOptions {
  readonly seed: number;
  readonly members: number;
  readonly observers: number;
  readonly minutes: number;
}

/** Swarm: each seed switches whole kinds of faults and calls off and weights the others wildly. */
export function settingsOf(options: SettingsOptions, prng: Prng): Settings {
  const burstMax = prng.pick([4, 20, 60]);
  const members = options.members + options.observers;
  return {
    ...options,
    clients: prng.between(3, 6),
    registers: prng.between(3, 8),
    sessionTimeoutMs: prng.pick([4000, 6000, 10_000]),
    tickTimeMs: prng.pick([500, 1000, 2000]),
    snapCount: prng.pick([20, 60, 200, 1000, 100_000]),
    networkUs: prng.pick([100, 500, 2000, 10_000]),
    driftPpm: Array.from({ length: members }, () => prng.between(-500, 500)),
    disk: {
      sectorBytes: prng.pick([512, 4096]),
      preAllocBytes: prng.pick([0, 8192, 65_536]),
      syncUs: prng.pick([100, 1000, 8000]),
    },
    workload: {
      mix: mixOf(prng),
      depth: prng.pick([1, 4, 16]),
      burstMax,
      pauseUs: burstMax * PAUSE_PER_CALL_US,
    },
    faults: swarm(FAULT_KINDS, prng),
    faultEveryMs: prng.pick([6000, 12_000, 20_000]),
  };
}

function swarm<K extends string>(kinds: readonly K[], prng: Prng): Record<K, number> {
  const weights = {} as Record<K, number>;
  for (const kind of kinds) weights[kind] = prng.chance(1, 3) ? 0 : prng.pick([1, 2, 5, 20]);
  // Whatever is off, something is on.
  weights[prng.pick(kinds)] += 5;
  return weights;
}

function mixOf(prng: Prng): Mix {
  const kinds = [
    'get',
    'exists',
    'set',
    'cas',
    'create',
    'delete',
    'children',
    'sequential',
    'ephemeral',
    'private',
    'access',
    'container',
    'ttl',
    'watch',
    'multi',
    'sync',
  ] as const;
  const mix = { ...swarm(kinds, prng), closeSession: prng.chance(1, 2) ? 1 : 0 };
  // Registers that nobody makes or changes would show nothing.
  return { ...mix, create: mix.create + 4, set: mix.set + 3, get: mix.get + 3 };
}

export function memberConfig(settings: Settings, sid: number): MemberConfig {
  return {
    sid,
    tickTimeMs: settings.tickTimeMs,
    minSessionTimeoutMs: 2 * settings.tickTimeMs,
    maxSessionTimeoutMs: 20 * settings.tickTimeMs,
    maxBufferBytes: 0xfffff,
    globalOutstandingLimit: 1000,
    snapCount: settings.snapCount,
    snapSizeLimitBytes: 4 * 1024 ** 3,
    extendedTypesEnabled: true,
    enforceQuota: true,
    skipAcl: false,
    reconfigEnabled: false,
    readOnlyEnabled: false,
    containerCheckIntervalMs: 7_000,
    containerMaxPerMinute: 10_000,
    containerMaxNeverUsedIntervalMs: 0,
    superDigest: null,
    digestAlgorithm: 'SHA1',
    digestAuthEnabled: true,
    enforceAuthEnabled: false,
    enforceAuthSchemes: [],
  };
}

/** An ensemble of voters with the first ids and observers with the last. */
export function peerConfig(settings: Settings, sid: number): PeerConfig {
  const members = new Map(
    settings.driftPpm.map((_, at) => {
      const id = at + 1;
      const role = at < settings.members ? ('participant' as const) : ('observer' as const);
      const address = { host: `m${id}`, quorumPort: 2888, electionPort: 3888, role, client: null };
      return [id, { sid: id, ...address }];
    }),
  );
  const times = { tickTimeMs: settings.tickTimeMs, initLimitTicks: 10, syncLimitTicks: 5 };
  return { sid, membership: { members, version: 0, groups: null }, times, packetBytesMax: 2 * 0xfffff };
}
