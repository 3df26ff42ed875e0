import { EnsembleMember } from '@vivarium/engine';
import type { Zxid } from '@vivarium/jute';
import type { MemberFactory } from '../../src/index.ts';
import { Around, insidesOf, of, sound } from './around.ts';

// What a member may get wrong about its part in an ensemble.

/** Starts one zxid too low, so that it gives one twice. */
export const reusesZxid: MemberFactory = (boot) => {
  const lastZxid = Math.max(0, boot.recovered.lastZxid - 1) as Zxid;
  return sound({ ...boot, recovered: { ...boot.recovered, lastZxid } });
};

/** Counts its own vote and ack for more than all others. */
export const decidesAlone: MemberFactory = (boot) => {
  if (boot.ensemble === null) return sound(boot);
  const { peer } = boot.ensemble;
  const weights = new Map([...peer.membership.members.keys()].map((sid) => [sid, sid === peer.sid ? 9 : 1]));
  const membership = { ...peer.membership, groups: new Map([[1, weights]]) };
  return sound({ ...boot, ensemble: { ...boot.ensemble, peer: { ...peer, membership } } });
};

/** Counts one of those that voted or acknowledged twice. */
export const countsOneTwice: MemberFactory = (boot) => {
  const member = sound(boot);
  const { identity } = insidesOf(member).peer;
  const { voters } = identity.verifier;
  identity.verifier = {
    voters,
    weight: () => 1,
    isQuorum: (sids) => {
      const heard = new Set([...sids].filter((sid) => voters.has(sid)));
      return heard.size > 0 && (heard.size + 1) * 2 > voters.size;
    },
  };
  return member;
};

/** Counts what a learner acknowledged before it was told to forget it. */
export const countsOldAcks: MemberFactory = (boot) => {
  const member = sound(boot);
  const { peer } = insidesOf(member);
  return new Around(member, {
    before: (input) => {
      if (peer.leader !== null) peer.leader.proposals.revoke = () => undefined;
      return [input];
    },
    after: () => {
      if (peer.leader !== null) peer.leader.proposals.revoke = () => undefined;
    },
  });
};

class VotesWithApplied extends EnsembleMember {
  override get lastLogged(): Zxid {
    return this.lastApplied;
  }
}

class AppliesEarly extends EnsembleMember {
  override log(...[proposal, turn]: Parameters<EnsembleMember['log']>): void {
    super.log(proposal, turn);
    this.commit(proposal.zxid, turn);
  }
}

class NeverCommitsTheLast extends EnsembleMember {
  override commit(...[upTo, turn]: Parameters<EnsembleMember['commit']>): void {
    super.commit((upTo - 1) as Zxid, turn);
  }
}

export const votesWithApplied = of(VotesWithApplied);
export const appliesEarly = of(AppliesEarly);
export const neverCommitsTheLast = of(NeverCommitsTheLast);
