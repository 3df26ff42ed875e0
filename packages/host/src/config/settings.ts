import { ConfigError } from './config-error.ts';

/** A value and the place that a message about it names. */
export interface Setting {
  readonly value: string;
  /** "zoo.cfg line 3", "SERVER_JVMFLAGS". */
  readonly place: string;
}

interface IntegerRange {
  readonly min?: number;
  readonly max?: number;
  /** What the number counts, for the message: "ms", "bytes", "a port". */
  readonly unit?: string;
}

const JAVA_INT_MAX = 2 ** 31 - 1;

/** Values of these never appear in a message. */
const SECRET = /password|passwd|superDigest|secret/i;

/**
 * Settings by key, read once each with their type. Keys that nobody asked for are reported as unknown.
 * Every method throws ConfigError for a value that is not allowed.
 */
export class Settings {
  readonly warnings: string[] = [];
  private readonly byKey: Map<string, Setting>;
  private readonly asked = new Set<string>();

  constructor(byKey: Map<string, Setting>) {
    this.byKey = byKey;
  }

  has(key: string): boolean {
    return this.byKey.has(key);
  }

  text(key: string): string | null {
    this.asked.add(key);
    const setting = this.byKey.get(key);
    return setting === undefined || setting.value === '' ? null : setting.value;
  }

  requiredText(key: string, purpose: string): string {
    const value = this.text(key);
    if (value === null) throw new ConfigError(`${key} is not set: ${purpose}`);
    return value;
  }

  integer(key: string, fallback: number, range: IntegerRange = {}): number {
    return this.optionalInteger(key, range) ?? fallback;
  }

  optionalInteger(key: string, range: IntegerRange = {}): number | null {
    this.asked.add(key);
    const setting = this.byKey.get(key);
    if (setting === undefined) return null;
    const { min = 0, max = JAVA_INT_MAX, unit = '' } = range;
    const number = /^[+-]?[0-9]+$/.test(setting.value) ? Number(setting.value) : Number.NaN;
    if (!(number >= min && number <= max)) {
      const what = unit === '' ? 'a whole number' : `a whole number (${unit})`;
      throw this.wrong(key, `${what} from ${min} to ${max} is allowed`);
    }
    return number;
  }

  port(key: string): number | null {
    return this.optionalInteger(key, { max: 65_535, unit: 'a port' });
  }

  boolean(key: string, fallback: boolean): boolean {
    return this.choice(key, { true: true, false: false }, fallback);
  }

  yesNo(key: string, fallback: boolean): boolean {
    return this.choice(key, { yes: true, no: false }, fallback);
  }

  choice<T>(key: string, choices: Readonly<Record<string, T>>, fallback: T): T {
    this.asked.add(key);
    const setting = this.byKey.get(key);
    if (setting === undefined) return fallback;
    const value = setting.value.toLowerCase();
    if (Object.hasOwn(choices, value)) return choices[value]!;
    throw this.wrong(key, `${Object.keys(choices).join(' or ')} is allowed`);
  }

  /** Comma-separated, without blanks and empty items. */
  list(key: string): string[] | null {
    return (
      this.text(key)
        ?.split(',')
        .map((item) => item.trim())
        .filter((item) => item !== '') ?? null
    );
  }

  /** Keys with this prefix, marked as known. */
  withPrefix(prefix: string): [key: string, setting: Setting][] {
    const found = [...this.byKey].filter(([key]) => key.startsWith(prefix));
    for (const [key] of found) this.asked.add(key);
    return found;
  }

  /** Known to Apache's server but without meaning here; not worth a warning. */
  passOver(keys: Iterable<string>): void {
    for (const key of keys) this.asked.add(key);
  }

  /** Known to Apache's server, set, and without effect here: the operator should hear of it. */
  warnIfSet(key: string, consequence: string): void {
    this.asked.add(key);
    const setting = this.byKey.get(key);
    if (setting !== undefined) this.warnings.push(`${setting.place}: ${this.shown(key)}: ${consequence}`);
  }

  /** The error for a value that parses but cannot be used. */
  wrong(key: string, allowed: string): ConfigError {
    return new ConfigError(`${this.byKey.get(key)?.place ?? key}: ${this.shown(key)}: ${allowed}`);
  }

  /** Warns of every key that nobody asked for. */
  warnUnknown(): void {
    for (const [key, setting] of this.byKey)
      if (!this.asked.has(key)) this.warnings.push(`${setting.place}: unknown key ${key} has no effect`);
  }

  private shown(key: string): string {
    return `${key}=${SECRET.test(key) ? '(hidden)' : (this.byKey.get(key)?.value ?? '')}`;
  }
}
