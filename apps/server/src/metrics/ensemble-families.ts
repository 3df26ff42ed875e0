import type { EnsembleView, MemberView } from '@vivarium/contract';
import type { Family } from './prometheus.ts';

const labelsOf = ({ id, name }: MemberView): Record<string, string> => ({ member: String(id), name });

/** The ensemble as the page sees it. What no member tells is left out. */
export function ensembleFamilies({ members, standing, failovers, client }: EnsembleView): Family[] {
  const gauge = (name: string, text: string, of: (member: MemberView) => number | null): Family => ({
    name: `vivarium_member_${name}`,
    type: 'gauge',
    text,
    samples: members.map((member) => ({ labels: labelsOf(member), value: of(member) })),
  });
  const single = (name: string, text: string, value: number | null): Family => ({
    name: `vivarium_${name}`,
    type: 'gauge',
    text,
    samples: [{ value }],
  });
  return [
    gauge('up', 'Whether the member answers.', ({ state }) =>
      state === 'unknown' ? null : Number(state === 'up'),
    ),
    gauge('leader', 'Whether the member leads.', ({ mode }) =>
      mode === null ? null : Number(mode === 'leader'),
    ),
    gauge('epoch', 'The epoch that the member is in.', ({ epoch }) => epoch),
    gauge(
      'lag_txns',
      'Committed transactions that the leader has and the member has not.',
      ({ lagTxns }) => lagTxns,
    ),
    gauge('connections', 'Client connections.', ({ connections }) => connections),
    gauge('outstanding_requests', 'Requests that wait for their answer.', ({ outstanding }) => outstanding),
    gauge('znodes', 'Znodes in the tree of the member.', ({ nodeCount }) => nodeCount),
    gauge(
      'latency_avg_ms',
      'Average latency that the member tells.',
      ({ latencyMs }) => latencyMs?.avg ?? null,
    ),
    gauge(
      'latency_max_ms',
      'Longest latency that the member tells.',
      ({ latencyMs }) => latencyMs?.max ?? null,
    ),
    single(
      'quorum',
      'Whether a leader serves.',
      Number(['led', 'standalone'].includes(standing.verdict.kind)),
    ),
    single('ensemble_epoch', 'The highest epoch that was established.', standing.epoch),
    single(
      'writes_blocked',
      'Whether no write can be acknowledged now.',
      Number(standing.gapSinceMs !== null),
    ),
    single(
      'canary_latency_ms',
      'The last acknowledged write of our own session.',
      standing.canary?.latencyMs ?? null,
    ),
    single('client_connected', 'Whether the dashboard has a session.', Number(client.state === 'connected')),
    {
      name: 'vivarium_elections_total',
      type: 'counter',
      text: 'Elections recorded since the dashboard began.',
      samples: [{ value: failovers.at(-1)?.id ?? 0 }],
    },
  ];
}
