import type { TimelineEvent } from './event.ts';

/** Where a trace is not well formed, and how. */
export interface Violation {
  readonly index: number;
  readonly rule: string;
  readonly found: string;
}

type Rule = (trace: readonly TimelineEvent[]) => Violation | null;

/** Looks at each event with what was remembered of its member; the first complaint ends the walk. */
function perMember<M>(
  rule: string,
  fresh: () => M,
  look: (memory: M, event: TimelineEvent) => string | null,
): Rule {
  return (trace) => {
    const memories = new Map<number, M>();
    for (const [index, event] of trace.entries()) {
      const memory = memories.get(event.member) ?? fresh();
      memories.set(event.member, memory);
      const found = look(memory, event);
      if (found !== null) return { index, rule, found };
    }
    return null;
  };
}

/** The events of one source are numbered without a gap. */
export const seqRisesByOne: Rule = (trace) => {
  for (let index = 1; index < trace.length; index++) {
    const before = (trace[index - 1] as TimelineEvent).seq;
    const { seq } = trace[index] as TimelineEvent;
    if (seq !== before + 1) return { index, rule: 'seqRisesByOne', found: `${seq} after ${before}` };
  }
  return null;
};

/** The monotonic clock of one source never goes back. */
export const timeDoesNotGoBack: Rule = (trace) => {
  for (let index = 1; index < trace.length; index++) {
    const before = (trace[index - 1] as TimelineEvent).atMs;
    const { atMs } = trace[index] as TimelineEvent;
    if (atMs < before) return { index, rule: 'timeDoesNotGoBack', found: `${atMs} ms after ${before} ms` };
  }
  return null;
};

/** A member commits in the order of zxids, each once. */
export const zxidsRise: Rule = perMember(
  'zxidsRise',
  () => ({ zxid: -1 }),
  (memory, event) => {
    if (event.type !== 'committed') return null;
    const before = memory.zxid;
    memory.zxid = event.zxid;
    return event.zxid > before ? null : `committed ${event.zxid} after ${before}`;
  },
);

/** A mode event says something new. */
export const modesChange: Rule = perMember(
  'modesChange',
  () => ({ mode: '' }),
  (memory, event) => {
    if (event.type !== 'modeChanged') return null;
    const before = memory.mode;
    memory.mode = event.mode;
    return event.mode === before ? `${event.mode} twice` : null;
  },
);

/** A session is created once and ends once; one that was there before the trace may end in it. */
export const sessionsLiveOnce: Rule = perMember(
  'sessionsLiveOnce',
  () => ({ open: new Set<string>(), ended: new Set<string>() }),
  (memory, event) => {
    if (event.type === 'sessionOpened') {
      const { session, cause } = event;
      if (memory.ended.has(session)) return `${session} ${cause} after its end`;
      if (cause === 'created' && memory.open.has(session)) return `${session} created twice`;
      memory.open.add(session);
    } else if (event.type === 'sessionClosed') {
      if (memory.ended.has(event.session)) return `${event.session} ended twice`;
      memory.ended.add(event.session);
    }
    return null;
  },
);

/** One snapshot at a time, and a finished one was started at the same zxid. */
export const snapshotsPair: Rule = perMember(
  'snapshotsPair',
  () => ({ running: null as number | null }),
  (memory, event) => {
    if (event.type === 'snapshotStarted') {
      const before = memory.running;
      memory.running = event.zxid;
      return before === null ? null : `started at ${event.zxid} while ${before} is being written`;
    }
    if (event.type === 'snapshotFinished') {
      const before = memory.running;
      memory.running = null;
      return before === event.zxid ? null : `finished ${event.zxid}, started ${before ?? 'none'}`;
    }
    return null;
  },
);

const RULES: readonly Rule[] = [
  seqRisesByOne,
  timeDoesNotGoBack,
  zxidsRise,
  modesChange,
  sessionsLiveOnce,
  snapshotsPair,
];

/** Every rule that the events of one source break, each with its first breach. Empty for a well-formed trace. */
export function violations(trace: readonly TimelineEvent[]): Violation[] {
  return RULES.map((rule) => rule(trace)).filter((found) => found !== null);
}
