import { readFileSync } from 'node:fs';
import type { ConnectionView, MemberView, QuorumView } from '@vivarium/engine';
import type { SessionId, Zxid } from '@vivarium/jute';
import { describe, expect, it } from 'vitest';
import type { EnsembleConfig } from '../../src/config/ensemble-settings.ts';
import type { ZooConfig } from '../../src/config/zoo-config.ts';
import { FourLetterWords } from '../../src/four-letter-words/answer.ts';
import { collectMetrics } from '../../src/metrics/collect.ts';
import { quorumMetrics } from '../../src/metrics/quorum-metrics.ts';
import type { MemberPort } from '../../src/server/member-port.ts';
import { newCounters } from '../net/port-fixture.ts';

/*
 * The files in recorded/ are answers of Apache ZooKeeper 3.8.0 after a few operations of one client, taken word
 * after word on connections of their own. The state below is that server's. What is compared is every byte, but
 * for the version's text, and for `envi` and `mntr` every name but not the values.
 */
const recorded = (name: string) => readFileSync(new URL(`recorded/${name}.txt`, import.meta.url), 'utf8');
const withoutVersion = (text: string) =>
  text.replace(/^(Zookeeper version: |zk_version\t).*$/m, '$1(version)');

const session = 0x1000015d7a00000n as SessionId;
const wallMs = Date.UTC(2026, 10, 22, 13, 59, 12, 500);
const monotonicMs = 1_431_900;

const view: MemberView = {
  sid: 1,
  mode: 'standalone',
  serving: true,
  zxid: 4 as Zxid,
  nodeCount: 8,
  dataSizeBytes: 65,
  ephemeralsCount: 1,
  latencyMs: { min: 1, avg: 33 / 7, max: 16 },
  readLatency: { min: 0, avg: 0, max: 0, count: 0, sum: 0 },
  updateLatency: { min: 0, avg: 0, max: 0, count: 0, sum: 0 },
  received: 26,
  sent: 25,
  connections: 2,
  secureConnections: 0,
  outstanding: 0,
  globalSessions: 1,
  authFailedCount: 0,
  staleSessionsExpired: 0,
  connectionRequestCount: 1,
  responseBytes: { last: 25, min: 16, max: 91 },
  watchesByData: { connections: 1, paths: 2, total: 2 },
  watchCount: 3,
};

const client: ConnectionView = {
  address: '127.0.0.1',
  port: 41012,
  secure: false,
  queued: 0,
  received: 7,
  sent: 7,
  establishedMs: 1795355952021,
  session: {
    id: session,
    timeoutMs: 10_000,
    lastOp: 'GETC',
    lastCxid: 6,
    lastZxid: 4 as Zxid,
    lastResponseMs: 1_431_829.3,
    lastLatencyMs: 1.2,
    minLatencyMs: 0.3,
    avgLatencyMs: 4.7,
    maxLatencyMs: 16.1,
  },
};

const asking = (port: number): ConnectionView => ({
  ...client,
  port,
  received: 1,
  sent: 0,
  establishedMs: wallMs,
  session: null,
});

interface State {
  readonly view?: Partial<MemberView>;
  readonly connections?: readonly ConnectionView[];
  readonly whitelist?: readonly string[];
  readonly running?: boolean;
  readonly quorum?: Partial<QuorumView>;
}

const address = { host: '127.0.0.1', client: null } as const;
const ensemble: EnsembleConfig = {
  sid: 3,
  membership: {
    members: new Map([
      [3, { ...address, sid: 3, quorumPort: 22326, electionPort: 22512, role: 'participant' }],
      [4, { ...address, sid: 4, quorumPort: 28596, electionPort: 18199, role: 'observer' }],
    ]),
    version: 0,
    groups: null,
  },
  times: { tickTimeMs: 2000, initLimitTicks: 20, syncLimitTicks: 5 },
  listenOnAllAddresses: false,
};

const leading: QuorumView = {
  state: 'leading',
  phase: 'broadcast',
  serving: true,
  epoch: 1,
  acceptedEpoch: 1,
  round: 1,
  leader: 3,
  cause: 'started',
  voters: 3,
  leading: {
    sinceMs: 0,
    learners: 3,
    syncedFollowers: 2,
    syncedObservers: 1,
    pendingSyncs: 0,
    proposalBytes: { last: 248, min: 36, max: 248 },
  },
  counts: {
    looking: 1,
    proposals: 113,
    commits: 113,
    learnerProposals: 0,
    learnerCommits: 0,
    diffs: 1,
    snaps: 2,
  },
  faults: [],
  electionMs: { min: 7, avg: 7, max: 7, count: 1, sum: 7 },
};

const everyWord =
  'conf cons crst dirs dump envi gtmk ruok stmk srst srvr stat wchc wchp wchs mntr isro hash'.split(' ');

function words(state: State = {}): { words: FourLetterWords; resets: string[] } {
  const resets: string[] = [];
  const member: MemberPort = {
    step: () => {},
    view: () => ({ ...view, ...state.view }),
    connectionViews: () => [...(state.connections ?? [client])],
    sessionViews: () => [
      { id: session, timeoutMs: 10_000, expiresMs: monotonicMs + 10_000, ephemerals: ['/e'] },
    ],
    ephemerals: () => new Map([[session, ['/e']]]),
    watchesByPath: () =>
      new Map([
        ['/a', [session]],
        ['/none', [session]],
      ]),
    watchesBySession: () => new Map([[session, ['/a', '/none']]]),
    watchViews: () => [],
    resetStatistics: () => resets.push('server'),
    resetConnectionStatistics: () => resets.push('connections'),
  };
  const config = {
    dataDir: '/var/zookeeper',
    dataLogDir: '/var/zookeeper',
    maxClientCnxns: 60,
    listenBacklog: -1,
    member: { tickTimeMs: 2000, minSessionTimeoutMs: 4000, maxSessionTimeoutMs: 40_000 },
    fourLetterWords: new Set(state.whitelist ?? everyWord),
    ensemble: state.quorum === undefined ? null : ensemble,
  } as unknown as ZooConfig;
  const none = { min: 0, avg: 0, max: 0, count: 0, sum: 0 };
  const host = {
    connections: newCounters(),
    bytesReceived: 383,
    connectionsDropped: 0,
    uptimeMs: 497,
    fsyncMs: none,
    snapshotMs: none,
    recoveryMs: 5,
  };
  const quorum = state.quorum === undefined ? null : { ...leading, ...state.quorum };
  const context = {
    member: state.running === false ? null : member,
    quorum: () => quorum,
    config,
    clientPort: 46961,
    secureClientPort: -1,
    directorySizes: () => ({ data: 67_109_337, log: 67_109_337 }),
    metrics: () => [...collectMetrics(view, host), ...quorumMetrics(quorum, 3183)],
    now: () => ({ monotonicMs, wallMs }),
  };
  return { words: new FourLetterWords(context), resets };
}

const chunk = Buffer.from('');
const answer = (word: string, port = 1, state: State = {}) =>
  words(state).words.answer(word, { address: '127.0.0.1', port, chunk });

describe('answers equal those recorded from Apache ZooKeeper 3.8.0', () => {
  it.each(['ruok', 'conf', 'dirs', 'gtmk', 'isro', 'wchs', 'wchc', 'wchp', 'srvr'])('%s', (word) => {
    expect(withoutVersion(answer(word))).toBe(withoutVersion(recorded(word)));
  });

  it('stat', () => {
    const state = { view: { received: 27, sent: 26 }, connections: [client, asking(41054)] };
    expect(withoutVersion(answer('stat', 41054, state))).toBe(withoutVersion(recorded('stat')));
  });

  it('cons', () => {
    expect(answer('cons', 41070, { connections: [client, asking(41070)] })).toBe(recorded('cons'));
  });

  it('cons after crst', () => {
    const fresh = { lastOp: 'NA', lastCxid: -1, lastZxid: -1 as Zxid, lastResponseMs: 0, lastLatencyMs: 0 };
    const latencies = { minLatencyMs: 0, avgLatencyMs: 0, maxLatencyMs: 0 };
    const reset = {
      ...client,
      received: 0,
      sent: 0,
      session: { ...client.session!, ...fresh, ...latencies },
    };
    expect(answer('cons', 41232, { connections: [reset, asking(41232)] })).toBe(recorded('cons-after-crst'));
  });

  it('srvr after srst', () => {
    const reset = { received: 1, sent: 1, latencyMs: { min: 0, avg: 0, max: 0 } };
    expect(withoutVersion(answer('srvr', 1, { view: reset }))).toBe(
      withoutVersion(recorded('srvr-after-srst')),
    );
  });

  it('dump, but for the dates and the order within a set', () => {
    const undated = (text: string) =>
      text
        .replaceAll(/expire at \w{3} \w{3} \d\d \d\d:\d\d:\d\d \S+ 2026:/g, 'expire at (date):')
        .split('\n')
        .sort();
    const state = { connections: [asking(41094), client] };
    expect(undated(answer('dump', 41094, state))).toEqual(undated(recorded('dump')));
  });

  it('envi: the same names in the same order', () => {
    const names = (text: string) => text.split('\n').map((line) => line.split('=')[0]);
    expect(names(answer('envi'))).toEqual(names(recorded('envi')));
  });

  it('mntr: the same names, numbers printed alike', () => {
    const lines = (text: string) =>
      new Map(
        text
          .trim()
          .split('\n')
          .map((line) => line.split('\t') as [string, string]),
      );
    const theirs = lines(recorded('mntr'));
    const decimals = (value: string) => value.includes('.');
    for (const [name, value] of lines(answer('mntr')).entries()) {
      expect(theirs.has(name), name).toBe(true);
      if (name !== 'zk_version') expect([name, decimals(value)]).toEqual([name, decimals(theirs.get(name)!)]);
    }
    expect(
      answer('mntr')
        .split('\n')
        .slice(0, 2)
        .map((line) => line.split('\t')[0]),
    ).toEqual(['zk_version', 'zk_server_state']);
  });

  it('srst and crst reset and say so', () => {
    const { words: asked, resets } = words();
    const asker = { address: '127.0.0.1', port: 1, chunk };
    expect(asked.answer('srst', asker)).toBe(recorded('srst'));
    expect(asked.answer('crst', asker)).toBe(recorded('crst'));
    expect(resets).toEqual(['server', 'connections']);
  });

  it('stmk keeps the mask that gtmk tells', () => {
    const { words: asked } = words();
    const bytes = Buffer.from([...Buffer.from('stmk'), 0, 0, 0, 0, 0, 0, 0, 7]);
    expect(asked.answer('stmk', { address: '127.0.0.1', port: 1, chunk: bytes })).toBe(recorded('stmk'));
    expect(asked.answer('gtmk', { address: '127.0.0.1', port: 1, chunk })).toBe('7');
  });
});

describe('who may ask what', () => {
  it('names a word that is not on the list', () => {
    expect(answer('mntr', 1, { whitelist: ['srvr'] })).toBe(
      'mntr is not executed because it is not in the whitelist.\n',
    );
  });

  it('says that the server does not serve', () => {
    for (const word of [
      'srvr',
      'stat',
      'cons',
      'conf',
      'dump',
      'mntr',
      'wchs',
      'wchc',
      'wchp',
      'dirs',
      'srst',
      'crst',
    ])
      expect(answer(word, 1, { running: false })).toBe(recorded('not-serving'));
    expect(answer('hash', 1, { running: false })).toBe(recorded('not-serving').trimEnd());
    expect(answer('isro', 1, { running: false })).toBe('null');
    expect(answer('ruok', 1, { running: false })).toBe('imok');
  });

  it('cuts an answer at 1 MiB', () => {
    const connections = Array.from({ length: 20_000 }, () => client);
    expect(answer('cons', 1, { connections }).length).toBe(1024 * 1024);
  });
});

/** Recorded from members of an ensemble of Apache's 3.8.0, but for ports and paths. */
describe('a member of an ensemble', () => {
  const follower = { state: 'following', leading: null } as const;

  it('tells the sizes of proposals only while it leads', () => {
    const last = 'Proposal sizes last/min/max: 248/36/248\n';
    const asLeader = { view: { mode: 'leader' }, quorum: {} } as const;
    expect(answer('srvr', 1, asLeader)).toMatch(new RegExp(`Mode: leader\nNode count: 8\n${last}$`));
    expect(answer('stat', 1, asLeader)).toMatch(new RegExp(`${last}$`));
    expect(answer('srvr', 1, { quorum: follower })).not.toContain('Proposal');
  });

  it('ends its configuration with the membership', () => {
    expect(answer('conf', 1, { quorum: {} }).split('\n').slice(11)).toEqual([
      'serverId=3',
      'initLimit=20',
      'syncLimit=5',
      'electionAlg=3',
      'electionPort=22512',
      'quorumPort=22326',
      'peerType=0',
      'membership: ',
      'server.3=127.0.0.1:22326:22512:participant',
      'server.4=127.0.0.1:28596:18199:observer',
      'version=0',
    ]);
  });

  it('knows as a learner who has a session, not when it ends', () => {
    const head =
      'SessionTracker dump:\nGlobal Sessions(1):\n0x1000015d7a00000\t10000ms\nephemeral nodes dump:\n';
    expect(answer('dump', 1, { quorum: follower }).startsWith(head)).toBe(true);
    expect(answer('dump', 1, { quorum: {} })).toMatch(/^SessionTracker dump:\nSession Sets \(1\)\/\(1\):\n/);
  });

  it('tells monitors its part and, while it leads, those that follow', () => {
    const lines = answer('mntr', 1, { view: { mode: 'leader' }, quorum: {} }).split('\n');
    expect(lines.slice(1, 3)).toEqual(['zk_server_state\tleader', 'zk_peer_state\tleading - broadcast']);
    const rest = [
      'quorum_size\t3',
      'learners\t3',
      'synced_followers\t2',
      'synced_observers\t1',
      'pending_syncs\t0',
    ];
    rest.push('leader_uptime\t3183', 'last_proposal_size\t248', 'looking_count\t1', 'snap_count\t2');
    for (const line of rest) expect(lines).toContain(`zk_${line}`);
    const observer = { state: 'observing', leading: null } as const;
    const of = answer('mntr', 1, { view: { mode: 'observer' }, quorum: observer });
    expect(of).toContain('\nzk_peer_state\tobserving - broadcast\nzk_observer_master_id\t3\n');
    expect(of).not.toContain('zk_learners');
  });

  it('serves nobody while it looks for a leader', () => {
    const looking = {
      view: { serving: false },
      quorum: { state: 'looking', phase: null, leading: null },
    } as const;
    expect(answer('srvr', 1, looking)).toBe('This ZooKeeper instance is not currently serving requests\n');
    expect(answer('isro', 1, looking)).toBe('null');
    expect(answer('ruok', 1, looking)).toBe('imok');
  });
});
