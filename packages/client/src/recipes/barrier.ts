import { ErrorCode } from '@vivarium/jute';
import { oneShotWatch } from '../watch-event.ts';
import type { ZooKeeper } from '../zookeeper.ts';
import { ensurePath, parentOf } from './ensure-path.ts';
import { hasCode, type RecipeOptions, within } from './term.ts';

/** A gate for all, laid out as Curator's DistributedBarrier: closed while its node is there. */
export class Barrier {
  readonly path: string;
  private readonly client: ZooKeeper;

  constructor(client: ZooKeeper, path: string) {
    this.client = client;
    this.path = path;
  }

  /** Closes it; nothing happens when it is closed already. */
  raise(options: RecipeOptions = {}): Promise<void> {
    const { client, path } = this;
    return within(client, options, async (term) => {
      for (;;) {
        try {
          await term.repeat((call) => client.create(path, null, call));
          return;
        } catch (error) {
          if (hasCode(error, ErrorCode.nodeExists)) return;
          if (!hasCode(error, ErrorCode.noNode)) throw error;
          await ensurePath(term, parentOf(path));
        }
      }
    });
  }

  /** Opens it: everyone who waits goes on. Nothing happens when it is open. */
  lift(options: RecipeOptions = {}): Promise<void> {
    const { client, path } = this;
    return within(client, options, async (term) => {
      try {
        await term.repeat((call) => client.delete(path, call));
      } catch (error) {
        if (!hasCode(error, ErrorCode.noNode)) throw error;
      }
    });
  }

  /** Resolves when it is open. */
  passed(options: RecipeOptions = {}): Promise<void> {
    const { client, path } = this;
    return within(client, options, async (term) => {
      for (;;) {
        const { watch, fired } = oneShotWatch();
        if ((await term.repeat((call) => client.exists(path, { ...call, watch }))) === null) return;
        await term.until(fired);
      }
    });
  }
}
