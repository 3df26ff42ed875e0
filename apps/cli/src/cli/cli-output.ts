import { type Line, lineText, type Outcome, type ShellEvent } from '@vivarium/shell';

/** Where the words of the shell go: zkCli.sh's text, or one JSON object per command and event. */
export interface CliOutput {
  print(line: Line): void;
  event(event: ShellEvent): void;
  outcome(outcome: Outcome): void;
  /** A line that is no command's own. */
  say(text: string): void;
}

/** Both streams as zkCli.sh uses them. A person at a terminal is also told what a refusal means and what to try. */
export const textOutput: CliOutput = {
  print: (line) => void process[line.stream === 'out' ? 'stdout' : 'stderr'].write(`${lineText(line)}\n`),
  event: () => undefined,
  outcome(outcome) {
    const line = process.stderr.isTTY ? adviceLine(outcome) : null;
    if (line !== null) process.stderr.write(`${line}\n`);
  },
  say: (text) => void process.stdout.write(`${text}\n`),
};

/** `NONODE: There is no such node. …`; null when the server refused nothing. */
export function adviceLine({ code, meaning }: Pick<Outcome, 'code' | 'meaning'>): string | null {
  return code === null || meaning === null ? null : `${code}: ${meaning}`;
}

export const jsonOutput: CliOutput = {
  print: () => undefined,
  event: (event) => void process.stdout.write(`${JSON.stringify({ event })}\n`),
  outcome({ command, exitCode, error, code, meaning, result }) {
    if (command === null) return;
    const failure =
      error === null
        ? {}
        : { error, ...(code === null ? {} : { code }), ...(meaning === null ? {} : { meaning }) };
    process.stdout.write(`${JSON.stringify({ command, exitCode, ...failure, result })}\n`);
  },
  say: () => undefined,
};
