import type { ChildProcess } from 'node:child_process';
import { spawnGroup } from './children.ts';

/** A process that is talked to line by line: each line is sent only when the answer to the one before has come. */
export class Conversation {
  readonly #child: ChildProcess;
  readonly #ended: Promise<number | null>;
  #output = '';
  #wake: () => void = () => undefined;
  #hasEnded = false;

  constructor(file: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
    this.#child = spawnGroup(file, args, {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { ...process.env, ...env },
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.#output += text;
        this.#wake();
      });
    }
    this.#ended = new Promise((resolve, reject) => {
      this.#child.once('error', reject);
      this.#child.once('close', (code) => {
        this.#hasEnded = true;
        this.#wake();
        resolve(code);
      });
    });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Sends a line, or nothing when it is empty, and resolves with what was printed until `until` matched that. */
  async say(line: string, until: RegExp, timeoutMs = 30_000): Promise<string> {
    const from = this.#output.length;
    if (line !== '') this.#child.stdin?.write(`${line}\n`);
    return this.#heard(from, until, timeoutMs);
  }

  /** Resolves as soon as `until` matches anything printed so far. */
  async heard(until: RegExp, timeoutMs = 30_000): Promise<string> {
    return this.#heard(0, until, timeoutMs);
  }

  async #heard(from: number, until: RegExp, timeoutMs: number): Promise<string> {
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      this.#wake();
    }, timeoutMs);
    try {
      for (;;) {
        const heard = this.#output.slice(from);
        if (until.test(heard)) return heard;
        if (late || this.#hasEnded) {
          throw new Error(
            `${late ? 'late' : 'ended'} before ${until} came; printed so far:\n${this.#output}`,
          );
        }
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    } finally {
      clearTimeout(timer);
    }
  }

  /** Ends its input and resolves with its exit code. */
  async end(): Promise<number | null> {
    this.#child.stdin?.end();
    return this.#ended;
  }

  /** SIGKILL: the session it may hold stays open on the server. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#ended;
  }
}
