import {
  EnsembleMember,
  Member,
  type MemberInput,
  type Outbox,
  type QuorumView,
  type TxnBody,
} from '@vivarium/engine';
import type { SessionId, TxnHeader, Zxid } from '@vivarium/jute';
import type { Boot, MemberFactory, SimMember } from '../../src/index.ts';

// Members with one bug each, made of production's by what is put around or into them: the core knows nothing of it.

export function sound({ config, recovered, seed, ensemble }: Boot): Member | EnsembleMember {
  if (ensemble === null) return new Member(config, recovered, seed);
  return new EnsembleMember(config, ensemble.peer, ensemble.epochs, recovered, seed);
}

type Again = (input: MemberInput) => void;

export interface Wrong {
  /** What the member is given instead of an input: the same one, another, several or none. */
  readonly before?: (input: MemberInput) => readonly MemberInput[];
  /** Changes what the member ordered; `again` gives it one more input. */
  readonly after?: (outbox: Outbox, again: Again, input: MemberInput) => void;
}

/** Stands between the host and a member. */
export class Around implements SimMember {
  private readonly inner: Member | EnsembleMember;
  private readonly wrong: Wrong;
  /** Only of an ensemble's member. */
  readonly quorumView?: () => QuorumView;

  constructor(inner: Member | EnsembleMember, wrong: Wrong) {
    this.inner = inner;
    this.wrong = wrong;
    if (inner instanceof EnsembleMember) this.quorumView = () => inner.quorumView();
  }

  step(input: MemberInput, outbox: Outbox): void {
    for (const each of this.wrong.before?.(input) ?? [input]) this.inner.step(each, outbox);
    this.wrong.after?.(outbox, (more) => this.inner.step(more, outbox), input);
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

  get lastApplied(): Zxid {
    return (this.inner as EnsembleMember).lastApplied;
  }
}

/** An ensemble's member of another class than production's. */
export function of(bugged: typeof EnsembleMember): MemberFactory {
  return ({ config, recovered, seed, ensemble }) => {
    if (ensemble === null) throw new Error('this bug needs an ensemble');
    return new bugged(config, ensemble.peer, ensemble.epochs, recovered, seed);
  };
}

interface Verifier {
  readonly voters: ReadonlySet<number>;
  weight(sid: number): number;
  isQuorum(sids: Iterable<number>): boolean;
}

/** Parts of a member that nobody else may touch. */
export interface Insides {
  readonly service: {
    readonly watches: Record<'addData' | 'addPersistent', (path: string, watcher: object) => void>;
    readonly tree: { ephemeralsOf: (session: SessionId) => readonly string[] };
    readonly sessions: { find(id: SessionId): object | undefined; remove(id: SessionId): void };
    readonly pipeline: { readonly proposals: Iterable<{ readonly header: TxnHeader; body: TxnBody }> };
  };
  readonly peer: {
    readonly identity: { verifier: Verifier };
    readonly leader: { readonly proposals: { revoke: (sid: number) => void } } | null;
    readonly learner: { cutAt: Zxid } | null;
  };
}

export function insidesOf(member: Member | EnsembleMember): Insides {
  return member as unknown as Insides;
}
