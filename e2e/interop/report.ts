/** What one suite found: every check by name, passed or failed with the reason, and lines worth reading. */
export class SuiteReport {
  readonly name: string;
  readonly failures: { readonly name: string; readonly detail: string }[] = [];
  passed = 0;

  constructor(name: string) {
    this.name = name;
  }

  /** Prints a line under this suite's name, at once. */
  note(text: string): void {
    for (const line of text.split('\n')) process.stdout.write(`[${this.name}] ${line}\n`);
  }

  pass(): void {
    this.passed += 1;
  }

  fail(name: string, detail: string): void {
    this.failures.push({ name, detail });
    this.note(`FAILED ${name}\n${detail}`);
  }

  /** Runs one check; a rejection is a failure of that check and of nothing else. */
  async check(name: string, body: () => Promise<void>): Promise<void> {
    try {
      await body();
      this.pass();
    } catch (error) {
      this.fail(name, error instanceof Error ? (error.stack ?? error.message) : String(error));
    }
  }

  /** Compares two texts line by line; a difference fails with the first differing lines and what precedes them. */
  compare(name: string, apache: string, vivarium: string): void {
    const detail = firstDifference(apache.split('\n'), vivarium.split('\n'));
    if (detail === undefined) this.pass();
    else this.fail(name, detail);
  }
}

const contextLines = 4;
const shownLines = 8;

/** Where two lists of lines first differ, as text; undefined when they are equal. */
export function firstDifference(apache: readonly string[], vivarium: readonly string[]): string | undefined {
  const longest = Math.max(apache.length, vivarium.length);
  for (let at = 0; at < longest; at += 1) {
    if (apache[at] === vivarium[at]) continue;
    const before = apache.slice(Math.max(0, at - contextLines), at).map((line) => `    ${line}`);
    const theirs = apache.slice(at, at + shownLines).map((line) => `  apache   ${line}`);
    const ours = vivarium.slice(at, at + shownLines).map((line) => `  vivarium ${line}`);
    return [`line ${at + 1} differs`, ...before, ...theirs, ...ours].join('\n');
  }
  return undefined;
}

export interface Suite {
  readonly name: string;
  run(report: SuiteReport): Promise<void>;
}
