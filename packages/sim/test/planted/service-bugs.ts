import { EnsembleMember } from '@vivarium/engine';
import { ByteReader, OpCode, type SessionId, Xid, type Zxid } from '@vivarium/jute';
import type { MemberFactory } from '../../src/index.ts';
import { Around, insidesOf, of, sound } from './around.ts';

// What a member may get wrong about sessions, watches, ACLs and the tree.

/** Keeps watch events to itself. */
export const dropsEvents: MemberFactory = (boot) =>
  new Around(sound(boot), {
    after: (outbox) => {
      for (const [connection, writer] of outbox.replies) {
        if (writer.length < 8 || new ByteReader(writer.bytes, 4).i32() !== Xid.notification) continue;
        const length = 4 + new ByteReader(writer.bytes).i32();
        writer.bytes.copyWithin(0, length, writer.length);
        writer.length -= length;
        if (writer.length === 0) outbox.replies.delete(connection);
      }
    },
  });

/** Its clock for sessions is ahead of the one by which it notes that they were heard of. */
export const expiresEarly: MemberFactory = (boot) =>
  new Around(sound(boot), {
    before: (input) => {
      if (input.type !== 'tick') return [input];
      const { at } = input;
      return [{ ...input, at: { ...at, monotonicMs: at.monotonicMs + 3000 } }];
    },
  });

/** Starts without the sessions that its files hold. */
export const forgetsSessions: MemberFactory = (boot) =>
  sound({ ...boot, recovered: { ...boot.recovered, sessions: new Map() } });

/** Lets everybody do everything. */
export const ignoresAcls: MemberFactory = (boot) =>
  sound({ ...boot, config: { ...boot.config, skipAcl: true } });

const LAST_ZXID_SEEN = [8, 16] as const;

/** Takes clients that have seen more than it has. */
export const takesWhoKnowsMore: MemberFactory = (boot) => {
  const fresh = new Set<number>();
  return new Around(sound(boot), {
    before: (input) => {
      if (input.type === 'clientConnected') fresh.add(input.connection);
      if (input.type !== 'clientBytes' || !fresh.delete(input.connection)) return [input];
      const bytes = input.bytes.slice();
      bytes.fill(0, ...LAST_ZXID_SEEN);
      return [{ ...input, bytes }];
    },
  });
};

/** The proposals that a commit is about to apply. */
function* proposalsOf(member: EnsembleMember, upTo: Zxid) {
  for (const each of insidesOf(member).service.pipeline.proposals) if (each.header.zxid <= upTo) yield each;
}

class LeavesTheLastOut extends EnsembleMember {
  override commit(...[upTo, turn]: Parameters<EnsembleMember['commit']>): void {
    for (const proposal of proposalsOf(this, upTo)) {
      const { body } = proposal;
      if (body.type === OpCode.multi) proposal.body = { ...body, ops: body.ops.slice(0, -1) };
    }
    super.commit(upTo, turn);
  }
}

class LeavesAnEphemeral extends EnsembleMember {
  override commit(...[upTo, turn]: Parameters<EnsembleMember['commit']>): void {
    insidesOf(this).service.tree.ephemeralsOf = () => [];
    for (const proposal of proposalsOf(this, upTo)) {
      const { body } = proposal;
      if (body.type === OpCode.closeSession) {
        proposal.body = { ...body, paths2Delete: (body.paths2Delete ?? []).slice(1) };
      }
    }
    super.commit(upTo, turn);
  }
}

/** What it proposed when it led, and forgot when it led no longer, it does not learn again when it is committed. */
class ForgetsOnTheWay extends EnsembleMember {
  override commit(...[upTo, turn]: Parameters<EnsembleMember['commit']>): void {
    const { sessions } = insidesOf(this).service;
    const forgotten: SessionId[] = [];
    for (const { header, body } of proposalsOf(this, upTo)) {
      const isOurs = header.sessionId >> 56n === BigInt(this.view().sid);
      if (body.type === OpCode.createSession && isOurs && sessions.find(header.sessionId) === undefined) {
        forgotten.push(header.sessionId);
      }
    }
    super.commit(upTo, turn);
    for (const id of forgotten) sessions.remove(id);
  }
}

export const appliesHalfAMulti = of(LeavesTheLastOut);
export const leavesAnEphemeral = of(LeavesAnEphemeral);
export const forgetsOnTheWay = of(ForgetsOnTheWay);

/** Takes a watch that stays for one that is spent by what it tells. */
export const spendsStandingWatches: MemberFactory = (boot) => {
  const member = sound(boot);
  return new Around(member, {
    before: (input) => {
      const { watches } = insidesOf(member).service;
      watches.addPersistent = watches.addData;
      return [input];
    },
  });
};
