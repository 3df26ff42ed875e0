import type { CallOptions, WatchCallback, ZooKeeper } from '@vivarium/client';
import { checkPath } from './check-path.ts';
import type { Part } from './line.ts';
import type { OptionSet, OptionSpec, ParsedOptions } from './options.ts';
import { ShellError } from './shell-error.ts';

/** What a command found or did, for programs: JSON. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/** What a command needs of who types it: to look, to change znodes, to change the ensemble. */
export type CommandRight = 'view' | 'edit' | 'operate';

/** One command of the language: how it is written, what it needs, what it does. */
export interface Command {
  readonly name: string;
  /** What follows the name in the list of commands, as zkCli.sh prints it. */
  readonly usage: string;
  readonly right: CommandRight;
  readonly syntax: OptionSet;
  /** Fewer words, the name included, and the usage is printed instead. */
  readonly leastWords: number;
  /** The words after which an older syntax begins: `get path watch`. */
  readonly deprecated?: string;
  /** @throws ShellError, ZooKeeperError */
  run(call: CommandCall): Promise<Json>;
}

/** One watcher per kind that zkCli.sh tells apart when watches are removed. */
export interface ShellWatchers {
  readonly data: WatchCallback;
  readonly child: WatchCallback;
  readonly persistent: WatchCallback;
}

/** What the shell lends to its commands. */
export interface CommandWorld {
  readonly zk: ZooKeeper;
  readonly hasChroot: boolean;
  readonly watchers: ShellWatchers;
  readonly version: string;
  /** IANA name of the zone in which times are printed; the machine's when null. */
  readonly timeZone: string | null;
  /** Null where there are no files, as in the page. */
  readonly readTextFile: ((path: string) => Promise<string>) | null;
  out(...parts: Part[]): void;
  err(...parts: Part[]): void;
  /** Prints what a removed watch hears, by the kind of watch. */
  watchesRemoved(path: string, remove: () => Promise<void>): Promise<void>;
}

/** A command with its words, ready to run. */
export class CommandCall {
  readonly world: CommandWorld;
  /** Without the options, the name first. */
  readonly words: readonly string[];
  readonly signal: AbortSignal | null;
  private readonly given: ReadonlyMap<string, string>;

  constructor(world: CommandWorld, { given, words }: ParsedOptions, signal: AbortSignal | null) {
    this.world = world;
    this.given = given;
    this.words = words;
    this.signal = signal;
  }

  get zk(): ZooKeeper {
    return this.world.zk;
  }

  /** For every request of the command: it ends when who asked is gone. */
  get request(): CallOptions {
    return this.signal === null ? {} : { signal: this.signal };
  }

  has(letter: string): boolean {
    return this.given.has(letter);
  }

  value(letter: string): string {
    return this.given.get(letter) ?? '';
  }

  /** The path behind the name, checked. */
  path(): string {
    const path = this.words[1] ?? '';
    checkPath(path);
    return path;
  }

  /** The version of `-v`; any when it is not given. */
  version(): { readonly version?: number } {
    return this.has('v') ? { version: readInt32(this.value('v'), '-v') } : {};
  }

  watch(kind: keyof ShellWatchers): { readonly watch?: WatchCallback } {
    return this.has('w') ? { watch: this.world.watchers[kind] } : {};
  }
}

/** A flag without a value. */
export const flag = (letter: string, words: string): OptionSpec => ({ letter, takesValue: false, words });
/** An option with a value. */
export const valued = (letter: string, words: string): OptionSpec => ({ letter, takesValue: true, words });

/** A whole number as Java reads an int. */
export function readInt32(text: string, name: string): number {
  const number = Number(text);
  if (!/^[+-]?\d+$/.test(text) || number > 0x7fff_ffff || number < -0x8000_0000) {
    throw new ShellError(`${name} argument must be an int value`);
  }
  return number;
}

/** A whole number as Java reads a long; above 2^53 it is not exact. */
export function readLong(text: string, words: string): number {
  if (!/^[+-]?\d+$/.test(text) || Math.abs(Number(text)) > 2 ** 63) throw new ShellError(words);
  return Number(text);
}
