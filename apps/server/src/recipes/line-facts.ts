import {
  type ElectionFacts,
  type LockFacts,
  RECIPE_ROWS_MAX,
  type RecipeParticipant,
} from '@vivarium/contract';
import { hex64 } from '@vivarium/jute';
import { accessOf, type LineName, lineName } from './line-name.ts';
import { type NodeFacts, textOf } from './node-facts.ts';
import type { RecipeMemory } from './recipe-memory.ts';
import type { EndOf } from './reign-end.ts';

/** Someone in a line, before it is known who holds. */
export interface InLine extends LineName {
  readonly access: 'read' | 'write' | null;
}

/** The numbered children in order; a read-write lock only where somebody asks to read. */
export function inLine(names: readonly string[]): InLine[] {
  const line = names.map(lineName).filter((name) => name !== null);
  const isReadWrite = line.some((name) => accessOf(name) === 'read');
  return line
    .map((name) => ({ ...name, access: isReadWrite ? accessOf(name) : null }))
    .sort((a, b) => a.number - b.number);
}

/** How many at the head of the line hold: one, or all readers before the first writer. */
export function holdersOf(line: readonly InLine[]): number {
  if (line.length === 0) return 0;
  const writer = line.findIndex(({ access }) => access !== 'read');
  if (writer === 0) return 1;
  return writer < 0 ? line.length : writer;
}

/** By the recipe: a reader waits for the nearest writer ahead, everyone else for the one ahead. */
export function waitsFor(line: readonly InLine[], at: number): InLine | null {
  const ahead = line.slice(0, at);
  if (line[at]?.access === 'read') return ahead.findLast(({ access }) => access === 'write') ?? null;
  return ahead.at(-1) ?? null;
}

/** Whose session a node belongs to, under the name that may be shown. */
export type AliasOf = (owner: bigint) => string;

interface Looked {
  readonly path: string;
  readonly line: readonly InLine[];
  /** Of the first of the line, as many as are listed. */
  readonly nodes: ReadonlyMap<string, NodeFacts>;
  readonly nowMs: number;
  readonly aliasOf: AliasOf;
}

export function lockFacts(looked: Looked, memory: RecipeMemory): LockFacts {
  const { line } = looked;
  const held = holdersOf(line);
  const everyone = participants(looked, held, memory);
  const herds = new Map<string, number>();
  for (const { watches } of everyone) if (watches !== null) herds.set(watches, (herds.get(watches) ?? 0) + 1);
  const rest = line.slice(held);
  return {
    kind: 'lock',
    isReadWrite: line.some(({ access }) => access !== null),
    holders: everyone.filter(({ watches }) => watches === null),
    waiters: everyone.filter(({ watches }) => watches !== null),
    next: rest.slice(0, holdersOf(rest)).map(({ name }) => name),
    herds: [...herds].filter(([, waiters]) => waiters > 1).map(([path, waiters]) => ({ path, waiters })),
    total: line.length,
  };
}

export function electionFacts(looked: Looked, memory: RecipeMemory, endOf: EndOf): ElectionFacts {
  const [leader = null, ...candidates] = participants(looked, Math.min(1, looked.line.length), memory);
  const reign =
    leader === null
      ? null
      : {
          name: leader.name,
          path: leader.path,
          text: leader.text,
          session: leader.session,
          token: leader.token,
          fromMs: leader.heldSinceMs ?? looked.nowMs,
          fromKind: leader.heldSinceKind ?? 'atLeast',
        };
  return {
    kind: 'election',
    leader,
    candidates,
    total: looked.line.length,
    lineage: memory.reign(reign, looked.nowMs, endOf),
    observedSinceMs: memory.sinceMs,
  };
}

/** Everyone who is listed; who vanished between listing and reading is left out. */
function participants(
  { path, line, nodes, nowMs, aliasOf }: Looked,
  held: number,
  memory: RecipeMemory,
): RecipeParticipant[] {
  const since = memory.holding(
    line.slice(0, held).map(({ name }) => name),
    nowMs,
  );
  const found: RecipeParticipant[] = [];
  for (const [at, { name, number, access }] of line.slice(0, RECIPE_ROWS_MAX).entries()) {
    const node = nodes.get(name);
    if (node === undefined) continue;
    const { stat } = node;
    const holds = at < held;
    const ahead = holds ? null : waitsFor(line, at);
    const holding = since.get(name);
    found.push({
      name,
      path: node.path,
      number,
      session: stat.ephemeralOwner === 0n ? null : aliasOf(stat.ephemeralOwner),
      sinceMs: stat.ctime,
      heldSinceMs: holding === undefined ? null : Math.max(holding.sinceMs, stat.ctime),
      heldSinceKind: holding?.kind ?? null,
      token: hex64(stat.czxid),
      access,
      watches: ahead === null ? null : `${path === '/' ? '' : path}/${ahead.name}`,
      watchesHow: ahead === null ? null : 'inferred',
      text: textOf(node.data),
    });
  }
  return found;
}
