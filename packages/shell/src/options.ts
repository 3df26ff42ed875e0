import { ShellError } from './shell-error.ts';

/** An option of a command: `-v 3` takes a value, `-s` does not. */
export interface OptionSpec {
  readonly letter: string;
  readonly takesValue: boolean;
  /** For the messages that list options. */
  readonly words: string;
}

export interface OptionSet {
  readonly options: readonly OptionSpec[];
  /** At most one of them may be given; `required`: exactly one. */
  readonly choice?: 'optional' | 'required';
}

export interface ParsedOptions {
  readonly given: ReadonlyMap<string, string>;
  /** What is no option, the command's name first. */
  readonly words: readonly string[];
}

/**
 * Reads options as Apache's shell does, through commons-cli: anywhere in the line, several letters after one dash, a
 * value behind a space, an equals sign or nothing; `--` ends them; a negative number is a value where one is wanted.
 * @throws ShellError with the words of commons-cli
 */
export function parseOptions(set: OptionSet, words: readonly string[]): ParsedOptions {
  const parser = new OptionParser(set);
  for (const word of words) parser.take(word);
  return parser.end();
}

class OptionParser {
  private readonly set: OptionSet;
  private readonly byName: ReadonlyMap<string, OptionSpec>;
  private readonly given = new Map<string, string>();
  private readonly rest: string[] = [];
  /** The option whose value comes next. */
  private waiting: OptionSpec | null = null;
  private literal = false;

  constructor(set: OptionSet) {
    this.set = set;
    this.byName = new Map(set.options.map((option) => [option.letter, option]));
  }

  take(word: string): void {
    if (this.literal) this.rest.push(word);
    else if (word === '--') this.literal = true;
    else if (this.waiting !== null && !this.looksLikeOption(word)) this.value(withoutQuotes(word));
    else if (word.startsWith('-') && word.length > 1) this.option(word);
    else this.rest.push(word);
  }

  end(): ParsedOptions {
    this.noneWaiting();
    const { choice, options } = this.set;
    if (choice === 'required' && this.given.size === 0) {
      const listed = options.map(({ letter, words }) => `-${letter} ${words}`).join(', ');
      throw parseError('MissingOptionException', `Missing required option: [${listed}]`);
    }
    return { given: this.given, words: this.rest };
  }

  private looksLikeOption(word: string): boolean {
    if (!word.startsWith('-') || word.length === 1 || isNegativeNumber(word)) return false;
    const name = withoutDashes(word).split('=', 1)[0]!;
    return this.byName.has(name) || (name !== '' && this.byName.has(name[0]!));
  }

  private option(word: string): void {
    if (word.startsWith('--')) throw unrecognized(word);
    const equals = word.indexOf('=');
    if (equals < 0) {
      const whole = this.byName.get(word.slice(1));
      if (whole === undefined) this.letters(word);
      else this.found(whole);
      return;
    }
    const found = this.byName.get(word.slice(1, equals));
    if (found === undefined || !found.takesValue || equals !== 2) throw unrecognized(word);
    this.found(found);
    this.value(word.slice(equals + 1));
  }

  private letters(word: string): void {
    for (let at = 1; at < word.length; at += 1) {
      const found = this.byName.get(word[at]!);
      if (found === undefined) throw unrecognized(word);
      this.found(found);
      if (found.takesValue && at + 1 < word.length) {
        this.value(withoutQuotes(word.slice(at + 1)));
        return;
      }
    }
  }

  private found(option: OptionSpec): void {
    this.noneWaiting();
    const other = [...this.given.keys()].find((letter) => letter !== option.letter);
    if (this.set.choice !== undefined && other !== undefined) {
      throw parseError(
        'AlreadySelectedException',
        `The option '${option.letter}' was specified but an option from this group has already been selected: '${other}'`,
      );
    }
    if (option.takesValue) this.waiting = option;
    if (!this.given.has(option.letter)) this.given.set(option.letter, '');
  }

  private value(text: string): void {
    const option = this.waiting;
    if (option === null) return;
    this.waiting = null;
    // The first value counts when an option is given twice.
    if (this.given.get(option.letter) === '') this.given.set(option.letter, text);
  }

  private noneWaiting(): void {
    if (this.waiting === null) return;
    throw parseError('MissingArgumentException', `Missing argument for option: ${this.waiting.letter}`);
  }
}

const withoutDashes = (word: string): string => word.replace(/^--?/, '');

function withoutQuotes(word: string): string {
  return /^"[^"]*"$/.test(word) ? word.slice(1, -1) : word;
}

/** What Java reads as a floating-point number behind a minus. */
function isNegativeNumber(word: string): boolean {
  return /^-(?:Infinity|NaN|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?[dDfF]?)$/.test(word);
}

const unrecognized = (word: string): ShellError =>
  parseError('UnrecognizedOptionException', `Unrecognized option: ${word}`);

/** Scripts may look for the exception's name, which Apache's shell prints. */
function parseError(exception: string, words: string): ShellError {
  return new ShellError(`org.apache.commons.cli.${exception}: ${words}`);
}
