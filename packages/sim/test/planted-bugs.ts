import { type DiskOrder, EnsembleMember, Member, type MemberInput, type Outbox } from '@vivarium/engine';
import { ByteReader, Xid, type Zxid } from '@vivarium/jute';
import type { Boot, MemberFactory, SimMember } from '../src/index.ts';

// Members with one bug each, made of production's by what is put around them: the core knows nothing of it.

function sound({ config, recovered, seed, ensemble }: Boot): Member | EnsembleMember {
  if (ensemble === null) return new Member(config, recovered, seed);
  return new EnsembleMember(config, ensemble.peer, ensemble.epochs, recovered, seed);
}

/** Stands between the host and a member; `before` may change an input, `after` what the member ordered. */
class Around implements SimMember {
  private readonly inner: Member | EnsembleMember;
  private readonly before: (input: MemberInput) => MemberInput;
  private readonly after: (outbox: Outbox, again: (input: MemberInput) => void, input: MemberInput) => void;

  constructor(
    inner: Member | EnsembleMember,
    before: (input: MemberInput) => MemberInput,
    after: (outbox: Outbox, again: (input: MemberInput) => void, input: MemberInput) => void,
  ) {
    this.inner = inner;
    this.before = before;
    this.after = after;
  }

  step(input: MemberInput, outbox: Outbox): void {
    this.inner.step(this.before(input), outbox);
    this.after(outbox, (more) => this.inner.step(more, outbox), input);
  }

  view() {
    return this.inner.view();
  }

  sessionViews() {
    return this.inner.sessionViews();
  }

  ephemerals() {
    return this.inner.ephemerals();
  }

  treeDigest() {
    return this.inner.treeDigest();
  }

  quorumView() {
    return (this.inner as EnsembleMember).quorumView();
  }

  get lastApplied(): Zxid {
    return (this.inner as EnsembleMember).lastApplied;
  }
}

const same = (input: MemberInput): MemberInput => input;
const nothing = (): void => {};

/** Takes what it has ordered from the disk for durable at once. */
const answersBeforeFlush: MemberFactory = (boot) => {
  let told = 0;
  return new Around(sound(boot), same, (outbox, again, { at }) => {
    const appends = outbox.diskOrders.filter((each: DiskOrder) => each.type === 'append');
    const last = appends.at(-1);
    if (last?.type !== 'append' || last.lastZxid <= told) return;
    told = last.lastZxid;
    again({ type: 'flushed', at, zxid: last.lastZxid });
  });
};

/** Keeps watch events to itself. */
const dropsEvents: MemberFactory = (boot) =>
  new Around(sound(boot), same, (outbox) => {
    for (const [connection, writer] of outbox.replies) {
      if (writer.length < 8 || new ByteReader(writer.bytes, 4).i32() !== Xid.notification) continue;
      const length = 4 + new ByteReader(writer.bytes).i32();
      writer.bytes.copyWithin(0, length, writer.length);
      writer.length -= length;
      if (writer.length === 0) outbox.replies.delete(connection);
    }
  });

/** Its clock for sessions is ahead of the one by which it notes that they were heard of. */
const expiresEarly: MemberFactory = (boot) =>
  new Around(
    sound(boot),
    (input) => {
      if (input.type !== 'tick') return input;
      const { at } = input;
      return { ...input, at: { ...at, monotonicMs: at.monotonicMs + 3000 } };
    },
    nothing,
  );

/** Starts without the sessions that its files hold. */
const forgetsSessions: MemberFactory = (boot) =>
  sound({ ...boot, recovered: { ...boot.recovered, sessions: new Map() } });

/** Starts one zxid too low, so that it gives one twice. */
const reusesZxid: MemberFactory = (boot) => {
  const lastZxid = Math.max(0, boot.recovered.lastZxid - 1) as Zxid;
  return sound({ ...boot, recovered: { ...boot.recovered, lastZxid } });
};

/** Counts its own vote and ack for more than all others. */
const decidesAlone: MemberFactory = (boot) => {
  if (boot.ensemble === null) return sound(boot);
  const { peer } = boot.ensemble;
  const weights = new Map([...peer.membership.members.keys()].map((sid) => [sid, sid === peer.sid ? 9 : 1]));
  const membership = { ...peer.membership, groups: new Map([[1, weights]]) };
  return sound({ ...boot, ensemble: { ...boot.ensemble, peer: { ...peer, membership } } });
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

const of =
  (bugged: typeof EnsembleMember): MemberFactory =>
  (boot) =>
    boot.ensemble === null
      ? sound(boot)
      : new bugged(boot.config, boot.ensemble.peer, boot.ensemble.epochs, boot.recovered, boot.seed);

export interface PlantedBug {
  readonly name: string;
  readonly factory: MemberFactory;
  readonly members: number;
  /** A seed that shows it. */
  readonly seed: number;
}

export const PLANTED_BUGS: readonly PlantedBug[] = [
  { name: 'answers before the flush', factory: answersBeforeFlush, members: 1, seed: 1 },
  { name: 'drops watch events', factory: dropsEvents, members: 1, seed: 1 },
  { name: 'expires sessions early', factory: expiresEarly, members: 1, seed: 2 },
  { name: 'forgets its sessions at a start', factory: forgetsSessions, members: 1, seed: 15 },
  { name: 'gives a zxid twice', factory: reusesZxid, members: 1, seed: 1 },
  { name: 'acks before the flush', factory: answersBeforeFlush, members: 3, seed: 1 },
  { name: 'decides without a quorum', factory: decidesAlone, members: 3, seed: 1 },
  { name: 'votes with what it applied', factory: of(VotesWithApplied), members: 3, seed: 1 },
  { name: 'applies before the commit', factory: of(AppliesEarly), members: 3, seed: 1 },
  { name: 'leaves the last commit out', factory: of(NeverCommitsTheLast), members: 3, seed: 1 },
];
