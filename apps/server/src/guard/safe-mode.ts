import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import {
  type GuardView,
  guardView,
  type SafeMode as Mode,
  UNLOCKED_MS,
  type WriteGuard,
} from '@vivarium/contract';
import Type, { type Static } from 'typebox';
import { refuse } from '../faults.ts';
import { fits } from '../fits.ts';

/** ZooKeeper's own: its quotas and its configuration. */
export const ALWAYS_PROTECTED = '/zookeeper';

const kept = Type.Array(Type.Pick(guardView, ['connection', 'mode', 'prefixes']));
type Kept = Static<typeof kept>[number];

export interface SafeModeOptions {
  /** Where the choices are kept, by connection. */
  readonly file: string;
  readonly connection: string;
  /** Until somebody has chosen. */
  readonly mode: Mode;
  /** Protected beside `/zookeeper`, until somebody has chosen. */
  readonly prefixes: readonly string[];
  readonly wallMs: () => number;
  readonly onChange: (view: GuardView) => void;
}

/** How freely one connection takes writes, and which paths ask twice. Outlives the server; an unlocking does not. */
export class SafeMode {
  readonly #options: SafeModeOptions;
  readonly #others: readonly Kept[];
  #mode: Mode;
  #prefixes: readonly string[];
  #unlockedUntilMs = 0;
  #relock: ReturnType<typeof setTimeout> | undefined;
  #saving: Promise<void> = Promise.resolve();

  private constructor(options: SafeModeOptions, all: readonly Kept[]) {
    this.#options = options;
    const mine = all.find(({ connection }) => connection === options.connection);
    this.#others = all.filter((each) => each !== mine);
    this.#mode = mine?.mode ?? options.mode;
    this.#prefixes = normal([...(mine?.prefixes ?? []), ...options.prefixes]);
  }

  /** @throws what reading the file throws, except that it is missing; one that cannot be understood locks. */
  static async open(options: SafeModeOptions): Promise<SafeMode> {
    let text: string;
    try {
      text = await readFile(options.file, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      return new SafeMode(options, []);
    }
    const all = parse(text);
    return all === null ? new SafeMode({ ...options, mode: 'locked' }, []) : new SafeMode(options, all);
  }

  get view(): GuardView {
    return {
      connection: this.#options.connection,
      mode: this.#mode,
      unlockedUntilMs: this.#isUnlocked ? this.#unlockedUntilMs : null,
      prefixes: [...this.#prefixes],
    };
  }

  /**
   * Lets a write pass, or says what it lacks: LOCKED, REVIEW_NEEDED, PROTECTED.
   *
   * @param path null for what is not about a path
   */
  permit(path: string | null, guard: WriteGuard = {}): void {
    if (this.#mode === 'locked' && !this.#isUnlocked) throw refuse('LOCKED');
    if (this.#mode !== 'open' && guard.reviewed !== true) throw refuse('REVIEW_NEEDED');
    if (path === null) return;
    const prefix = this.protecting(path);
    if (prefix !== null && guard.confirm !== prefix) throw refuse('PROTECTED', { about: prefix });
  }

  /** The protected prefix that holds the path; null when there is none. */
  protecting(path: string): string | null {
    return this.#prefixes.find((prefix) => isWithin(path, prefix)) ?? null;
  }

  /** @throws LOCKED when a locked connection is to be opened without having been unlocked */
  async choose(mode: Mode): Promise<void> {
    if (this.#mode === 'locked' && mode !== 'locked' && !this.#isUnlocked) throw refuse('LOCKED');
    this.#mode = mode;
    this.#endUnlock();
    await this.#changed();
  }

  /** @throws WRONG_NAME */
  async unlock(name: string): Promise<void> {
    const { connection, wallMs } = this.#options;
    if (name !== connection) throw refuse('WRONG_NAME', { about: connection });
    this.#endUnlock();
    this.#unlockedUntilMs = wallMs() + UNLOCKED_MS;
    this.#relock = setTimeout(() => void this.lock(), UNLOCKED_MS);
    this.#relock.unref();
    await this.#changed();
  }

  async lock(): Promise<void> {
    this.#endUnlock();
    await this.#changed();
  }

  /** @throws BAD_REQUEST for what is no path */
  async protect(prefixes: readonly string[]): Promise<void> {
    if (prefixes.some((prefix) => !/^\/(?:.*[^/])?$/s.test(prefix))) throw refuse('BAD_REQUEST');
    if (this.#mode === 'locked' && !this.#isUnlocked) throw refuse('LOCKED');
    this.#prefixes = normal(prefixes);
    await this.#changed();
  }

  async close(): Promise<void> {
    clearTimeout(this.#relock);
    await this.#saving;
  }

  get #isUnlocked(): boolean {
    return this.#options.wallMs() < this.#unlockedUntilMs;
  }

  #endUnlock(): void {
    clearTimeout(this.#relock);
    this.#unlockedUntilMs = 0;
  }

  #changed(): Promise<void> {
    const { connection, file, onChange } = this.#options;
    onChange(this.view);
    const all = [...this.#others, { connection, mode: this.#mode, prefixes: [...this.#prefixes] }];
    this.#saving = this.#saving.catch(() => undefined).then(() => replaceFile(file, JSON.stringify(all)));
    return this.#saving;
  }
}

/** Whether `path` is `top` or below it; `/test2` is not below `/test`. */
export function isWithin(path: string, top: string): boolean {
  return path === top || top === '/' || path.startsWith(`${top}/`);
}

/** Writes a file whole or not at all, readable by its owner only. */
export async function replaceFile(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const part = `${file}.part`;
  const handle = await open(part, 'w', 0o600);
  try {
    await handle.writeFile(text);
    await handle.datasync();
  } finally {
    await handle.close();
  }
  await rename(part, file);
}

function normal(prefixes: readonly string[]): string[] {
  return [ALWAYS_PROTECTED, ...new Set(prefixes.filter((prefix) => prefix !== ALWAYS_PROTECTED))];
}

function parse(text: string): Kept[] | null {
  try {
    const all: unknown = JSON.parse(text);
    return fits(kept, all) ? all : null;
  } catch {
    return null;
  }
}
