import type { ClientView, EnsembleView, MemberView, Stratum } from '@vivarium/contract';
import { hex64 } from '@vivarium/jute';
import type { MemberStatus } from '@vivarium/timeline';

export interface PictureOptions {
  readonly label: string;
  readonly embedded: boolean;
  readonly address: string;
  readonly name: string;
  readonly pollIntervalMs: number;
}

/** What a poll altered, for who tells it on. */
export interface PollOutcome {
  readonly member: MemberView;
  readonly stratum: Stratum;
  readonly cameUp: boolean;
  readonly wentDown: boolean;
  readonly modeChanged: boolean;
}

const STRATA_MAX = 2_400;

/** The ensemble as the polls have shown it: one member for now. Values outlive its silence, with their age. */
export class EnsemblePicture {
  readonly #options: PictureOptions;
  #member: MemberView;
  #client: ClientView;
  #strata: Stratum[] = [];
  #zxid: number | null = null;
  #treeMeans: EnsembleView['treeMeans'] = 'recursive watch';

  constructor(options: PictureOptions, wallMs: number) {
    this.#options = options;
    this.#client = { state: 'connecting', session: null, sinceMs: wallMs };
    this.#member = {
      id: 1,
      name: options.name,
      address: options.address,
      embedded: options.embedded,
      state: 'unknown',
      cause: null,
      mode: null,
      version: null,
      zxid: null,
      connections: null,
      sessions: null,
      outstanding: null,
      nodeCount: null,
      received: null,
      sent: null,
      latencyMs: null,
      polledAtMs: null,
    };
  }

  view(): EnsembleView {
    return {
      label: this.#options.label,
      embedded: this.#options.embedded,
      poll: {
        command: this.#member.sessions === null ? 'srvr' : 'srvr and mntr',
        intervalMs: this.#options.pollIntervalMs,
      },
      treeMeans: this.#treeMeans,
      members: [this.#member],
      client: this.#client,
    };
  }

  strata(most: number): Stratum[] {
    return this.#strata.slice(-most);
  }

  treeMeans(means: EnsembleView['treeMeans']): void {
    this.#treeMeans = means;
  }

  client(state: ClientView['state'], session: string | null, wallMs: number): ClientView {
    this.#client = { state, session, sinceMs: wallMs };
    return this.#client;
  }

  answered(status: MemberStatus, wallMs: number): PollOutcome {
    const before = this.#member;
    this.#member = {
      ...before,
      state: 'up',
      cause: null,
      mode: status.mode,
      version: status.version,
      zxid: hex64(status.zxid),
      connections: status.connections,
      sessions: status.sessions ?? null,
      outstanding: status.outstanding,
      nodeCount: status.nodeCount,
      received: status.received,
      sent: status.sent,
      latencyMs: status.latencyMs,
      polledAtMs: wallMs,
    };
    const stratum = this.#lay(status.zxid, wallMs);
    return {
      member: this.#member,
      stratum,
      cameUp: before.state !== 'up',
      wentDown: false,
      modeChanged: before.mode !== null && before.mode !== status.mode,
    };
  }

  silent(cause: string, wallMs: number): PollOutcome {
    const before = this.#member;
    this.#member = { ...before, state: 'down', cause };
    const stratum = this.#lay(null, wallMs);
    return {
      member: this.#member,
      stratum,
      cameUp: false,
      wentDown: before.state !== 'down',
      modeChanged: false,
    };
  }

  #lay(zxid: number | null, wallMs: number): Stratum {
    const last = this.#strata.at(-1);
    const spanMs = last === undefined ? this.#options.pollIntervalMs : Math.max(1, wallMs - last.atMs);
    const stratum: Stratum = {
      atMs: wallMs,
      spanMs,
      txns: zxid === null ? null : txnsBetween(this.#zxid, zxid),
      zxid: zxid === null ? null : hex64(zxid),
    };
    if (zxid !== null) this.#zxid = zxid;
    this.#strata.push(stratum);
    if (this.#strata.length > 2 * STRATA_MAX) this.#strata = this.#strata.slice(-STRATA_MAX);
    return stratum;
  }
}

const TWO_32 = 4_294_967_296;

/** Transactions between two zxids; across epochs only those of the new one are known. */
export function txnsBetween(before: number | null, now: number): number {
  if (before === null || now < before) return 0;
  if (Math.floor(before / TWO_32) === Math.floor(now / TWO_32)) return now - before;
  return now % TWO_32;
}
