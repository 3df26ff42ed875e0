import { appendFile, readFile, writeFile } from 'node:fs/promises';

const LINES_KEPT = 1_000;

/** The lines that were typed at the terminal, kept between sessions in a file that only its owner reads. */
export class HistoryFile {
  readonly #path: string;
  #lines: string[];

  private constructor(path: string, lines: string[]) {
    this.#path = path;
    this.#lines = lines;
  }

  /** A file that is not there, or cannot be read, is an empty history. */
  static async open(path: string): Promise<HistoryFile> {
    const text = await readFile(path, 'utf8').catch(() => '');
    const lines = text.split('\n').filter((line) => line !== '');
    if (lines.length > LINES_KEPT * 2) {
      const kept = lines.slice(-LINES_KEPT);
      await writeFile(path, `${kept.join('\n')}\n`, { mode: 0o600 }).catch(() => undefined);
      return new HistoryFile(path, kept);
    }
    return new HistoryFile(path, lines);
  }

  /** The newest first, as readline wants them. */
  get newestFirst(): string[] {
    return this.#lines.slice(-LINES_KEPT).reverse();
  }

  /** Credentials are not kept, and a line that repeats the last one neither. */
  async add(line: string): Promise<void> {
    if (line.trim() === '' || /^\s*addauth\b/.test(line) || line === this.#lines.at(-1)) return;
    this.#lines.push(line);
    await appendFile(this.#path, `${line}\n`, { mode: 0o600 }).catch(() => undefined);
  }
}
