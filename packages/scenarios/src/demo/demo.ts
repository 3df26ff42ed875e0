import { type Fact, FactLog } from '../fact.ts';
import { removeTree } from '../scenario.ts';
import type { Stage } from '../stage/stage.ts';
import type { WriteBudget } from '../stage/write-budget.ts';
import { DEMO_ROOT, type DemoActor, type DemoActorName, demoProgram } from './program.ts';
import { TroupeMember } from './troupe-member.ts';

const FACTS_KEPT = 50;

export interface DemoOptions {
  readonly stage: Stage;
  /** The same, for clients that write even during a pause: removing was asked for. */
  readonly sweeping: Stage;
  /** The one that the stage's clients share. */
  readonly budget: WriteBudget;
  /** Called when anything of the state is another one. */
  readonly onChange: () => void;
  /** What is played; the usual program when missing. */
  readonly program?: readonly DemoActor[];
}

export interface DemoClientState {
  readonly id: string;
  readonly isOn: boolean;
  readonly sessionId: string | null;
  readonly lastFact: Fact | null;
}

export interface DemoActorState {
  readonly name: DemoActorName;
  readonly state: 'off' | 'on' | 'paused' | 'removing';
  readonly roots: readonly string[];
  readonly isSimulated: boolean;
  readonly clients: readonly DemoClientState[];
  readonly trouble: string | null;
}

interface Troupe {
  readonly actor: DemoActor;
  readonly members: readonly TroupeMember[];
  isRemoving: boolean;
}

/** The demo workload: actors that can each be switched, paused together, and removed with their data. */
export class Demo {
  private readonly options: DemoOptions;
  private readonly troupes: ReadonlyMap<DemoActorName, Troupe>;

  constructor(options: DemoOptions) {
    this.options = options;
    const { stage, program = demoProgram(), onChange } = options;
    const troupeOf = (actor: DemoActor): Troupe => {
      const log = new FactLog(() => stage.wallMs(), FACTS_KEPT);
      const members = actor.roles.map(
        (role) => new TroupeMember(role, stage, (what, details) => log.add(role.id, what, details)),
      );
      log.subscribe((fact) => {
        const member = members.find(({ role }) => role.id === fact.client);
        if (member !== undefined) member.lastFact = fact;
        onChange();
      });
      return { actor, members, isRemoving: false };
    };
    this.troupes = new Map(program.map((actor) => [actor.name, troupeOf(actor)]));
  }

  get isPaused(): boolean {
    return this.options.budget.isPaused;
  }

  writesPerSecond(): number {
    return this.options.budget.rate();
  }

  state(): DemoActorState[] {
    return [...this.troupes.values()].map(({ actor, members, isRemoving }) => {
      const isOn = members.some((member) => member.isOn);
      const playing = isOn ? (this.isPaused ? 'paused' : 'on') : 'off';
      return {
        name: actor.name,
        state: isRemoving ? 'removing' : playing,
        roots: actor.roots,
        isSimulated: actor.isSimulated,
        clients: members.map(({ role, isOn: on, sessionId, lastFact }) => ({
          id: role.id,
          isOn: on,
          sessionId,
          lastFact,
        })),
        trouble: members.map(({ trouble }) => trouble).find((trouble) => trouble !== null) ?? null,
      };
    });
  }

  /** Everyone plays. */
  start(): void {
    for (const { members } of this.troupes.values()) for (const member of members) member.on();
    this.options.onChange();
  }

  /** False when there is no such actor or client. Resolves when those switched off have ended their sessions. */
  async switch(name: DemoActorName, client: string | null, isOn: boolean): Promise<boolean> {
    const troupe = this.troupes.get(name);
    const members = troupe?.members.filter(({ role }) => client === null || role.id === client) ?? [];
    if (members.length === 0) return false;
    if (isOn) for (const member of members) member.on();
    else await this.off(members);
    this.options.onChange();
    return true;
  }

  /** Nobody writes; sessions stay, and with them what they hold. */
  pause(isPaused: boolean): void {
    this.options.budget.pause(isPaused);
    this.options.onChange();
  }

  /** Switches an actor (null: all) off and deletes its data, however long that takes at the budget's pace. */
  async remove(name: DemoActorName | null): Promise<void> {
    const troupes = [...this.troupes.values()].filter(({ actor }) => name === null || actor.name === name);
    for (const troupe of troupes) troupe.isRemoving = true;
    this.options.onChange();
    try {
      await Promise.all(troupes.map(({ members }) => this.off(members)));
      // All of it: with what scenarios left, and the root.
      await this.sweep(name === null ? [DEMO_ROOT] : troupes.flatMap(({ actor }) => actor.roots));
    } finally {
      for (const troupe of troupes) troupe.isRemoving = false;
      this.options.onChange();
    }
  }

  /** Ends every session; data stay. */
  async close(): Promise<void> {
    const members = [...this.troupes.values()].flatMap((troupe) => troupe.members);
    await Promise.all(members.map((member) => member.close()));
  }

  private async off(members: readonly TroupeMember[]): Promise<void> {
    const ended = Promise.all(members.map((member) => member.off()));
    this.options.onChange();
    await ended;
  }

  private async sweep(roots: readonly string[]): Promise<void> {
    const performer = await this.options.sweeping.enter('sweeper', new AbortController().signal);
    try {
      for (const root of roots) await removeTree(performer.client, root);
    } finally {
      await performer.leave();
    }
  }
}
