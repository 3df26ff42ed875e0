import type { ConnectionView, MeansName, MeansView } from '@vivarium/contract';
import { hex64 } from '@vivarium/jute';
import { type Answer, PROBE_BUSY_MS, PROBE_IDLE_MS } from '@vivarium/observe';
import type { EnsembleView, MeansState, MemberView } from '@vivarium/timeline';
import type { Inside } from './inside.ts';

export interface Connected {
  readonly label: string;
  readonly embedded: boolean;
  readonly pollIntervalMs: number;
  /** Why a means is off. */
  readonly off: Readonly<Partial<Record<MeansName, string>>>;
  /** Whether members of this process tell of themselves. */
  readonly fed: boolean;
}

const NAMES: readonly MeansName[] = ['member-feed', 'status-poll', 'election-probe', 'observer-tap'];
/** A commit is told as it happens; the leader is looked for this often during an election. */
const TAP_RESOLUTION_MS = { idle: 5, busy: 20 };
const FEED_RESOLUTION_MS = { idle: 1, busy: 1 };

/** By which means an ensemble is seen, and what of each works. */
export function meansOf(view: EnsembleView, connected: Connected): MeansView[] {
  return NAMES.map((name): MeansView => {
    const state = name === 'member-feed' && connected.fed ? ({ name: 'on' } as const) : view.means[name];
    const cause =
      state.name === 'failed' ? state.cause : state.name === 'off' ? (connected.off[name] ?? null) : null;
    const resolutionMs = resolutionOf(name, connected);
    return { name, state: state.name, cause, resolutionMs, members: membersOf(name, view.members) };
  });
}

function resolutionOf(name: MeansName, { pollIntervalMs }: Connected): MeansView['resolutionMs'] {
  if (name === 'member-feed') return FEED_RESOLUTION_MS;
  if (name === 'election-probe') return { idle: PROBE_IDLE_MS, busy: PROBE_BUSY_MS };
  return name === 'observer-tap' ? TAP_RESOLUTION_MS : { idle: pollIntervalMs, busy: pollIntervalMs };
}

function membersOf(name: MeansName, members: readonly MemberView[]): MeansView['members'] {
  if (name === 'observer-tap') return [];
  return members.flatMap((member) => {
    const { id } = member;
    const state = name === 'status-poll' ? pollOf(member) : member.means[name];
    if (state === undefined) return [];
    return [{ id, state: state.name, cause: state.name === 'failed' ? state.cause : null }];
  });
}

/** A member that says that it serves nobody has answered all the same. */
function pollOf({ failure, asOfMs }: MemberView): MeansState | undefined {
  if (failure === null) return asOfMs === null ? undefined : { name: 'on' };
  return failure.kind === 'not-serving' ? { name: 'on' } : { name: 'failed', cause: failure.cause };
}

/** All that is known of how an ensemble is seen. */
export async function connectionView(
  view: EnsembleView,
  connected: Connected,
  inside: Inside | null,
  mntr: (id: number) => Answer | null,
): Promise<ConnectionView> {
  const standing = (await inside?.standing()) ?? null;
  const refusedWords = view.members.flatMap(({ id }) => {
    const answer = mntr(id);
    return answer === null || answer.outcome === 'text' ? [] : [{ id, word: 'mntr', cause: answer.cause }];
  });
  const { label, embedded } = connected;
  const means = meansOf(view, connected);
  if (standing === null) return { label, embedded, means, refusedWords, replica: null, history: null };
  const { streaming, leader, zxid, nodes, copies, lastCopyAtMs } = standing;
  const fromZxid = standing.historyFrom === null ? null : hex64(standing.historyFrom);
  return {
    label,
    embedded,
    means,
    refusedWords,
    replica: { streaming, leader, zxid: hex64(zxid), nodes, copies, lastCopyAtMs },
    history: { bytes: standing.historyBytes, fromZxid, fault: standing.historyFault },
  };
}
