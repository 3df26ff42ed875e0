import type { LearnerTraffic, Outbox, WatchView } from '@vivarium/engine';
import type { MemberEvent } from '../server/event-feed.ts';
import type { Logger } from '../server/logger.ts';
import type { MemberThread } from '../thread/member-thread.ts';
import { startMemberThread } from '../thread/start-member-thread.ts';
import { EventMerge } from './event-merge.ts';
import { type EnsembleSize, type LaidOutMember, layOut } from './layout.ts';
import { memberConfig } from './member-config.ts';

type EventBody = Outbox['events'][number];
type ThreadChanged = Extract<EventBody, { type: 'threadChanged' }>;
type LinksChanged = Extract<EventBody, { type: 'linksChanged' }>;
type ThreadState = ThreadChanged['state'];
type CutLink = LinksChanged['cuts'][number];

export interface EmbeddedEnsembleOptions {
  readonly dataDir: string;
  /** Null takes what the directory holds, else 3 voters and 1 observer. */
  readonly size: EnsembleSize | null;
  /** Any free client ports instead of those from 2181 upwards. */
  readonly anyPorts: boolean;
  readonly logger: Logger;
  /** Keys of zoo.cfg that differ from what embedded members have. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** Takes what moved between a leader and its learners. */
export type EnsembleTrafficListener = (leader: number, learners: readonly LearnerTraffic[]) => void;

/** Something was asked of a member that does not run, or of none that there is. */
export class ControlError extends Error {
  override readonly name = 'ControlError';
  readonly code: 'NO_SUCH_MEMBER' | 'MEMBER_NOT_RUNNING' | 'MEMBER_CANNOT_START';

  constructor(code: ControlError['code'], message: string) {
    super(message);
    this.code = code;
  }
}

interface Place {
  readonly member: LaidOutMember;
  state: ThreadState;
  thread: MemberThread | null;
  /** Controls of one member follow each other. */
  turn: Promise<unknown>;
}

/**
 * An ensemble in this process: each member in a thread of its own, with its own data directory and ports on loopback. To
 * the members it makes no difference; to their owner it adds controls and a feed of events, all on this thread's clock.
 */
export class EmbeddedEnsemble {
  private readonly options: EmbeddedEnsembleOptions;
  private readonly places: readonly Place[];
  private readonly listeners = new Set<(event: MemberEvent) => void>();
  private readonly trafficListeners = new Set<EnsembleTrafficListener>();
  private readonly merge = new EventMerge((event) => {
    for (const listener of this.listeners) listener(event);
  });
  private cutLinks: readonly CutLink[] = [];
  private seq = 0;
  private isStopping = false;

  private constructor(options: EmbeddedEnsembleOptions, members: readonly LaidOutMember[]) {
    this.options = options;
    this.places = members.map((member) => ({
      member,
      state: 'killed',
      thread: null,
      turn: Promise.resolve(),
    }));
  }

  /** Decides what runs where; nothing runs before `start`. @throws StartError */
  static async prepare(options: EmbeddedEnsembleOptions): Promise<EmbeddedEnsemble> {
    return new EmbeddedEnsemble(options, await layOut(options.dataDir, options.size, options.anyPorts));
  }

  get members(): readonly LaidOutMember[] {
    return this.places.map(({ member }) => member);
  }

  get cuts(): readonly CutLink[] {
    return this.cutLinks;
  }

  stateOf(sid: number): ThreadState {
    return this.placeOf(sid).state;
  }

  /** All watches of the sessions that are connected to a member. @throws ControlError when it does not run */
  async watchesAt(sid: number): Promise<readonly WatchView[]> {
    const { thread, state } = this.placeOf(sid);
    if (thread === null || state !== 'running') throw notRunning(sid);
    return thread.watches();
  }

  /** Events of all members in the order in which they happened. @returns what ends the subscription */
  subscribe(listener: (event: MemberEvent) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Puts an event of this thread into its place among those of the members. */
  publish(event: MemberEvent): void {
    this.merge.add([event]);
  }

  /** @returns what ends the subscription */
  subscribeTraffic(listener: EnsembleTrafficListener): () => void {
    this.trafficListeners.add(listener);
    return () => this.trafficListeners.delete(listener);
  }

  /**
   * Starts all members at once; resolves when their ports are open. That a leader is found comes later, as events.
   *
   * @throws StartError of the first member that cannot start; the others are ended
   */
  async start(): Promise<void> {
    const started = await Promise.allSettled(this.places.map((place) => this.startPlace(place)));
    const failed = started.find((each) => each.status === 'rejected');
    if (failed === undefined) return;
    await this.stop();
    throw failed.reason;
  }

  /** Ends a member's thread without warning: to its data directory this is a crash of the process. */
  kill(sid: number): Promise<void> {
    return this.inTurn(sid, async (place) => {
      if (place.thread === null) throw notRunning(sid);
      await this.end(place, 'asked');
    });
  }

  /** Recovers a killed member from its directory; one that runs is killed first. Resolves when its ports are open. */
  restart(sid: number): Promise<void> {
    return this.inTurn(sid, async (place) => {
      if (place.thread !== null) await this.end(place, 'restart');
      try {
        await this.startPlace(place);
      } catch (error) {
        throw new ControlError('MEMBER_CANNOT_START', (error as Error).message);
      }
    });
  }

  /** The member handles nothing for so long, or until `resume`. Its sockets stay open. Resolves when it stands still. */
  pause(sid: number, forMs: number | null): Promise<void> {
    return this.inTurn(sid, async (place) => {
      const { thread } = place;
      if (thread === null || place.state !== 'running') throw notRunning(sid);
      const { over } = await thread.pause(forMs);
      const untilMs = forMs === null ? null : Date.now() + forMs;
      this.changeState(place, 'paused', { untilMs, cause: 'asked', detail: 'paused' });
      void over.then(() => {
        if (place.thread !== thread || place.state !== 'paused') return;
        this.changeState(place, 'running', { untilMs: null, cause: 'asked', detail: 'resumed' });
      });
    });
  }

  resume(sid: number): void {
    const { thread, state } = this.placeOf(sid);
    if (thread === null || state !== 'paused') throw notRunning(sid);
    thread.resume();
  }

  /**
   * Makes exactly these links cut: connections over them are reset, new ones refused, in both directions. A member that
   * stands still or does not run takes part as soon as it moves.
   *
   * @param about the member that is isolated or rejoins, 0 for a single link
   */
  setCuts(cuts: readonly CutLink[], cause: LinksChanged['cause'], about: number): void {
    this.cutLinks = cuts;
    this.emit(about, { type: 'linksChanged', cuts, cause });
    for (const { member, thread } of this.places) {
      // A thread that ended meanwhile is told when it starts again.
      void thread?.cutFrom(this.cutsOf(member.sid)).catch(() => {});
    }
  }

  /** Stops all members cleanly, the leader as well as it can. */
  async stop(): Promise<void> {
    this.isStopping = true;
    await Promise.all(
      this.places.map(async (place) => {
        await place.turn.catch(() => {});
        await place.thread?.stop();
        place.thread = null;
      }),
    );
    this.merge.stop();
  }

  private cutsOf(sid: number): number[] {
    return this.cutLinks.filter(({ a, b }) => a === sid || b === sid).map(({ a, b }) => (a === sid ? b : a));
  }

  private placeOf(sid: number): Place {
    const place = this.places.find(({ member }) => member.sid === sid);
    if (place === undefined) throw new ControlError('NO_SUCH_MEMBER', `there is no member ${sid}`);
    return place;
  }

  private async inTurn(sid: number, act: (place: Place) => Promise<void>): Promise<void> {
    const place = this.placeOf(sid);
    const mine = place.turn.then(() => {
      if (this.isStopping) throw notRunning(sid);
      return act(place);
    });
    place.turn = mine.catch(() => undefined);
    await mine;
  }

  private async startPlace(place: Place): Promise<void> {
    const { dataDir, settings = {}, logger } = this.options;
    const { sid } = place.member;
    this.changeState(place, 'starting', {
      untilMs: null,
      cause: 'asked',
      detail: 'recovering its directory',
    });
    const named = (message: string): string => `member ${sid}: ${message}`;
    try {
      const config = memberConfig(dataDir, sid, this.members, settings);
      const thread = await startMemberThread(config, {
        events: (events) => this.merge.add(events),
        logger: {
          info: (message) => logger.info(named(message)),
          warn: (message) => logger.warn(named(message)),
          error: (message) => logger.error(named(message)),
        },
      });
      place.thread = thread;
      thread.subscribeTraffic((learners) => {
        for (const listener of this.trafficListeners) listener(sid, learners);
      });
      void thread.failed.then((cause) => this.fell(place, thread, cause));
      await thread.cutFrom(this.cutsOf(sid));
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error);
      this.changeState(place, 'killed', { untilMs: null, cause: 'failed', detail });
      throw error;
    }
    this.changeState(place, 'running', { untilMs: null, cause: 'asked', detail: 'started' });
  }

  private async end(place: Place, cause: 'asked' | 'restart'): Promise<void> {
    const { thread } = place;
    place.thread = null;
    const detail = cause === 'asked' ? 'its thread was ended' : 'restarted';
    this.changeState(place, 'killed', { untilMs: null, cause, detail });
    await thread?.kill();
  }

  private fell(place: Place, thread: MemberThread, cause: Error): void {
    if (place.thread !== thread) return;
    place.thread = null;
    this.options.logger.error(`member ${place.member.sid} has ended: ${cause.message}`);
    this.changeState(place, 'killed', { untilMs: null, cause: 'failed', detail: cause.message });
    void thread.kill();
  }

  private changeState(
    place: Place,
    state: ThreadState,
    facts: Pick<ThreadChanged, 'untilMs' | 'cause' | 'detail'>,
  ): void {
    place.state = state;
    this.emit(place.member.sid, { type: 'threadChanged', state, ...facts });
  }

  private emit(member: number, body: EventBody): void {
    this.seq += 1;
    this.merge.add([{ seq: this.seq, atMs: performance.now(), wallMs: Date.now(), member, ...body }]);
  }
}

function notRunning(sid: number): ControlError {
  return new ControlError('MEMBER_NOT_RUNNING', `member ${sid} does not run`);
}
