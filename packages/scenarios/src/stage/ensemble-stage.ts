import { BudgetedClient } from './budgeted-client.ts';
import { Relay, serversOf } from './relay.ts';
import type { Performer, Stage } from './stage.ts';
import type { WriteBudget } from './write-budget.ts';

export interface EnsembleStageOptions {
  /** `host:port,…` without chroot. */
  readonly connectString: string;
  readonly budget: WriteBudget;
  /** Its clients write even while the budget is paused. */
  readonly evenPaused?: boolean;
  /** Short, so that the dead are soon known to be dead. 6 s when missing. */
  readonly sessionTimeoutMs?: number;
  readonly random: () => number;
  readonly wallMs: () => number;
}

/** A play on a running ensemble. */
export class EnsembleStage implements Stage {
  private readonly options: EnsembleStageOptions;

  constructor(options: EnsembleStageOptions) {
    this.options = options;
  }

  wallMs(): number {
    return this.options.wallMs();
  }

  random(): number {
    return this.options.random();
  }

  wait(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', end);
        resolve();
      };
      const timer = setTimeout(end, ms);
      signal.addEventListener('abort', end);
      if (signal.aborted) end();
    });
  }

  async enter(name: string, signal: AbortSignal): Promise<Performer> {
    const { connectString, budget, evenPaused = false, sessionTimeoutMs = 6_000, random } = this.options;
    const servers = serversOf(connectString);
    const relay = await Relay.open(servers, Math.floor(random() * servers.length));
    const client = new BudgetedClient(relay.connectString, { sessionTimeoutMs, random }, budget, evenPaused);
    try {
      await client.connect({ signal, deadlineMs: Number.POSITIVE_INFINITY });
    } catch (error) {
      await client.close({ deadlineMs: 0 });
      relay.cut();
      throw error;
    }
    return {
      name,
      client,
      async leave() {
        await client.close();
        relay.cut();
      },
      async die() {
        relay.cut();
        await client.close({ deadlineMs: 0 });
      },
    };
  }
}
