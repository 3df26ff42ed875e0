import {
  type BlastRadius,
  type CloseSessionResult,
  SESSION_PATHS_MAX,
  type SessionList,
  type SessionView,
  WATCH_ROWS_MAX,
  type WatchList,
  type WatchQuery,
  type ZnodeSessions,
} from '@vivarium/contract';
import { hex64 } from '@vivarium/jute';
import type { AuditLog } from '../audit/audit-log.ts';
import { refuse } from '../faults.ts';
import type { Author } from '../guard/author.ts';
import type { SafeMode } from '../guard/safe-mode.ts';
import { nodeKind } from '../znodes/node-kind.ts';
import { closeSession } from './close-session.ts';
import { parseWchs } from './parse-watches.ts';
import type { SessionAliases } from './session-aliases.ts';
import type { SessionFacts, SessionSources } from './session-sources.ts';

export interface SessionBookOptions {
  readonly sources: SessionSources;
  readonly aliases: SessionAliases;
  /** Sessions of the dashboard itself. */
  readonly ownIds: () => readonly bigint[];
  readonly ownerOf: (path: string) => Promise<bigint | null>;
  readonly safeMode: SafeMode;
  readonly audit: AuditLog;
  readonly connection: string;
  /** The members are ours, so that their sessions may be closed. */
  readonly embedded: boolean;
  readonly wallMs: () => number;
}

/** Who is connected, what dies with whom, who is told of what: for any ensemble whose members tell. */
export class SessionBook {
  readonly #options: SessionBookOptions;

  constructor(options: SessionBookOptions) {
    this.#options = options;
  }

  /** `withIds`: the asker has the right to edit. */
  async list(withIds: boolean): Promise<SessionList> {
    const { sources, wallMs, ownIds } = this.#options;
    const { sessions, blind, timeoutsCount } = await sources.read(false);
    // Our own is known even where no member tells of any.
    const missing = ownIds().filter((id) => !sessions.has(id));
    const views = [...sessions.values(), ...missing.map(unseen)].map((facts) => this.#view(facts, withIds));
    views.sort((a, b) => (a.establishedMs ?? 0) - (b.establishedMs ?? 0) || (a.alias < b.alias ? -1 : 1));
    return { readAtMs: wallMs(), sessions: views, timeoutsCount, blind: [...blind] };
  }

  /** What disappears when a session dies, and who is told. @throws NO_SUCH_SESSION */
  async blast(alias: string, withIds: boolean): Promise<BlastRadius> {
    const { aliases, sources } = this.#options;
    const { sessions, index, blind } = await sources.read(true);
    for (const id of sessions.keys()) aliases.of(id);
    const facts = sessions.get(aliases.idOf(alias) ?? -1n);
    if (facts === undefined) throw refuse('NO_SUCH_SESSION');
    const told = new Set<bigint>();
    const vanishing = (facts.ephemerals ?? []).slice(0, SESSION_PATHS_MAX).map((path) => {
      const ids = index?.toldOfEnd(path) ?? new Set();
      // It is not there any more to be told.
      ids.delete(facts.id);
      for (const id of ids) told.add(id);
      return { path, watchedBy: [...ids].map((id) => aliases.of(id)) };
    });
    return {
      session: this.#view(facts, withIds),
      vanishing,
      told: [...told].map((id) => aliases.of(id)),
      watches: [...(facts.watches ?? [])].sort().slice(0, SESSION_PATHS_MAX),
      blind: [...blind],
    };
  }

  /** Ends a session as its client would. @throws NO_SUCH_SESSION, NOT_OUR_SESSION, and what the guard refuses */
  async close(alias: string, author: Author): Promise<CloseSessionResult> {
    const { aliases, sources, safeMode, audit, connection, embedded } = this.#options;
    if (!embedded) throw refuse('NOT_OUR_SESSION');
    const { sessions } = await sources.read(false);
    for (const id of sessions.keys()) aliases.of(id);
    const facts = sessions.get(aliases.idOf(alias) ?? -1n);
    if (facts === undefined) throw refuse('NO_SUCH_SESSION');
    safeMode.permit(null, author.guard);
    const members = sources.words.members;
    const member = members.find(({ id }) => id === facts.connection?.member) ?? members[0];
    if (member === undefined) throw refuse('NO_SUCH_MEMBER');
    const { who, from, guard = {} } = author;
    const { reason, ticket } = guard;
    const why = { ...(reason === undefined ? {} : { reason }), ...(ticket === undefined ? {} : { ticket }) };
    const entry = {
      who,
      from,
      connection,
      ...why,
      op: 'closeSession',
      members: [member.id],
      forMs: null,
      about: alias,
    };
    const record = await audit.beginControl(entry).catch(() => {
      throw refuse('AUDIT_FAILED');
    });
    let wasThere: boolean;
    try {
      wasThere = await closeSession(member.port, facts.id);
    } catch {
      await audit.end([[record, 'UNKNOWN_OUTCOME']]).catch(() => undefined);
      throw refuse('UNKNOWN_OUTCOME');
    }
    await audit.end([[record, wasThere ? 'ok' : 'NO_SUCH_SESSION']]).catch(() => undefined);
    if (!wasThere) throw refuse('NO_SUCH_SESSION');
    return { alias, vanished: facts.ephemerals?.length ?? null };
  }

  async watches({ rows, path }: WatchQuery): Promise<WatchList> {
    const { sources, aliases, wallMs } = this.#options;
    const wchs = await sources.words.askAll('wchs');
    const sums = wchs.told.map(({ text }) => parseWchs(text)).filter((each) => each !== null);
    const totals = sums.length === 0 ? null : sums.reduce(sum);
    const list: WatchList = {
      readAtMs: wallMs(),
      totals,
      byPath: [],
      bySession: [],
      more: false,
      blind: wchs.blind,
    };
    if (rows === undefined && path === undefined) return list;
    const { bySession, blind } = await sources.watches();
    const wanted = [...(bySession ?? [])].map(([id, paths]): [string, string[]] => [
      aliases.of(id),
      paths.filter((each) => path === undefined || each === path).sort(),
    ]);
    const some = wanted.filter(([, paths]) => paths.length > 0);
    if (rows === 'session') {
      list.bySession = some
        .slice(0, WATCH_ROWS_MAX)
        .map(([session, paths]) => ({ session, paths: paths.slice(0, SESSION_PATHS_MAX) }));
      return { ...list, more: some.length > WATCH_ROWS_MAX, blind: [...wchs.blind, ...blind] };
    }
    const byPath = new Map<string, string[]>();
    for (const [session, paths] of some)
      for (const each of paths) byPath.set(each, [...(byPath.get(each) ?? []), session]);
    const sorted = [...byPath].sort(([a], [b]) => (a < b ? -1 : 1));
    list.byPath = sorted.slice(0, WATCH_ROWS_MAX).map(([each, sessions]) => ({ path: each, sessions }));
    return { ...list, more: sorted.length > WATCH_ROWS_MAX, blind: [...wchs.blind, ...blind] };
  }

  /** Who owns a znode, and who watches it. */
  async ofZnode(path: string): Promise<ZnodeSessions> {
    const { sources, aliases, ownerOf } = this.#options;
    const [owner, { index, blind }] = await Promise.all([ownerOf(path), sources.firing()]);
    const watchers = index === null ? null : [...index.watching(path)];
    const isOwned = owner !== null && nodeKind(owner).kind === 'ephemeral';
    return {
      path,
      owner: isOwned ? aliases.of(owner) : null,
      watchedBy: watchers?.map((id) => aliases.of(id)) ?? null,
      blind,
    };
  }

  #view({ id, connection, expiresMs, ephemerals, watches }: SessionFacts, withIds: boolean): SessionView {
    const timeoutMs = connection?.timeoutMs ?? null;
    return {
      alias: this.#options.aliases.of(id),
      id: withIds ? hex64(id) : null,
      own: this.#options.ownIds().includes(BigInt.asUintN(64, id)),
      member: connection?.member ?? null,
      address: connection?.address ?? null,
      timeoutMs,
      establishedMs: connection?.establishedMs ?? null,
      lastSeenMs: expiresMs === null || timeoutMs === null ? null : expiresMs - timeoutMs,
      expiresMs,
      lastOp: connection?.lastOp ?? null,
      received: connection?.received ?? null,
      sent: connection?.sent ?? null,
      ephemeralCount: ephemerals?.length ?? null,
      watchCount: watches?.length ?? null,
    };
  }
}

function unseen(id: bigint): SessionFacts {
  return { id, connection: null, expiresMs: null, ephemerals: null, watches: null };
}

type Totals = NonNullable<WatchList['totals']>;

function sum(a: Totals, b: Totals): Totals {
  return { sessions: a.sessions + b.sessions, paths: a.paths + b.paths, watches: a.watches + b.watches };
}
