import type { TxnEntry } from '@vivarium/engine';
import type { Zxid } from '@vivarium/jute';
import { describe, expect, it } from 'vitest';
import { Judge } from '../../src/checkers/judge.ts';
import { checkRealTime } from '../../src/checkers/witness/real-time.ts';
import { witness } from '../../src/checkers/witness/witness.ts';
import { isRead, isWrite, type Reply } from '../../src/history/call.ts';
import type { Operation } from '../../src/history/history.ts';
import { type RegisterOperation, search } from '../../src/index.ts';
import { Prng } from '../../src/prng/prng.ts';
import { isLinearizable } from './every-order.ts';
import { beginning, record, registers } from './recorded.ts';

const MUTATIONS = 10_000;
const SEEDS = [3, 16, 28, 32];
const STEPS_MAX = 400_000;

type Part = RegisterOperation['parts'][number];

/** One register's history with something wrong in it, or not: trying every order will tell. */
function mutated(history: readonly RegisterOperation[], prng: Prng): RegisterOperation[] {
  const found = [...history];
  const at = prng.below(found.length);
  const other = prng.below(found.length);
  const [a, b] = [found[at], found[other]] as [RegisterOperation, RegisterOperation];
  const withParts = (of: RegisterOperation, change: (part: Part, place: number) => Part) => ({
    ...of,
    parts: of.parts.map(change),
  });
  switch (prng.below(5)) {
    case 0: {
      const outcomes = [a, b].map(({ parts }) => parts[0]?.outcome ?? null);
      found[at] = withParts(a, (part) => ({ ...part, outcome: outcomes[1] ?? null }));
      found[other] = withParts(b, (part) => ({ ...part, outcome: outcomes[0] ?? null }));
      break;
    }
    case 1:
      found.splice(at, 1);
      break;
    case 2: {
      const byUs = Number.isFinite(b.returnedUs) ? b.returnedUs + 1 - a.invokedUs : 0;
      found[at] = { ...a, invokedUs: a.invokedUs + byUs, returnedUs: a.returnedUs + byUs };
      break;
    }
    case 3:
      found[at] = withParts(a, (part) => withVersion(part, prng.pick([-1, 1, 2])));
      break;
    case 4:
      found[at] = withParts(a, ({ call, outcome }) => ({
        call,
        outcome: outcome && { ...outcome, err: prng.pick([0, -101, -110, -103]) },
      }));
  }
  return found;
}

function withVersion({ call, outcome }: Part, by: number): Part {
  if (outcome === null || !('stat' in outcome.result) || outcome.result.stat === null)
    return { call, outcome };
  const { result } = outcome;
  const stat = { ...outcome.result.stat, version: outcome.result.stat.version + by };
  return { call, outcome: { ...outcome, result: { ...result, stat } as typeof result } };
}

interface Witnessed {
  readonly operations: readonly Operation[];
  readonly entries: readonly TxnEntry[];
}

/** Something is changed, and by the definition of what it is we know whether that is wrong. */
function tampered({ operations, entries }: Witnessed, prng: Prng): Witnessed & { readonly isWrong: boolean } {
  const writes = operations.filter(({ call, reply }) => isWrite(call) && reply !== null);
  const reads = operations.filter(({ call, reply }) => isRead(call) && reply !== null);
  const write = prng.pick(writes);
  const read = prng.pick(reads);
  const replaced = (of: Operation, by: Partial<Operation>) =>
    operations.map((each) => (each === of ? { ...each, ...by } : each));
  const reply = (of: Operation): Reply => of.reply as Reply;
  switch (prng.below(5)) {
    case 0: {
      const other = prng.pick(writes);
      const swapped = replaced(write, { reply: reply(other) });
      const both = swapped.map((each) => (each === other ? { ...each, reply: reply(write) } : each));
      return { operations: both, entries, isWrong: other !== write };
    }
    case 1: {
      const left = entries.filter(({ header }) => header.zxid !== reply(write).zxid);
      return { operations, entries: left, isWrong: true };
    }
    case 2: {
      const later = prng.pick(operations.filter(({ reply: each }) => each !== null)).returnedUs + 1;
      const moved = replaced(read, { invokedUs: later, returnedUs: later + 1 });
      const isWrong = operations.some(
        (each) => each !== read && each.returnedUs < later && reply(each).zxid > reply(read).zxid,
      );
      // Moved to an earlier time it may be what others come too late for.
      return later < read.invokedUs
        ? { operations, entries, isWrong: false }
        : { operations: moved, entries, isWrong };
    }
    case 3: {
      const { result } = reply(read);
      if (!('stat' in result) || result.stat === null) return { operations, entries, isWrong: false };
      const stat = { ...result.stat, version: result.stat.version + 1 };
      const changed = { ...reply(read), result: { ...result, stat } as typeof result };
      return { operations: replaced(read, { reply: changed }), entries, isWrong: true };
    }
    default: {
      const zxid = (reply(write).zxid + prng.pick([-1, 1])) as Zxid;
      const changed = { ...reply(write), zxid };
      return { operations: replaced(write, { reply: changed }), entries, isWrong: true };
    }
  }
}

function testify({ operations, entries }: Witnessed): string[] {
  const found: string[] = [];
  const judge = new Judge((invariant, message) => found.push(`${invariant} ${message}`));
  witness({ operations, entries, sightings: [], judge });
  checkRealTime(operations, true, judge);
  return found;
}

/** Other suites run beside this one. */
const TIMEOUT_MS = 300_000;

describe('ten thousand mutations of histories that pass', () => {
  it(
    'are told apart by the search as trying every order does, in time',
    () => {
      const histories = SEEDS.flatMap((seed) => registers(record(seed).history.operations, 8));
      for (const each of histories) expect(search(each, STEPS_MAX)).toBe('linearizable');
      const prng = new Prng(1);
      const seen = { linearizable: 0, violation: 0 };
      for (let i = 0; i < MUTATIONS; i++) {
        const history = mutated(prng.pick(histories), prng);
        const expected = isLinearizable(history, null) ? 'linearizable' : 'violation';
        seen[expected]++;
        const verdict = search(history, STEPS_MAX);
        if (verdict !== expected) expect({ history, verdict }).toEqual({ history, verdict: expected });
      }
      expect(seen.violation).toBeGreaterThan(MUTATIONS / 4);
      expect(seen.linearizable).toBeGreaterThan(MUTATIONS / 10);
    },
    TIMEOUT_MS,
  );

  it(
    'are told apart by the witness',
    () => {
      const witnessed = SEEDS.map((seed) => beginning(record(seed), 60));
      for (const each of witnessed) expect(testify(each)).toEqual([]);
      const prng = new Prng(2);
      const seen = { sound: 0, wrong: 0 };
      for (let i = 0; i < MUTATIONS; i++) {
        const { isWrong, ...history } = tampered(prng.pick(witnessed), prng);
        seen[isWrong ? 'wrong' : 'sound']++;
        const found = testify(history);
        if (found.length > 0 !== isWrong) expect({ i, found }).toEqual({ i, found: isWrong });
      }
      expect(seen.wrong).toBeGreaterThan(MUTATIONS / 2);
      expect(seen.sound).toBeGreaterThan(MUTATIONS / 50);
    },
    TIMEOUT_MS,
  );
});
