import { type ClientState, parseConnectString, type WatchEvent, type ZooKeeper } from '@vivarium/client';
import { CommandCall, type CommandRight, type CommandWorld, type Json } from './command.ts';
import { COMMANDS, OWN_COMMANDS, USAGE_LINES } from './command-table.ts';
import { asShellError } from './failure.ts';
import { type Line, linkTo, type Part } from './line.ts';
import { parseOptions } from './options.ts';
import { ShellError } from './shell-error.ts';
import { eventOfState, eventOfWatch, type ShellEvent } from './watch-lines.ts';
import { splitWords } from './words.ts';

const HISTORY_SHOWN = 10;

export interface ShellOptions {
  /** A client of these servers that dials nothing before `connect`. @throws TypeError for an unreadable text */
  readonly open: (connectString: string) => ZooKeeper;
  readonly connectString: string;
  /** How long `connect` waits for a session. */
  readonly connectDeadlineMs: number;
  readonly print: (line: Line) => void;
  /** Hears every event, printed or not. */
  readonly onEvent?: (event: ShellEvent) => void;
  /** What `version` prints. */
  readonly version: string;
  /** IANA name of the zone in which times are printed; the machine's when missing. */
  readonly timeZone?: string;
  /** Reads a file of `reconfig -file`; where it is missing there are no files. */
  readonly readTextFile?: (path: string) => Promise<string>;
  /** Commands that do not work here, and the sentence that they are answered with. */
  readonly unavailable?: ReadonlyMap<string, string>;
}

/** What became of one line. */
export interface Outcome {
  /** Null for an empty line. */
  readonly command: string | null;
  /** As zkCli.sh would end with: 0, 1, or 127 for an unknown command. */
  readonly exitCode: number;
  /** What was wrong, as it was printed. */
  readonly error: string | null;
  /** ZooKeeper's constant when the server refused. */
  readonly code: string | null;
  /** What that code means and what to try; printed by nobody, as zkCli.sh does not say it. */
  readonly meaning: string | null;
  readonly result: Json;
  /** True when the shell is to end. */
  readonly quits: boolean;
}

/** What a line would do, known before it does it. */
export interface Plan {
  /** The line that is run: of a redo the one that it repeats. */
  readonly line: string;
  readonly command: string;
  /** A line that is refused before it reaches a server needs no more than `view`. */
  readonly right: CommandRight;
  /** The words without the options, the command's name first. */
  readonly words: readonly string[];
  readonly options: ReadonlyMap<string, string>;
}

const NOTHING: Outcome = {
  command: null,
  exitCode: 0,
  error: null,
  code: null,
  meaning: null,
  result: null,
  quits: false,
};

/** A session in which lines of zkCli.sh's language are run, one after the other. */
export class Shell {
  private readonly options: ShellOptions;
  private readonly history: string[] = [];
  private connectString: string;
  private client: ZooKeeper;
  private unsubscribe: () => void = () => undefined;
  private printsWatches = true;
  /** The exit code of the last command. */
  private exitCode = 0;
  /** One event reaches several watchers of ours; it is printed once. */
  private lastEvent: WatchEvent | null = null;
  private readonly removedKinds = new Set<string>();
  private readonly world: Omit<CommandWorld, 'zk' | 'hasChroot'>;

  /** Nothing is dialled before `connect`. @throws TypeError when the connect string cannot be read */
  constructor(options: ShellOptions) {
    this.options = options;
    this.connectString = options.connectString;
    this.client = options.open(options.connectString);
    this.world = {
      watchers: {
        data: this.watcher('DataWatchRemoved'),
        child: this.watcher('ChildWatchRemoved'),
        persistent: this.watcher('PersistentWatchRemoved'),
      },
      version: options.version,
      timeZone: options.timeZone ?? null,
      readTextFile: options.readTextFile ?? null,
      out: this.out,
      err: this.err,
      watchesRemoved: (path, remove) => this.watchesRemoved(path, remove),
    };
  }

  get zk(): ZooKeeper {
    return this.client;
  }

  /** How many lines were run: the number of the next one. */
  get count(): number {
    return this.history.length;
  }

  /** Whether a session stands or may come back. */
  get isAlive(): boolean {
    return !['closed', 'expired', 'auth-failed'].includes(this.client.state.name);
  }

  /** `[zk: host:port(CONNECTED) 3] `, as zkCli.sh prompts. */
  get prompt(): string {
    const { name } = this.client.state;
    const states: Partial<Record<ClientState['name'], string>> = {
      connected: 'CONNECTED',
      'read-only': 'CONNECTEDREADONLY',
      expired: 'CLOSED',
      closed: 'CLOSED',
      'auth-failed': 'AUTH_FAILED',
    };
    return `[zk: ${this.connectString}(${states[name] ?? 'CONNECTING'}) ${this.count}] `;
  }

  /** Waits for a session. @throws ZooKeeperError when there is none in time; the client dials on */
  async connect(): Promise<void> {
    this.unsubscribe = this.client.subscribe((state) => {
      const event = eventOfState(state);
      if (event !== null) this.tell(event);
    });
    await this.client.connect({ deadlineMs: this.options.connectDeadlineMs });
  }

  /** Ends the session without a word. */
  async close(): Promise<void> {
    this.unsubscribe();
    await this.client.close();
  }

  /** What a line would do; null when it is empty or no command. A redo is what it repeats. */
  plan(line: string): Plan | null {
    let planned = line;
    let words = splitWords(planned);
    if (words[0] === 'redo') {
      planned = this.history[Number(words[1])] ?? '';
      words = splitWords(planned);
    }
    const [name] = words;
    if (name === undefined) return null;
    const command = COMMANDS.get(name);
    const harmless: Plan = { line: planned, command: name, right: 'view', words, options: new Map() };
    if (command === undefined) return OWN_COMMANDS.has(name) ? harmless : null;
    try {
      const { given, words: rest } = parseOptions(command.syntax, words);
      if (rest.length < command.leastWords) return harmless;
      return { line: planned, command: name, right: command.right, words: rest, options: given };
    } catch (error) {
      if (error instanceof ShellError) return harmless;
      throw error;
    }
  }

  /** Runs a line and prints what it says. Never rejects for what is wrong with the line or with ZooKeeper. */
  run(line: string, signal: AbortSignal | null = null): Promise<Outcome> {
    return this.runWords(splitWords(line), line, signal);
  }

  /** Runs words that were split by somebody else; `line` is what the history keeps. */
  async runWords(
    words: readonly string[],
    line: string = words.join(' '),
    signal: AbortSignal | null = null,
  ): Promise<Outcome> {
    const [command] = words;
    if (command === undefined) return NOTHING;
    this.history.push(line);
    const outcome = await this.attempt(command, words, signal);
    this.exitCode = outcome.exitCode;
    return outcome;
  }

  private async attempt(
    command: string,
    words: readonly string[],
    signal: AbortSignal | null,
  ): Promise<Outcome> {
    try {
      const unavailable = this.options.unavailable?.get(command);
      if (unavailable !== undefined) throw new ShellError(unavailable, { code: 'TERMINAL_ONLY' });
      const result = OWN_COMMANDS.has(command)
        ? await this.runOwn(command, words, signal)
        : await this.runOnSession(command, words, signal);
      const quits = command === 'quit';
      return { ...NOTHING, command, result, quits, exitCode: quits ? this.exitCode : 0 };
    } catch (thrown) {
      const error = asShellError(thrown);
      if (!(error instanceof ShellError)) throw error;
      this.err(error.message);
      const { exitCode, code, meaning, message } = error;
      return { ...NOTHING, command, exitCode, code, meaning, error: message };
    }
  }

  private async runOnSession(
    name: string,
    words: readonly string[],
    signal: AbortSignal | null,
  ): Promise<Json> {
    const command = COMMANDS.get(name);
    if (command === undefined) {
      for (const line of USAGE_LINES) this.err(line);
      throw new ShellError(`Command not found: Command not found ${name}`, { exitCode: 127 });
    }
    if (!this.isAlive) return this.notConnected();
    let parsed = parseOptions(command.syntax, words);
    if (parsed.words.length < command.leastWords) throw new ShellError(`${name} ${command.usage}`);
    if (command.deprecated !== undefined && parsed.words.length > 2) {
      const usage = name === 'ls' ? '[-w] path' : command.usage;
      this.err(`'${command.deprecated}' has been deprecated. Please use '${name} ${usage}' instead.`);
      // The third word, whatever it is, is taken for the wish to watch.
      parsed = parseOptions(command.syntax, [...words.slice(0, 2), '-w', ...words.slice(3)]);
    }
    const hasChroot = parseConnectString(this.connectString).chroot !== '';
    const world: CommandWorld = { ...this.world, zk: this.client, hasChroot };
    return command.run(new CommandCall(world, parsed, signal));
  }

  private async runOwn(name: string, words: readonly string[], signal: AbortSignal | null): Promise<Json> {
    const result = await this.carryOut(name, words, signal);
    if (!this.isAlive && !['close', 'quit', 'help'].includes(name)) this.notConnected();
    return result;
  }

  private async carryOut(name: string, words: readonly string[], signal: AbortSignal | null): Promise<Json> {
    const argument = words[1];
    switch (name) {
      case 'help':
        for (const line of USAGE_LINES) this.err(line);
        return null;
      case 'history':
        return this.showHistory();
      case 'printwatches':
        if (argument === undefined) this.out(`printwatches is ${this.printsWatches ? 'on' : 'off'}`);
        else this.printsWatches = argument === 'on';
        return { printwatches: this.printsWatches };
      case 'redo':
        return argument === undefined ? null : this.redo(argument, signal);
      case 'connect':
        return this.reconnect(argument ?? this.connectString);
      default:
        if (name === 'close' && !this.isAlive) return this.notConnected();
        await this.client.close();
        return null;
    }
  }

  private notConnected(): Json {
    this.out('Not connected');
    return { connected: false };
  }

  private showHistory(): Json {
    const last = this.history.length - 1;
    const first = Math.max(0, last - HISTORY_SHOWN);
    const lines = this.history.slice(first);
    for (const [index, line] of lines.entries()) this.out(`${first + index} - ${line}`);
    return { first, lines };
  }

  /** The repeated command's own failure is printed and does not count: the redo went well. */
  private async redo(argument: string, signal: AbortSignal | null): Promise<Json> {
    const here = this.history.length - 1;
    const index = Number(argument);
    if (!/^\d+$/.test(argument) || index >= here) throw new ShellError('Command index out of range');
    const line = this.history[index]!;
    const words = splitWords(line);
    if (words[0] === undefined || words[0] === 'redo') throw new ShellError('No redoing redos');
    this.history[here] = line;
    return (await this.attempt(words[0], words, signal)).result;
  }

  private async reconnect(connectString: string): Promise<Json> {
    let next: ZooKeeper;
    try {
      next = this.options.open(connectString);
    } catch (error) {
      throw new ShellError((error as Error).message);
    }
    if (this.isAlive) await this.client.close();
    this.unsubscribe();
    this.client = next;
    this.connectString = connectString;
    await this.connect();
    return { server: connectString };
  }

  private watcher(kind: string): (event: WatchEvent) => void {
    return (event) => {
      if (event.type === 'lost' && event.cause === 'removed') this.removedKinds.add(kind);
      if (event === this.lastEvent) return;
      this.lastEvent = event;
      const told = eventOfWatch(event);
      if (told !== null) this.tell(told);
    };
  }

  private async watchesRemoved(path: string, remove: () => Promise<void>): Promise<void> {
    this.removedKinds.clear();
    await remove();
    for (const type of this.removedKinds) this.tell({ state: 'SyncConnected', type, path });
  }

  private tell(event: ShellEvent): void {
    this.options.onEvent?.(event);
    if (!this.printsWatches) return;
    const { state, type, path } = event;
    const end: Part = path === null ? 'null' : linkTo(path);
    this.out('');
    this.out('WATCHER::');
    this.out('');
    this.out(`WatchedEvent state:${state} type:${type} path:`, end);
  }

  private readonly out = (...parts: Part[]): void => this.options.print({ stream: 'out', parts });

  private readonly err = (...parts: Part[]): void => this.options.print({ stream: 'err', parts });
}
