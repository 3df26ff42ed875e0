import { homedir } from 'node:os';
import { join } from 'node:path';
import { createInterface, cursorTo, type Interface } from 'node:readline';
import { complete, type Shell } from '@vivarium/shell';
import { HistoryFile } from './history-file.ts';

const HISTORY_FILE = '.vivarium_cli_history';

/**
 * Lines from a terminal: with editing, completion by Tab, and the history of earlier sessions. What is printed
 * meanwhile (a watch event) goes above the line that is being typed.
 */
export class Terminal {
  readonly #shell: Shell;
  readonly #run: (line: string, signal: AbortSignal) => Promise<boolean>;
  #readline: Interface | null = null;
  #typing = false;

  /** `run` resolves with true when the shell is to end. */
  constructor(shell: Shell, run: (line: string, signal: AbortSignal) => Promise<boolean>) {
    this.#shell = shell;
    this.#run = run;
  }

  /** Hands every line to `run`, one after the other, until one says so or the input ends. */
  async serve(): Promise<void> {
    const history = await HistoryFile.open(process.env.VIVARIUM_CLI_HISTORY ?? join(homedir(), HISTORY_FILE));
    const readline = createInterface({
      input: process.stdin,
      output: process.stdout,
      history: history.newestFirst,
      historySize: 1_000,
      completer: (line: string, done: (error: Error | null, found: [string[], string]) => void) => {
        complete(this.#shell.zk, line).then(
          ({ start, words }) => done(null, [[...words], line.slice(start)]),
          () => done(null, [[], line]),
        );
      },
    });
    this.#readline = readline;
    let command: AbortController | null = null;
    // Ctrl-C ends what runs, else the line that is being typed, never the shell.
    readline.on('SIGINT', () => {
      if (command !== null) command.abort(new Error('interrupted'));
      else this.#discardLine(readline);
    });
    this.#prompt(readline);
    for await (const line of readline) {
      this.#typing = false;
      await history.add(line);
      command = new AbortController();
      const ends = await this.#run(line, command.signal);
      command = null;
      if (ends) break;
      this.#prompt(readline);
    }
    readline.close();
  }

  /** Prints with `write` what belongs above the line that is being typed. */
  above(write: () => void): void {
    const readline = this.#readline;
    if (readline === null || !this.#typing) {
      write();
      return;
    }
    cursorTo(process.stdout, 0);
    process.stdout.write('\x1b[J');
    write();
    readline.prompt(true);
  }

  #prompt(readline: Interface): void {
    readline.setPrompt(this.#shell.prompt);
    this.#typing = true;
    readline.prompt();
  }

  #discardLine(readline: Interface): void {
    process.stdout.write('^C\n');
    readline.write(null, { ctrl: true, name: 'e' });
    readline.write(null, { ctrl: true, name: 'u' });
    readline.prompt();
  }
}
