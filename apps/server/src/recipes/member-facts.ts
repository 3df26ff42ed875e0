import {
  type ConfigurationFacts,
  type GroupFacts,
  type QueueFacts,
  RECIPE_ROWS_MAX,
} from '@vivarium/contract';
import { hex64, type Stat } from '@vivarium/jute';
import type { AliasOf } from './line-facts.ts';
import { lineName } from './line-name.ts';
import { type NodeFacts, textOf } from './node-facts.ts';
import type { RecipeMemory } from './recipe-memory.ts';

export interface Claims {
  readonly path: string;
  /** By the name of the item. */
  readonly stats: ReadonlyMap<string, Stat>;
}

export function queueFacts(
  {
    stat,
    names,
    nodes,
    claims,
  }: {
    readonly stat: Stat;
    readonly names: readonly string[];
    readonly nodes: ReadonlyMap<string, NodeFacts>;
    readonly claims: Claims | null;
  },
  memory: RecipeMemory,
  nowMs: number,
  aliasOf: AliasOf,
): QueueFacts {
  const items = names.filter((name) => lineName(name) !== null);
  const rates = memory.rates(stat.cversion, stat.numChildren, nowMs);
  return {
    kind: 'queue',
    depth: items.length,
    items: items.slice(0, RECIPE_ROWS_MAX).flatMap((name) => {
      const node = nodes.get(name);
      if (node === undefined) return [];
      const claim = claims?.stats.get(name);
      return [
        {
          name,
          path: node.path,
          number: lineName(name)?.number ?? 0,
          sinceMs: node.stat.ctime,
          dataLength: node.stat.dataLength,
          text: textOf(node.data),
          claimedBy: claim === undefined ? null : aliasOf(claim.ephemeralOwner),
          claimedSinceMs: claim?.ctime ?? null,
        },
      ];
    }),
    inPerSecond: rates?.in ?? null,
    outPerSecond: rates?.out ?? null,
    ratesOverMs: rates?.overMs ?? null,
    claimsPath: claims?.path ?? null,
  };
}

export function groupFacts(
  names: readonly string[],
  nodes: ReadonlyMap<string, NodeFacts>,
  memory: RecipeMemory,
  nowMs: number,
  aliasOf: AliasOf,
): GroupFacts {
  return {
    kind: 'group',
    members: names.slice(0, RECIPE_ROWS_MAX).flatMap((id) => {
      const node = nodes.get(id);
      if (node === undefined) return [];
      const { stat, path } = node;
      const session = stat.ephemeralOwner === 0n ? null : aliasOf(stat.ephemeralOwner);
      return [{ id, path, session, sinceMs: stat.ctime, text: textOf(node.data) }];
    }),
    total: names.length,
    moves: memory.moves(new Set(names), nowMs),
    observedSinceMs: memory.sinceMs,
  };
}

export function configurationFacts(node: NodeFacts, memory: RecipeMemory): ConfigurationFacts {
  const { stat } = node;
  const current = {
    version: stat.version,
    mzxid: hex64(stat.mzxid),
    atMs: stat.mtime,
    dataLength: stat.dataLength,
    text: textOf(node.data),
  };
  return {
    kind: 'configuration',
    current,
    versions: memory.versions(current),
    observedSinceMs: memory.sinceMs,
  };
}
