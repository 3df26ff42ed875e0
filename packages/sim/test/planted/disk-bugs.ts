import type { DiskOrder, EnsembleMember, LogAppend, MemberInput } from '@vivarium/engine';
import { ZERO_ZXID, type Zxid } from '@vivarium/jute';
import type { MemberFactory } from '../../src/index.ts';
import { Around, insidesOf, sound } from './around.ts';

// What a member may get wrong between itself and its disk.

type EpochName = 'accepted' | 'current';

/** Takes what it has ordered from the disk for durable at once. */
export const answersBeforeFlush: MemberFactory = (boot) => {
  let told = 0;
  return new Around(sound(boot), {
    after: (outbox, again, { at }) => {
      const last = outbox.diskOrders.findLast((each) => each.type === 'append');
      if (last === undefined || last.lastZxid <= told) return;
      told = last.lastZxid;
      again({ type: 'flushed', at, zxid: last.lastZxid });
    },
  });
};

/** Takes an epoch for stored, and with it all that was ordered before, as soon as it has asked for it. */
function storesAtOnce(name: EpochName): MemberFactory {
  return (boot) =>
    new Around(sound(boot), {
      after: (outbox, again, { at }) => {
        for (const order of [...outbox.diskOrders]) {
          if (order.type === 'storeEpoch' && order.name === name) {
            again({ type: 'epochStored', at, ticket: order.ticket });
          }
        }
      },
    });
}

export const acksNewLeaderUnflushed = storesAtOnce('current');
export const promisesUnstored = storesAtOnce('accepted');

/**
 * Stores the leader's epoch before the history that it is sent, and says that it has both only when it has: what it does
 * is right, but for a crash between the two.
 */
export const storesEpochFirst: MemberFactory = (boot) => {
  const inner = sound(boot) as EnsembleMember;
  let held: LogAppend[] = [];
  let awaited: Zxid = ZERO_ZXID;
  let stored: MemberInput | null = null;
  return new Around(inner, {
    before: (input) => {
      if (input.type === 'epochStored' && awaited > 0 && stored === null) {
        stored = input;
        return [];
      }
      if (input.type !== 'flushed' || awaited === 0 || input.zxid < awaited) return [input];
      awaited = ZERO_ZXID;
      const late = stored === null ? [] : [{ ...stored, at: input.at }];
      stored = null;
      return [input, ...late];
    },
    after: (outbox) => {
      const orders: DiskOrder[] = [];
      const isSyncing = inner.quorumView().phase === 'synchronization';
      if (!isSyncing) orders.push(...held.splice(0));
      for (const order of outbox.diskOrders.splice(0)) {
        if (order.type === 'append' && isSyncing) held.push(order);
        else orders.push(order);
        if (order.type !== 'storeEpoch' || order.name !== 'current' || held.length === 0) continue;
        awaited = (held.at(-1) as LogAppend).lastZxid;
        orders.push(...held);
        held = [];
      }
      outbox.diskOrders.push(...orders);
    },
  });
};

/** Cuts its memory where the leader says so, and its log not at all. */
export const ignoresTrunc: MemberFactory = (boot) => {
  const member = sound(boot);
  const { peer } = insidesOf(member);
  return new Around(member, {
    after: ({ diskOrders }) => {
      for (const [at, order] of diskOrders.entries()) {
        if (order.type !== 'truncate') continue;
        diskOrders[at] = { ...order, zxid: Number.MAX_SAFE_INTEGER as Zxid };
        if (peer.learner !== null) peer.learner.cutAt = Number.MAX_SAFE_INTEGER as Zxid;
      }
    },
  });
};

/** Names its snapshots after the transaction that comes next. */
export const snapshotsSayTooMuch: MemberFactory = (boot) =>
  new Around(sound(boot), {
    after: ({ diskOrders }) => {
      for (const [at, order] of diskOrders.entries()) {
        if (order.type === 'snapshotChunk') diskOrders[at] = { ...order, zxid: (order.zxid + 1) as Zxid };
      }
    },
  });
