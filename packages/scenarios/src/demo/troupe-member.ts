import { SessionLostError } from '@vivarium/client';
import type { Fact, FactDetails, FactKind } from '../fact.ts';
import type { Performer, Stage } from '../stage/stage.ts';
import type { Role } from './program.ts';

/** How long one who is told to stop may take to withdraw properly; then its session is ended. */
const WITHDRAW_MS = 3_000;
/** Between one session's end and the next attempt. */
const AGAIN_MS = 1_000;

/** Someone who plays a role again and again: lives, ends as the role says, and comes back, until switched off. */
export class TroupeMember {
  readonly role: Role;
  private readonly stage: Stage;
  private readonly report: (what: FactKind, details?: FactDetails) => void;
  private onStage: { readonly performer: Performer; isHeard: boolean } | null = null;
  private switched = new AbortController();
  private readonly closed = new AbortController();
  private life: Promise<void> = Promise.resolve();
  private running = false;
  private why: string | null = null;
  lastFact: Fact | null = null;

  constructor(role: Role, stage: Stage, report: (what: FactKind, details?: FactDetails) => void) {
    this.role = role;
    this.stage = stage;
    this.report = report;
  }

  get isOn(): boolean {
    return this.running;
  }

  /** "0x…"; null while it has none. */
  get sessionId(): string | null {
    const state = this.onStage?.performer.client.state;
    return state !== undefined && 'sessionId' in state ? state.sessionId : null;
  }

  /** Why it does nothing just now; null when all is well. */
  get trouble(): string | null {
    const state = this.onStage?.performer.client.state;
    if (state?.name === 'disconnected') return state.cause;
    return this.running ? this.why : null;
  }

  on(): void {
    if (this.running) return;
    this.running = true;
    this.switched = new AbortController();
    this.life = this.life.then(() => this.live(this.switched.signal));
  }

  /** Resolves when its session has ended. */
  async off(): Promise<void> {
    this.running = false;
    this.switched.abort(new Error('It was switched off.'));
    await this.life;
  }

  /** As `off`, without a proper withdrawal: the end of the session takes what it held. It does not come on again. */
  async close(): Promise<void> {
    this.closed.abort();
    await this.off();
  }

  private async live(off: AbortSignal): Promise<void> {
    while (!off.aborted) {
      this.why = null;
      try {
        await this.perform(off);
      } catch (error) {
        if (off.aborted) return;
        if (error instanceof SessionLostError) this.report('sessionLost');
        else this.why = error instanceof Error ? error.message : String(error);
        await this.stage.wait(AGAIN_MS, off);
      }
    }
  }

  /** One session, from its opening to its end. */
  private async perform(off: AbortSignal): Promise<void> {
    const { role, stage } = this;
    const performer = await stage.enter(role.id, off);
    const standing = { performer, isHeard: true };
    this.onStage = standing;
    const ending = new AbortController();
    const tell = (what: FactKind, details?: FactDetails): void => {
      if (standing.isHeard) this.report(what, details);
    };
    tell('connected');
    const part = { name: role.id, client: performer.client, stage, signal: ending.signal, tell };
    const lifetime = new AbortController();
    const over = this.lifetime(AbortSignal.any([off, lifetime.signal]));
    const acted = role.actor(part);
    try {
      await Promise.race([acted, over]);
      if (!off.aborted && this.dies()) {
        tell('died');
        standing.isHeard = false;
        await performer.die();
      }
    } finally {
      lifetime.abort();
      ending.abort(new Error('The part is over.'));
      await Promise.race([acted.catch(() => undefined), stage.wait(WITHDRAW_MS, this.closed.signal)]);
      standing.isHeard = false;
      await performer.leave();
      this.onStage = null;
    }
    await stage.wait(around(role.awayMs ?? 0, stage), off);
  }

  private async lifetime(off: AbortSignal): Promise<void> {
    const { livesMs } = this.role;
    if (livesMs !== undefined) return this.stage.wait(around(livesMs, this.stage), off);
    await new Promise<void>((resolve) => {
      off.addEventListener('abort', () => resolve(), { once: true });
      if (off.aborted) resolve();
    });
  }

  private dies(): boolean {
    const { end = 'leave' } = this.role;
    return end === 'die' || (end === 'either' && this.stage.random() < 0.5);
  }
}

/** Between half and one and a half of it. */
function around(ms: number, stage: Stage): number {
  return ms * (0.5 + stage.random());
}
