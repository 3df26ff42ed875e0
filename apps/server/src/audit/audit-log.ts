import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import type { JobKind } from '@vivarium/contract';

/** A write that is about to leave. Hashes, not data: the log must not become a second place of secrets. */
export interface WriteEntry extends Origin {
  readonly op: 'create' | 'setData' | 'delete' | 'setACL' | 'setQuota' | 'multi';
  readonly path: string;
  readonly expectsVersion: number | null;
  readonly oldSha256: string | null;
  readonly newSha256: string | null;
}

/** Whose doing it is, and why. */
interface Origin {
  readonly who: string;
  readonly from: string;
  readonly connection: string;
  readonly reason?: string;
  readonly ticket?: string;
  readonly job?: string;
  readonly undoes?: string;
}

/** Something that is about to be done to members of the embedded ensemble. */
export interface ControlEntry extends Origin {
  readonly op: string;
  /** Server ids: one, or the two ends of a link. */
  readonly members: readonly number[];
  readonly forMs: number | null;
  /** What it is done to, where that is no member: a session by its alias. */
  readonly about?: string;
}

/** A change of the guard itself, or of what the dashboard is to the members: a mode, a prefix, an identity. */
export interface GuardEntry extends Origin {
  readonly op: string;
  readonly about: string;
}

/** A piece of long work that begins; its writes have records of their own. */
export interface JobEntry extends Origin {
  readonly op: JobKind;
  readonly path: string;
  readonly job: string;
  /** Where copies go, or what is searched for. */
  readonly about: string | null;
}

const FIRST = '0'.repeat(64);

export function sha256(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/**
 * JSON lines, each with the SHA-256 of the line before it and of itself: a line altered or removed later
 * breaks the chain from there on. A record is on disk before its write leaves.
 */
export class AuditLog {
  readonly path: string;
  readonly #file: FileHandle;
  readonly #wallMs: () => number;
  #last: string;
  #seq: number;
  /** Lines are written one after the other: the chain has one end. */
  #turn: Promise<unknown> = Promise.resolve();
  /** After a failed write or fsync nothing is known of the file's end: nothing is added to it any more. */
  #failure: unknown = null;

  private constructor(path: string, file: FileHandle, last: string, seq: number, wallMs: () => number) {
    this.path = path;
    this.#file = file;
    this.#last = last;
    this.#seq = seq;
    this.#wallMs = wallMs;
  }

  /** Opens or makes the log, readable by its owner only, and goes on where its chain ends. */
  static async open(path: string, wallMs: () => number): Promise<AuditLog> {
    const file = await open(path, 'a+', 0o600);
    const text = await file.readFile('utf8');
    const lines = text.split('\n').filter((line) => line !== '');
    let last = FIRST;
    let seq = 0;
    for (const line of lines) {
      const record = parse(line);
      if (record === null) continue;
      last = record.hash;
      seq = record.seq;
    }
    // A line torn by a crash stays as it is; the next one starts on a line of its own.
    if (text !== '' && !text.endsWith('\n')) await file.write('\n');
    return new AuditLog(path, file, last, seq, wallMs);
  }

  /**
   * Resolves with the number of the first record once all of them are on disk; the others follow it. Rejects: then
   * no write of them may leave.
   */
  begin(entries: readonly WriteEntry[]): Promise<number> {
    return this.#append(
      entries.map((entry) => ({ kind: 'write', ...entry })),
      true,
    );
  }

  /** As `begin`, for what is done to members and sessions. */
  beginControl(entry: ControlEntry): Promise<number> {
    return this.#append([{ kind: 'control', ...entry }], true);
  }

  /** As `begin`, for what is changed of the guard. */
  beginGuard(entry: GuardEntry): Promise<number> {
    return this.#append([{ kind: 'guard', ...entry }], true);
  }

  /** As `begin`, for a job: what only looks is recorded too, since it may carry much away. */
  beginJob(entry: JobEntry): Promise<number> {
    return this.#append([{ kind: 'job', ...entry }], true);
  }

  /** How records ended: `ok` or the code. Losing these in a crash leaves writes without an end, as they were. */
  async end(outcomes: readonly (readonly [of: number, outcome: string])[]): Promise<void> {
    await this.#append(
      outcomes.map(([of, outcome]) => ({ kind: 'outcome', of, outcome })),
      false,
    );
  }

  async close(): Promise<void> {
    await this.#turn;
    await this.#file.sync();
    await this.#file.close();
  }

  #append(entries: readonly Readonly<Record<string, unknown>>[], isDurable: boolean): Promise<number> {
    const mine = this.#turn.then(async () => {
      const first = this.#seq + 1;
      const at = new Date(this.#wallMs()).toISOString();
      let seq = this.#seq;
      let last = this.#last;
      let text = '';
      for (const fields of entries) {
        seq += 1;
        const body = { seq, at, ...fields, prev: last };
        last = sha256(JSON.stringify(body));
        text += `${JSON.stringify({ ...body, hash: last })}\n`;
      }
      if (this.#failure !== null) throw this.#failure;
      try {
        await this.#file.appendFile(text);
        if (isDurable) await this.#file.datasync();
      } catch (error) {
        this.#failure = error;
        throw error;
      }
      this.#last = last;
      this.#seq = seq;
      return first;
    });
    this.#turn = mine.catch(() => undefined);
    return mine;
  }
}

interface Chained {
  readonly seq: number;
  readonly hash: string;
}

function parse(line: string): Chained | null {
  try {
    const record = JSON.parse(line) as Partial<Chained>;
    return typeof record.seq === 'number' && typeof record.hash === 'string' ? (record as Chained) : null;
  } catch {
    return null;
  }
}

/**
 * Follows the chain line by line. A line that a crash tore breaks nothing when the record behind it follows the one
 * before it; a record that somebody made unreadable is missed by the record behind it.
 */
export class ChainCheck {
  lines = 0;
  torn = 0;
  firstBrokenLine: number | null = null;
  lastHash = FIRST;
  /** The first unreadable line since the last record. */
  #tornLine: number | null = null;

  add(line: string): void {
    if (line === '') return;
    this.lines += 1;
    const record = parse(line) as (Chained & { readonly prev?: string }) | null;
    if (record === null) {
      this.torn += 1;
      this.#tornLine ??= this.lines;
      return;
    }
    const { hash, ...body } = record;
    if (body.prev !== this.lastHash) this.firstBrokenLine ??= this.#tornLine ?? this.lines;
    if (sha256(JSON.stringify(body)) !== hash) this.firstBrokenLine ??= this.lines;
    this.#tornLine = null;
    this.lastHash = hash;
  }
}

/** The number of the first line whose chain is broken, or null when all of it holds. */
export function firstBrokenLine(text: string): number | null {
  const check = new ChainCheck();
  for (const line of text.split('\n')) check.add(line);
  return check.firstBrokenLine;
}
