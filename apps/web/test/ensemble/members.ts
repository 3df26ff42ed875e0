import type { EnsembleView, MemberView } from '@vivarium/contract';

export function member(id: number, facts: Partial<MemberView> = {}): MemberView {
  return {
    id,
    name: `zk-${id}`,
    address: `127.0.0.1:218${id}`,
    embedded: true,
    state: 'up',
    cause: null,
    mode: 'follower',
    version: '3.9.5',
    zxid: '0x700000001',
    connections: 1,
    sessions: 1,
    uptimeMs: null,
    answerMs: null,
    outstanding: 0,
    nodeCount: 5,
    received: 0,
    sent: 0,
    latencyMs: null,
    polledAtMs: 1,
    role: 'voter',
    epoch: 7,
    lagTxns: 0,
    phase: 'broadcast',
    vote: null,
    sync: null,
    thread: 'running',
    pausedUntilMs: null,
    isolated: false,
    ...facts,
  };
}

/** Three voters of which zk-2 leads, and an observer. */
export function ensemble(facts: Partial<EnsembleView> = {}): EnsembleView {
  return {
    label: 'local · 3+1 embedded',
    embedded: true,
    poll: { command: 'srvr', intervalMs: 250 },
    treeMeans: 'recursive watch',
    members: [
      member(1),
      member(2, { mode: 'leader' }),
      member(3),
      member(4, { mode: 'observer', role: 'observer' }),
    ],
    standing: {
      verdict: {
        kind: 'led',
        leader: 2,
        leaderName: 'zk-2',
        inStep: 3,
        voters: 3,
        needed: 2,
        silent: [],
      },
      epoch: 7,
      leader: 2,
      cuts: [],
      reasons: [],
      gapSinceMs: null,
      canary: null,
    },
    failovers: [],
    client: { state: 'connected', session: '0x1', sinceMs: 0 },
    ...facts,
  };
}

/** The same ensemble once its quorum is gone. */
export function lost(): EnsembleView {
  const whole = ensemble();
  const verdict = { kind: 'noQuorum', answering: 1, voters: 3, needed: 2, silent: [] } as const;
  return { ...whole, standing: { ...whole.standing, verdict: { ...verdict, silent: [] }, leader: null } };
}
