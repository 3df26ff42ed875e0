import { isDeepStrictEqual } from 'node:util';
import { EXCEPTIONS, type Frame } from './exceptions.ts';
import type { Outcome } from './step.ts';

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

export interface Verdict {
  readonly equal: boolean;
  /** Rules of the exceptions that it took to be equal. */
  readonly excepted: readonly string[];
}

/** Compares what two servers did, first as it is, then with the known exceptions taken out. */
export function compare(reference: Outcome, ours: Outcome): Verdict {
  if (isDeepStrictEqual(plain(reference), plain(ours))) return { equal: true, excepted: [] };
  let left = reference;
  let right = ours;
  const excepted: string[] = [];
  for (const { rule, rewrite } of EXCEPTIONS) {
    left = rewritten(left, rewrite);
    right = rewritten(right, rewrite);
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
