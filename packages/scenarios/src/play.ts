import { SessionLostError } from '@vivarium/client';
import type { Actor } from './actors/part.ts';
import { type Fact, type FactDetails, type FactKind, FactLog } from './fact.ts';
import type { Stage } from './stage/stage.ts';

/** What should have come about and did not. */
export class PlayFailure extends Error {
  override readonly name = 'PlayFailure';
}

export interface PlayOptions {
  readonly stage: Stage;
  /** Ends the play, which then rejects with the reason. */
  readonly signal: AbortSignal;
  /** Called once in the middle, when it hurts: a member may be killed here. */
  readonly disturb?: () => Promise<void>;
  readonly log?: FactLog;
}

/** A process on the stage, playing its part. */
export interface Player {
  readonly name: string;
  /** Withdraws, then ends its session. */
  leave(): Promise<void>;
  /** Ends without a word. What it says from here on is not heard. */
  die(): Promise<void>;
}

/** One performance: who is on the stage, what they told, and what is waited for. */
export class Play {
  readonly log: FactLog;
  readonly signal: AbortSignal;
  private readonly stage: Stage;
  private readonly disturbance: () => Promise<void>;
  private readonly players = new Set<Player>();
  private readonly failing = new AbortController();

  constructor({ stage, signal, disturb, log }: PlayOptions) {
    this.stage = stage;
    this.signal = AbortSignal.any([signal, this.failing.signal]);
    this.disturbance = disturb ?? (() => Promise.resolve());
    this.log = log ?? new FactLog(() => stage.wallMs());
  }

  get facts(): readonly Fact[] {
    return this.log.facts;
  }

  /** What disturbs this performance; nothing, if nobody wants to. */
  disturb(): Promise<void> {
    return this.disturbance();
  }

  /** Opens a session and begins the part. A part that ends with an error ends the play with it. */
  async start(name: string, actor: Actor): Promise<Player> {
    const performer = await this.stage.enter(name, this.signal);
    const leaving = new AbortController();
    let isHeard = true;
    const tell = (what: FactKind, details?: FactDetails): void => {
      if (isHeard) this.log.add(name, what, details);
    };
    tell('connected');
    const part = { name, client: performer.client, stage: this.stage, signal: leaving.signal, tell };
    const over = actor(part).catch((error) => {
      if (!isHeard) return;
      if (error instanceof SessionLostError) tell('sessionLost');
      this.failing.abort(error);
    });
    const player: Player = {
      name,
      leave: async () => {
        this.players.delete(player);
        leaving.abort(new Error('The part is over.'));
        await over;
        await performer.leave();
      },
      die: async () => {
        this.players.delete(player);
        tell('died');
        isHeard = false;
        await performer.die();
        leaving.abort(new Error('The process is dead.'));
      },
    };
    this.players.add(player);
    return player;
  }

  /** Resolves with the first fact, told already or from now on, for which `isIt` holds. */
  until(what: string, isIt: (fact: Fact) => boolean): Promise<Fact> {
    return new Promise((resolve, reject) => {
      const found = this.log.facts.find(isIt);
      if (found !== undefined) return resolve(found);
      const settle = (end: () => void) => {
        unsubscribe();
        this.signal.removeEventListener('abort', onAbort);
        end();
      };
      const onAbort = () => settle(() => reject(this.failure(what)));
      const unsubscribe = this.log.subscribe((fact) => {
        if (isIt(fact)) settle(() => resolve(fact));
      });
      this.signal.addEventListener('abort', onAbort);
      if (this.signal.aborted) onAbort();
    });
  }

  /** @throws PlayFailure */
  must(isSo: boolean, what: string): void {
    if (!isSo) throw new PlayFailure(what);
  }

  /** Everyone leaves the stage. */
  async end(): Promise<void> {
    await Promise.all([...this.players].map((player) => player.leave()));
  }

  private failure(what: string): Error {
    const { reason } = this.signal;
    const why = reason instanceof Error ? reason.message : String(reason);
    return new PlayFailure(`It did not come about that ${what}: ${why}`);
  }
}
