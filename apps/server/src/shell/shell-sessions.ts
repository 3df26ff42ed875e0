import { randomBytes } from 'node:crypto';
import type { ShellBody, ShellCompletions, ShellLine, ShellResult } from '@vivarium/contract';
import { commonStart, type Plan } from '@vivarium/shell';
import type { WriteEntry } from '../audit/audit-log.ts';
import { sha256 } from '../audit/audit-log.ts';
import { FaultError, refuse } from '../faults.ts';
import type { Author } from '../guard/author.ts';
import type { GuardedWrites } from '../guard/guarded-writes.ts';
import { isWithin } from '../guard/safe-mode.ts';
import { type Answer, ShellSession } from './shell-session.ts';

/** Pages whose shells are open at once; each has a client. */
const SESSIONS_MAX = 16;
/** A session that nobody has spoken to for so long ends, ms. */
const IDLE_MS = 15 * 60_000;

export interface ShellSessionsOptions {
  readonly connectString: string;
  /** The seam of every write. */
  readonly writes: GuardedWrites;
}

/** The shells of the pages, by names that only their pages know. */
export class ShellSessions {
  readonly #options: ShellSessionsOptions;
  /** In the order in which they were last spoken to. */
  readonly #sessions = new Map<string, ShellSession>();
  readonly #idle = new Map<string, NodeJS.Timeout>();

  constructor(options: ShellSessionsOptions) {
    this.#options = options;
  }

  /**
   * Runs a line. One that writes asks the guard and is on record before it leaves.
   * @throws LOCKED, REVIEW_NEEDED, PROTECTED, AUDIT_FAILED, TOO_MANY, and ZooKeeperError without a connection
   */
  async run({ session, line, timeZone }: ShellBody, author: Author): Promise<ShellResult> {
    const [id, shell] = this.#session(session, author.who, timeZone);
    const plan = shell.plan(line);
    const { outcome: _outcome, ...answer } =
      plan === null || plan.right === 'view'
        ? await shell.run(line, plan)
        : await this.#write(shell, line, plan, author);
    return { session: id, ...answer };
  }

  async complete(session: string | null, text: string, author: Author): Promise<ShellCompletions> {
    const [id, shell] = this.#session(session, author.who, undefined);
    const { start, words, total } = await shell.complete(text);
    return { session: id, start, words: [...words], total, common: commonStart(words) };
  }

  /** What watches printed; empty when nothing came in time. */
  async events(session: string, author: Author): Promise<ShellLine[]> {
    const shell = this.#sessions.get(session);
    if (shell === undefined || shell.owner !== author.who) throw refuse('NOT_FOUND');
    return shell.events();
  }

  async close(): Promise<void> {
    await Promise.all([...this.#sessions.keys()].map((id) => this.#end(id)));
  }

  async #write(shell: ShellSession, line: string, plan: Plan, author: Author): Promise<Answer> {
    const { safeMode } = this.#options.writes;
    const intent = intentOf(plan);
    // A command over a subtree reaches what is protected below its path, too.
    const below = reachesBelow(plan)
      ? safeMode.view.prefixes.find((prefix) => isWithin(prefix, intent.path))
      : undefined;
    if (below !== undefined) safeMode.permit(below, author.guard);
    let answer: Answer | null = null;
    const write = async (): Promise<Answer> => {
      answer = await shell.run(line, plan);
      // The record ends with the code of what was refused.
      if (answer.code !== null) throw new FaultError({ code: answer.code, meaning: '', next: '' });
      return answer;
    };
    try {
      return (await this.#options.writes.run({ intent, write }, author)).value;
    } catch (error) {
      if (answer !== null) return answer;
      throw error;
    }
  }

  /** A session that ended meanwhile is opened anew: the page keeps its own transcript. */
  #session(id: string | null, owner: string, timeZone: string | undefined): readonly [string, ShellSession] {
    const known = id === null ? undefined : this.#sessions.get(id);
    if (id !== null && known !== undefined && known.owner === owner) {
      this.#idle.get(id)?.refresh();
      this.#sessions.delete(id);
      this.#sessions.set(id, known);
      return [id, known];
    }
    if (this.#sessions.size >= SESSIONS_MAX) this.#makeRoom();
    const fresh = randomBytes(16).toString('hex');
    const shell = new ShellSession(owner, this.#options.connectString, knownZone(timeZone));
    this.#sessions.set(fresh, shell);
    const timer = setTimeout(() => void this.#end(fresh), IDLE_MS);
    timer.unref();
    this.#idle.set(fresh, timer);
    return [fresh, shell];
  }

  /** The session that was spoken to longest ago gives way. */
  #makeRoom(): void {
    const [oldest] = [...this.#sessions].filter(([, shell]) => !shell.isBusy);
    if (oldest === undefined) throw refuse('TOO_MANY');
    void this.#end(oldest[0]);
  }

  async #end(id: string): Promise<void> {
    const shell = this.#sessions.get(id);
    this.#sessions.delete(id);
    clearTimeout(this.#idle.get(id));
    this.#idle.delete(id);
    await shell?.close();
  }
}

const OPS: Readonly<Record<string, WriteEntry['op']>> = {
  create: 'create',
  set: 'setData',
  delete: 'delete',
  deleteall: 'delete',
  setAcl: 'setACL',
  setquota: 'setQuota',
  delquota: 'setQuota',
  reconfig: 'setData',
};

/** What goes on record: the command in ZooKeeper's words, with a hash of what it writes. */
function intentOf({ command, words, options }: Plan) {
  const path = command === 'reconfig' ? '/zookeeper/config' : (words[1] ?? '/');
  const version = options.get('v');
  const written = command === 'reconfig' ? [...options.values()].join(' ') : words[2];
  return {
    op: OPS[command] ?? 'multi',
    path,
    expectsVersion: version === undefined || !/^-?\d{1,10}$/.test(version) ? null : Number(version),
    oldSha256: null,
    newSha256: written === undefined ? null : sha256(written),
  };
}

const reachesBelow = ({ command, options }: Plan): boolean =>
  command === 'deleteall' || (command === 'setAcl' && options.has('R'));

/** The zone when this machine knows it. */
function knownZone(timeZone: string | undefined): string {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: timeZone ?? 'UTC' }).resolvedOptions().timeZone;
  } catch {
    return 'UTC';
  }
}
