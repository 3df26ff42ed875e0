import {
  type EventBody,
  type MeansState,
  type MemberStatus,
  type Mode,
  POLLED_MODE,
  type TimelineEvent,
} from '@vivarium/timeline';
import type { Clock } from './clock.ts';
import type { Answer, Ask, Where } from './four-letter-word.ts';
import { parseFaults } from './parse-faults.ts';
import { parseMntr, wholeNumber } from './parse-key-values.ts';
import { parseSrvr } from './parse-srvr.ts';

export interface PolledMember extends Where {
  readonly id: number;
  readonly name: string;
  /** Only where the configuration is known. */
  readonly role?: 'voter' | 'observer';
}

export interface StatusPollerOptions {
  readonly members: readonly PolledMember[];
  readonly intervalMs: number;
  readonly clock: Clock;
  readonly ask: Ask;
  readonly onEvent: (event: TimelineEvent) => void;
  /** Whether what members say of the set-up is told: not of members that tell it by themselves. True when missing. */
  readonly tellsFaults?: boolean;
}

/** After a refusal `mntr` is asked again only so many rounds later: an operator may have allowed it meanwhile. */
const ROUNDS_BETWEEN_REFUSED_ASKS = 60;

/** Of a member's status, what `srvr` does not say. */
type Beside = Pick<MemberStatus, 'sessions' | 'uptimeMs' | 'answerMs'>;

interface Watched {
  readonly member: PolledMember;
  busy: boolean;
  mode: Mode | null;
  /** Outcome of the last `srvr`. */
  last: Answer['outcome'] | null;
  mntr: Answer | null;
  /** What it said to be wrong with the set-up, as text. */
  faults: string;
  roundsUntilMntr: number;
}

/**
 * Asks every member `srvr`, and `mntr` where it is allowed, at a fixed interval, and tells what it hears as
 * events. Members are asked independently: one that hangs costs the others nothing and is not asked again
 * before its last question ended.
 */
export class StatusPoller {
  private readonly options: StatusPollerOptions;
  private readonly watched: readonly Watched[];
  private means: MeansState = { name: 'off' };
  private stopTimer: (() => void) | null = null;
  private seq = 0;

  constructor(options: StatusPollerOptions) {
    this.options = options;
    this.watched = options.members.map((member) => ({
      member,
      busy: false,
      mode: null,
      last: null,
      mntr: null,
      faults: '[]',
      roundsUntilMntr: 0,
    }));
  }

  start(): void {
    if (this.stopTimer !== null) return;
    for (const { member } of this.watched) {
      const { name, role } = member;
      const part = role === undefined ? {} : { role };
      this.emit(member.id, { type: 'memberListed', name, address: addressOf(member), ...part });
    }
    this.setMeans({ name: 'on' });
    this.stopTimer = this.options.clock.every(this.options.intervalMs, () => {
      for (const each of this.watched) void this.poll(each);
    });
  }

  /** Answers that are still on their way are dropped. */
  stop(): void {
    this.stopTimer?.();
    this.stopTimer = null;
    this.setMeans({ name: 'off' });
  }

  /** The last answer to `mntr` of a member, or why there is none; null before the first. */
  mntr(id: number): Answer | null {
    return this.watched.find(({ member }) => member.id === id)?.mntr ?? null;
  }

  private async poll(each: Watched): Promise<void> {
    if (each.busy) return;
    each.busy = true;
    try {
      const { clock } = this.options;
      const askedMs = clock.nowMs();
      const answer = await this.options.ask(each.member, 'srvr');
      const answerMs = clock.nowMs() - askedMs;
      const more = answer.outcome === 'text' ? await this.monitored(each) : {};
      if (this.stopTimer === null) return;
      this.tell(each, answer, { ...more, answerMs });
      this.judgeMeans();
    } finally {
      each.busy = false;
    }
  }

  /** What only `mntr` tells. */
  private async monitored(each: Watched): Promise<Beside> {
    if (each.roundsUntilMntr > 0) {
      each.roundsUntilMntr -= 1;
      return {};
    }
    each.mntr = await this.options.ask(each.member, 'mntr');
    if (each.mntr.outcome !== 'text') {
      each.roundsUntilMntr = ROUNDS_BETWEEN_REFUSED_ASKS;
      return {};
    }
    const values = parseMntr(each.mntr.text);
    const global = wholeNumber(values, 'zk_global_sessions');
    const uptimeMs = Math.floor(Number(values.get('zk_uptime') ?? Number.NaN));
    return {
      ...(global === null ? {} : { sessions: global + (wholeNumber(values, 'zk_local_sessions') ?? 0) }),
      ...(uptimeMs >= 0 ? { uptimeMs } : {}),
    };
  }

  private tell(each: Watched, answer: Answer, beside: Beside): void {
    const { id } = each.member;
    each.last = answer.outcome;
    this.tellFaults(each, answer);
    if (answer.outcome !== 'text') {
      if (answer.outcome === 'not-serving') this.changeMode(each, 'looking');
      this.emit(id, { type: 'statusUnavailable', kind: answer.outcome, cause: answer.cause });
      return;
    }
    const parsed = parseSrvr(answer.text);
    if (!parsed.ok) {
      each.last = 'not-zookeeper';
      this.emit(id, { type: 'statusUnavailable', kind: 'not-zookeeper', cause: parsed.cause });
      return;
    }
    this.changeMode(each, parsed.value.mode);
    this.emit(id, { type: 'statusPolled', status: { ...parsed.value, ...beside } });
  }

  /** A member that does not answer has taken nothing back. */
  private tellFaults(each: Watched, answer: Answer): void {
    const text = answer.outcome === 'text' ? answer.text : answer.rest;
    if (this.options.tellsFaults === false || text === undefined) return;
    const faults = parseFaults(text);
    const told = JSON.stringify(faults);
    if (told === each.faults) return;
    each.faults = told;
    this.emit(each.member.id, { type: 'faultsChanged', faults });
  }

  private changeMode(each: Watched, mode: Mode): void {
    if (each.mode === mode) return;
    each.mode = mode;
    this.emit(each.member.id, { type: 'modeChanged', mode, cause: POLLED_MODE });
  }

  /** The means fails as a whole when every member answers, but none with a status. */
  private judgeMeans(): void {
    const useless = this.watched.every(({ last }) => last === 'not-whitelisted' || last === 'not-zookeeper');
    if (!useless) this.setMeans({ name: 'on' });
    else if (this.watched.some(({ last }) => last === 'not-whitelisted')) {
      this.setMeans({ name: 'failed', cause: 'srvr is not in 4lw.commands.whitelist of any member' });
    } else this.setMeans({ name: 'failed', cause: 'no member answers like a ZooKeeper server' });
  }

  private setMeans(state: MeansState): void {
    if (state.name === this.means.name) return;
    this.means = state;
    this.emit(0, { type: 'meansChanged', means: 'status-poll', state });
  }

  private emit(member: number, body: EventBody): void {
    const { clock, onEvent } = this.options;
    this.seq += 1;
    onEvent({ seq: this.seq, atMs: clock.nowMs(), wallMs: clock.wallMs(), member, ...body });
  }
}

export function addressOf({ host, port }: { readonly host: string; readonly port: number }): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
