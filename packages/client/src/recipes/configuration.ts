import { ErrorCode } from '@vivarium/jute';
import type { NodeData } from '../multi.ts';
import type { ZooKeeper } from '../zookeeper.ts';
import { ensurePath, parentOf } from './ensure-path.ts';
import { hasCode, type RecipeOptions, type Term, within } from './term.ts';
import { TreeCache } from './tree-cache.ts';

/** One state of a configuration. */
export interface ConfigurationVersion {
  readonly data: Uint8Array;
  /** Starts at 0 again when the node is made anew: then `mzxid` tells which is later. */
  readonly version: number;
  readonly mzxid: number;
}

/**
 * A node that says how things are to be done, and everyone who is told when that changes. Subscribers see the latest
 * version for certain; versions that follow each other fast may be passed over.
 */
export class Configuration {
  readonly path: string;
  private readonly client: ZooKeeper;
  private cache: TreeCache | null = null;

  constructor(client: ZooKeeper, path: string) {
    this.client = client;
    this.path = path;
  }

  /**
   * Writes a new version and resolves to its number. With `version` it rejects with BADVERSION when somebody
   * published meanwhile (-1: with NODEEXISTS unless this is the first). After a lost reply it rejects with
   * CONNECTIONLOSS and may have been written.
   */
  publish(data: NodeData, options: RecipeOptions & { readonly version?: number } = {}): Promise<number> {
    const { client, path } = this;
    const { version, ...rest } = options;
    return within(client, rest, async (term) => {
      if (version === -1) return this.make(term, data);
      const expected = version === undefined ? {} : { version };
      for (;;) {
        try {
          return (await term.once((call) => client.setData(path, data, { ...call, ...expected }))).version;
        } catch (error) {
          if (!hasCode(error, ErrorCode.noNode) || version !== undefined) throw error;
        }
        try {
          return await this.make(term, data);
        } catch (error) {
          // Somebody was faster: theirs is set anew.
          if (!hasCode(error, ErrorCode.nodeExists)) throw error;
        }
      }
    });
  }

  /** The latest version that has come in; null when there is no such node, or none was read yet. */
  get latest(): ConfigurationVersion | null {
    const node = this.cache?.get(this.path);
    if (node === undefined) return null;
    return {
      data: node.data ?? new Uint8Array(),
      version: node.stat.version,
      mzxid: node.stat.mzxid,
    };
  }

  /** Follows the node from now on; resolves when the version of now is read. `heard` gets it, and each later one. */
  async follow(
    heard: (version: ConfigurationVersion | null) => void,
    options: RecipeOptions = {},
  ): Promise<() => Promise<void>> {
    const cache = new TreeCache(this.client, this.path, { maxDepth: 0 });
    this.cache ??= cache;
    cache.subscribe((change) => {
      if (!('path' in change)) return;
      const { node } = change;
      const { version, mzxid } = node.stat;
      heard(change.type === 'removed' ? null : { data: node.data ?? new Uint8Array(), version, mzxid });
    });
    await cache.ready(options);
    return async () => {
      if (this.cache === cache) this.cache = null;
      await cache.close();
    };
  }

  private async make(term: Term, data: NodeData): Promise<number> {
    const { client, path } = this;
    for (;;) {
      try {
        return (await term.once((call) => client.create(path, data, call))).stat.version;
      } catch (error) {
        if (!hasCode(error, ErrorCode.noNode)) throw error;
        await ensurePath(term, parentOf(path));
      }
    }
  }
}
