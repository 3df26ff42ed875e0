import type { Outcome, Result } from '../../history/call.ts';
import type { InvariantId } from '../../run/violation.ts';
import { statDifference } from '../reference/reference-tree.ts';

export interface Difference {
  readonly invariant: InvariantId;
  readonly message: string;
}

/** How a reply differs from what it must be, and what that breaks; null when it does not. */
export function outcomeDifference(expected: Outcome, found: Outcome): Difference | null {
  if (expected.err !== found.err) {
    // -102 and -101 tell different things to who may not look.
    const invariant = expected.err === -102 || found.err === -102 ? 'I30' : 'I17';
    return { invariant, message: `error ${found.err} instead of ${expected.err}` };
  }
  return resultDifference(expected.result, found.result);
}

function resultDifference(expected: Result, found: Result): Difference | null {
  if (expected.type !== found.type) {
    return { invariant: 'I17', message: `a result ${found.type} instead of ${expected.type}` };
  }
  switch (found.type) {
    case 'none':
      return null;
    case 'stat':
      return differentStat(expected, found);
    case 'created': {
      const { path } = expected as typeof found;
      if (path === found.path) return differentStat(expected, found);
      return { invariant: 'I24', message: `created ${found.path} instead of ${path}` };
    }
    case 'data': {
      const { value } = expected as typeof found;
      if (value === found.value) return differentStat(expected, found);
      return { invariant: 'I17', message: `data ${found.value} instead of ${value}` };
    }
    case 'children': {
      const { names } = expected as typeof found;
      if (names.join('/') === found.names.join('/')) return differentStat(expected, found);
      return { invariant: 'I17', message: `children ${found.names.join()} instead of ${names.join()}` };
    }
    case 'multi':
      return differentMulti((expected as typeof found).results, found.results);
  }
}

function differentStat(expected: Result, found: Result): Difference | null {
  if (!('stat' in expected && 'stat' in found) || expected.stat === null || found.stat === null) return null;
  const message = statDifference(expected.stat, found.stat);
  return message === null ? null : { invariant: 'I26', message };
}

function differentMulti(expected: readonly Outcome[], found: readonly Outcome[]): Difference | null {
  if (expected.length !== found.length)
    return { invariant: 'I25', message: `${found.length} results in a multi` };
  for (const [at, outcome] of found.entries()) {
    const wanted = expected[at] as Outcome;
    if (wanted.err !== outcome.err) {
      return { invariant: 'I25', message: `operation ${at}: ${outcome.err} instead of ${wanted.err}` };
    }
    const difference = outcomeDifference(wanted, outcome);
    if (difference !== null) return difference;
  }
  return null;
}
