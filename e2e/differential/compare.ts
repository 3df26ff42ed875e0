import { isDeepStrictEqual } from 'node:util';
import { OpCode } from '@vivarium/jute';
import { EXCEPTIONS, type Frame } from './exceptions.ts';
import type { Outcome, Step } from './step.ts';

function plain(outcome: Outcome): unknown {
  return {
    frames: outcome.frames,
    closed: outcome.closed,
    others: [...outcome.others].sort(([a], [b]) => a - b),
  };
}

function rewritten(outcome: Outcome, rewrite: (frame: Frame) => Frame): Outcome {
  const each = (frames: readonly unknown[]) =>
    frames.map((frame) => (typeof frame === 'object' && frame !== null ? rewrite(frame as Frame) : frame));
  return {
    frames: each(outcome.frames),
    closed: outcome.closed,
    others: new Map([...outcome.others].map(([at, o]) => [at, { frames: each(o.frames), closed: o.closed }])),
  };
}

/**
 * Ephemerals of a closing session are deleted in the order of a hash set in Apache: what their watchers are told has
 * no promised order. Everything else has.
 */
function ordered(step: Step, outcome: Outcome): Outcome {
  if (step.kind !== 'request' || step.type !== OpCode.closeSession) return outcome;
  const sorted = (frames: readonly unknown[]) => [
    ...frames
      .slice(0, -1)
      .map((frame) => JSON.stringify(frame))
      .sort(),
    ...frames.slice(-1),
  ];
  const all = (frames: readonly unknown[]) => frames.map((frame) => JSON.stringify(frame)).sort();
  return {
    frames: sorted(outcome.frames).map(parsed),
    closed: outcome.closed,
    others: new Map(
      [...outcome.others].map(([at, o]) => [at, { frames: all(o.frames).map(parsed), closed: o.closed }]),
    ),
  };
}

function parsed(frame: unknown): unknown {
  return typeof frame === 'string' ? JSON.parse(frame) : frame;
}

export interface Verdict {
  readonly equal: boolean;
  /** Rules of the exceptions that it took to be equal. */
  readonly excepted: readonly string[];
}

/** Compares what two servers did, first as it is, then with the known exceptions taken out. */
export function compare(step: Step, reference: Outcome, ours: Outcome): Verdict {
  if (isDeepStrictEqual(plain(reference), plain(ours))) return { equal: true, excepted: [] };
  let left = ordered(step, reference);
  let right = ordered(step, ours);
  if (isDeepStrictEqual(plain(left), plain(right))) return { equal: true, excepted: [] };
  const excepted: string[] = [];
  for (const { rule, rewrite } of EXCEPTIONS) {
    left = rewritten(left, (frame) => rewrite(frame, step));
    right = rewritten(right, (frame) => rewrite(frame, step));
    excepted.push(rule);
    if (isDeepStrictEqual(plain(left), plain(right))) return { equal: true, excepted };
  }
  return { equal: false, excepted: [] };
}

/** The two outcomes, line by line, for a report: equal lines once. */
export function show(reference: Outcome, ours: Outcome): string {
  const lines = (outcome: Outcome) => {
    const { frames, closed, others } = plain(outcome) as {
      frames: unknown[];
      closed: boolean;
      others: [number, { frames: unknown[]; closed: boolean }][];
    };
    return [
      ...frames.map((frame) => JSON.stringify(frame)),
      `closed: ${closed}`,
      ...others.flatMap(([at, other]) => [
        ...other.frames.map((frame) => `slot ${at}: ${JSON.stringify(frame)}`),
        ...(other.closed ? [`slot ${at} closed`] : []),
      ]),
    ];
  };
  const left = lines(reference);
  const right = lines(ours);
  const shown: string[] = [];
  for (let at = 0; at < Math.max(left.length, right.length); at++) {
    if (left[at] === right[at]) shown.push(`      both ${left[at]}`);
    else shown.push(`    apache ${left[at] ?? '-'}`, `      ours ${right[at] ?? '-'}`);
  }
  return shown.join('\n');
}
