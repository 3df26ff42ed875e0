import { ZooKeeper } from '@vivarium/client';
import { SHELL_LINES_MAX, SHELL_WAIT_MS, type ShellLine, type ShellResult } from '@vivarium/contract';
import { FULL_VERSION } from '@vivarium/host';
import { type Completions, complete, type Line, type Outcome, type Plan, Shell } from '@vivarium/shell';
import { refuse } from '../faults.ts';

/** How long a reading command may run, ms. */
const READ_MS = 20_000;
/** How long one that writes may: what it has begun should come to its end. */
const WRITE_MS = 120_000;
const CONNECT_MS = 10_000;
/** The most text that one answer carries, in UTF-16 units. */
const TEXT_MAX = 1_048_576;

/** What belongs to a terminal: this session has no end of its own, and its servers are the connection's. */
const UNAVAILABLE: ReadonlyMap<string, string> = new Map([
  ['connect', 'connect works at a terminal only: here the page chooses the connection.'],
  ['close', 'close works at a terminal only: this session ends with its page.'],
  ['quit', 'quit works at a terminal only: leave the page instead.'],
]);

const isSame = (now: Plan, then: Plan | null): boolean =>
  then !== null && now.right === then.right && now.line === then.line;

/** A printed line, and why the ones behind it are missing. */
export type Answer = Omit<ShellResult, 'session'> & { readonly outcome: Outcome | null };

/** One page's shell: its own client, so that identities, watches and ephemeral nodes are its own. */
export class ShellSession {
  readonly owner: string;
  readonly #shell: Shell;
  #lines: ShellLine[] = [];
  #text = 0;
  #cut: ShellResult['cut'] = null;
  /** What is printed now belongs to the answer of a command. */
  #busy = false;
  /** Ends the command that runs, when it only reads. */
  #running: AbortController | null = null;
  #watches = false;
  #connected: Promise<void> | null = null;
  /** Lines run one behind the other. */
  #turn: Promise<unknown> = Promise.resolve();
  #onLine: (() => void) | null = null;

  constructor(owner: string, connectString: string, timeZone: string) {
    this.owner = owner;
    this.#shell = new Shell({
      open: (servers) => new ZooKeeper(servers),
      connectString,
      connectDeadlineMs: CONNECT_MS,
      print: (line) => this.#print(line),
      version: FULL_VERSION,
      timeZone,
      unavailable: UNAVAILABLE,
    });
  }

  get isBusy(): boolean {
    return this.#busy;
  }

  plan(line: string): Plan | null {
    return this.#shell.plan(line);
  }

  /**
   * Runs a line that was planned. One that would write by now what it would not have written when it was planned, as a
   * redo of a line that came meanwhile, is refused: nobody was asked about it.
   * @throws BAD_REQUEST, and ZooKeeperError when no session could be opened
   */
  run(line: string, plan: Plan | null): Promise<Answer> {
    return this.#inTurn(async () => {
      await this.#connect();
      const now = this.#shell.plan(line);
      if (now !== null && now.right !== 'view' && !isSame(now, plan)) throw refuse('BAD_REQUEST');
      const writes = plan !== null && plan.right !== 'view';
      this.#watches ||= plan?.command === 'addWatch' || plan?.options.has('w') === true;
      const abort = new AbortController();
      this.#running = writes ? null : abort;
      this.#busy = true;
      const late = setTimeout(
        () => {
          this.#cut ??= 'time';
          abort.abort(new Error('the command runs too long'));
        },
        writes ? WRITE_MS : READ_MS,
      );
      try {
        const outcome = await this.#shell.run(line, abort.signal);
        return this.#answer(outcome);
      } catch (error) {
        if (!abort.signal.aborted) throw error;
        return this.#answer(null);
      } finally {
        clearTimeout(late);
        this.#running = null;
        this.#busy = false;
      }
    });
  }

  /** @throws ZooKeeperError when no session could be opened */
  async complete(text: string): Promise<Completions> {
    await this.#connect();
    return complete(this.#shell.zk, text);
  }

  /** What was printed between two commands; waits for something when there is nothing. */
  async events(): Promise<ShellLine[]> {
    if (this.#lines.length === 0 || this.#busy) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, SHELL_WAIT_MS);
        this.#onLine?.();
        this.#onLine = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    return this.#busy ? [] : this.#take();
  }

  async close(): Promise<void> {
    this.#running?.abort(new Error('the page is gone'));
    this.#onLine?.();
    await this.#shell.close();
  }

  #connect(): Promise<void> {
    this.#connected ??= this.#shell.connect().catch((error: unknown) => {
      this.#connected = null;
      throw error;
    });
    return this.#connected;
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#turn.then(work);
    this.#turn = mine.catch(() => undefined);
    return mine;
  }

  #answer(outcome: Outcome | null): Answer {
    const cut = this.#cut;
    this.#cut = null;
    const code = outcome?.code ?? null;
    return {
      outcome,
      lines: this.#take(),
      cut,
      exitCode: outcome?.exitCode ?? 1,
      code: code === 'TERMINAL_ONLY' ? null : code,
      terminalOnly: code === 'TERMINAL_ONLY' ? (outcome?.command ?? null) : null,
      watches: this.#watches,
    };
  }

  #take(): ShellLine[] {
    const lines = this.#lines;
    this.#lines = [];
    this.#text = 0;
    return lines;
  }

  /** Nobody reads more than so much: a command that only reads ends there. */
  #print({ stream, parts }: Line): void {
    const text = parts.reduce((sum, part) => sum + (typeof part === 'string' ? part : part.text).length, 0);
    if (this.#lines.length >= SHELL_LINES_MAX || this.#text + text > TEXT_MAX) {
      this.#cut ??= 'lines';
      this.#running?.abort(new Error('that is enough'));
      return;
    }
    this.#text += text;
    this.#lines.push({ stream, parts: [...parts] });
    if (!this.#busy) {
      this.#onLine?.();
      this.#onLine = null;
    }
  }
}
