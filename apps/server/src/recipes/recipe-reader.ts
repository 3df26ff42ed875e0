import { type ZooKeeper, ZooKeeperError } from '@vivarium/client';
import { RECIPE_ROWS_MAX, type RecipeKind, type RecipeView } from '@vivarium/contract';
import type { Stat } from '@vivarium/jute';
import { inParallel } from '../znodes/in-parallel.ts';
import { below } from '../znodes/znode-path.ts';
import { CLAIM_SUFFIXES } from './claims-path.ts';
import { type AliasOf, electionFacts, inLine, lockFacts } from './line-facts.ts';
import { lineName } from './line-name.ts';
import { type Claims, configurationFacts, groupFacts, queueFacts } from './member-facts.ts';
import type { NodeFacts } from './node-facts.ts';
import type { RecipeMemory } from './recipe-memory.ts';
import type { EndOf } from './reign-end.ts';
import { type Recognised, recognise } from './shape.ts';

const READS_IN_FLIGHT = 32;
/** Children by which a node is recognised. */
const SAMPLED = 8;

/** A node with the names of its children, as read in one go. */
interface Listed {
  readonly node: NodeFacts;
  readonly names: readonly string[];
}

export interface RecipeReaderPorts {
  /** The connected client of now; throws CONNECTIONLOSS while there is none. */
  readonly client: () => ZooKeeper;
  readonly aliasOf: AliasOf;
  readonly wallMs: () => number;
  readonly endOf: EndOf;
}

/** Reads recipes through the connected client of now. */
export class RecipeReader {
  readonly #client: () => ZooKeeper;
  readonly #aliasOf: AliasOf;
  readonly #wallMs: () => number;
  readonly #endOf: EndOf;

  constructor({ client, aliasOf, wallMs, endOf }: RecipeReaderPorts) {
    this.#client = client;
    this.#aliasOf = aliasOf;
    this.#wallMs = wallMs;
    this.#endOf = endOf;
  }

  /** What a node looks like, and how many children it has; null when it is not there or may not be read. */
  async look(path: string): Promise<(Listed & { readonly recognised: Recognised | null }) | null> {
    const listed = await this.#list(path);
    return listed === null ? null : { ...listed, recognised: await this.#recognise(listed) };
  }

  /** The recipe at a path as it stands, or null when there is no node. `memory` learns from it. */
  async read(path: string, as: RecipeKind | null, memory: RecipeMemory): Promise<RecipeView | null> {
    const listed = await this.#list(path);
    if (listed === null) return null;
    const found = (await this.#recognise(listed)) ?? memory.recognised;
    memory.recognised = found;
    const kind = as ?? found?.kind ?? null;
    const facts = kind === null ? ({ kind: 'none' } as const) : await this.#facts(kind, listed, memory);
    const told = as !== null && as !== found?.kind;
    return {
      path,
      atMs: this.#wallMs(),
      as,
      confidence: told ? 'told' : (found?.confidence ?? 'possible'),
      evidence: told ? ['told'] : (found?.evidence ?? []),
      facts,
    };
  }

  async #list(path: string): Promise<Listed | null> {
    const [node, names] = await Promise.all([
      this.#node(path),
      attempt(async () => (await this.#client().getChildren(path)).children, []),
    ]);
    return node === null ? null : { node, names: sorted(names) };
  }

  /** A node whose data may not be read is known by its stat. */
  async #node(path: string): Promise<NodeFacts | null> {
    const name = path.slice(path.lastIndexOf('/') + 1);
    const client = this.#client();
    try {
      const { data, stat } = await client.getData(path);
      return { name, path, stat, data };
    } catch (error) {
      if (!isRefusal(error, 'NOAUTH')) {
        if (isRefusal(error, 'NONODE')) return null;
        throw error;
      }
      const stat = await attempt(() => client.exists(path), null);
      return stat === null ? null : { name, path, stat, data: null };
    }
  }

  async #recognise({ node, names }: Listed): Promise<Recognised | null> {
    // The first and the last: what is mixed shows at its ends.
    const sampled = new Set([...names.slice(0, SAMPLED / 2), ...names.slice(-SAMPLED / 2)]);
    const stats = await this.#stats(node.path, [...sampled]);
    return recognise({
      path: node.path,
      names,
      ephemeral: new Map([...stats].map(([name, stat]) => [name, stat.ephemeralOwner !== 0n])),
      dataLength: node.stat.dataLength,
      version: node.stat.version,
      isEphemeral: node.stat.ephemeralOwner !== 0n,
    });
  }

  async #facts(kind: RecipeKind, listed: Listed, memory: RecipeMemory): Promise<RecipeView['facts']> {
    const { node, names } = listed;
    const { path } = node;
    if (kind === 'configuration') return configurationFacts(node, memory);
    if (kind === 'group') {
      const nodes = await this.#nodes(path, names);
      return groupFacts(names, nodes, memory, this.#wallMs(), this.#aliasOf);
    }
    if (kind === 'queue') {
      const nodes = await this.#nodes(path, names);
      const claims = await this.#claims(path);
      const looked = { stat: node.stat, names, nodes, claims };
      return queueFacts(looked, memory, this.#wallMs(), this.#aliasOf);
    }
    const line = inLine(names);
    const nodes = await this.#nodes(
      path,
      line.map(({ name }) => name),
    );
    // Who vanished meanwhile is not ahead of anybody.
    const there = line.filter(({ name }, at) => at >= RECIPE_ROWS_MAX || nodes.has(name));
    const looked = { path, line: there, nodes, nowMs: this.#wallMs(), aliasOf: this.#aliasOf };
    return kind === 'lock' ? lockFacts(looked, memory) : electionFacts(looked, memory, this.#endOf);
  }

  async #claims(path: string): Promise<Claims | null> {
    for (const suffix of CLAIM_SUFFIXES) {
      const claimsPath = `${path}${suffix}`;
      const names = await attempt(async () => (await this.#client().getChildren(claimsPath)).children, null);
      if (names === null) continue;
      const claimed = sorted(names.filter((name) => lineName(name) !== null)).slice(0, RECIPE_ROWS_MAX);
      return { path: claimsPath, stats: await this.#stats(claimsPath, claimed) };
    }
    return null;
  }

  async #nodes(path: string, names: readonly string[]): Promise<ReadonlyMap<string, NodeFacts>> {
    const listed = names.slice(0, RECIPE_ROWS_MAX);
    const nodes = await inParallel(listed, READS_IN_FLIGHT, (name) => this.#node(below(path, name)));
    return new Map(nodes.filter((node) => node !== null).map((node) => [node.name, node]));
  }

  async #stats(path: string, names: readonly string[]): Promise<ReadonlyMap<string, Stat>> {
    const stats = await inParallel(names, READS_IN_FLIGHT, (name) =>
      attempt(() => this.#client().exists(below(path, name)), null),
    );
    const found = new Map<string, Stat>();
    for (const [at, stat] of stats.entries()) if (stat !== null) found.set(names[at] as string, stat);
    return found;
  }
}

/** By number where there is one, by name otherwise. */
function sorted(names: readonly string[]): string[] {
  const numbers = new Map(names.map((name) => [name, lineName(name)?.number ?? null]));
  return [...names].sort((a, b) => {
    const [first, second] = [numbers.get(a) ?? null, numbers.get(b) ?? null];
    if (first !== null && second !== null && first !== second) return first - second;
    return a < b ? -1 : 1;
  });
}

/** What may not be read, or is gone, is as if it were not there; anything else is the caller's. */
async function attempt<T, U>(read: () => Promise<T>, otherwise: U): Promise<T | U> {
  try {
    return await read();
  } catch (error) {
    if (isRefusal(error, 'NOAUTH') || isRefusal(error, 'NONODE')) return otherwise;
    throw error;
  }
}

function isRefusal(error: unknown, codeName: string): boolean {
  return error instanceof ZooKeeperError && error.codeName === codeName;
}
