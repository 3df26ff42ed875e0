import { OpCode } from '@vivarium/jute';
import type { Random } from './random.ts';
import type { Outcome } from './step.ts';

const COMPONENTS = ['a', 'b', 'c', 'd', 'é水', 'a-longer-name'] as const;
const ODD_PATHS = [
  '/',
  '',
  'nopath',
  '/a/',
  '//',
  '/a//b',
  '/a/./b',
  '/a/..',
  '/..',
  '/nul\u0000',
  '/tab\t',
  '/\u0085',
  '/\ufeffbom',
  '/\uf8ff',
  '/\ufff0',
  '/zookeeper',
  '/zookeeper/config',
  '/zookeeper/quota',
  '/zookeeper/x',
  '/absent',
] as const;
/** Only read: Apache stops for good (its apply thread dies) when these hold what it cannot parse. */
const READ_ONLY_PATHS = [
  '/zookeeper/quota',
  '/zookeeper/quota/a',
  '/zookeeper/quota/a/zookeeper_stats',
  '/zookeeper/quota/b/zookeeper_limits',
] as const;
const MAX_DEPTH = 4;

/** Names paths: mostly such as exist, sometimes new ones, sometimes wrong ones. */
export class Names {
  readonly #random: Random;
  /** Znodes that the reference has, as far as its replies told; insertion order makes picks repeatable. */
  readonly #known = new Set<string>();

  constructor(random: Random) {
    this.#random = random;
  }

  #component(): string {
    return this.#random.pick(COMPONENTS);
  }

  #existing(): string {
    const known = [...this.#known];
    return known.length === 0 ? `/${this.#component()}` : this.#random.pick(known);
  }

  #below(parent: string): string {
    const depth = parent.split('/').length - 1;
    if (parent === '/' || depth >= MAX_DEPTH) return `/${this.#component()}`;
    return `${parent}/${this.#component()}`;
  }

  /** Any path to ask about. */
  path(): string {
    return this.#random.weighted<() => string>([
      [14, () => this.#existing()],
      [4, () => this.#below(this.#existing())],
      [2, () => `/${this.#component()}`],
      [1, () => this.#random.pick(ODD_PATHS)],
    ])();
  }

  /** Any path to read. */
  readable(): string {
    return this.#random.oneIn(20) ? this.#random.pick(READ_ONLY_PATHS) : this.path();
  }

  /** A path to create. */
  fresh(): string {
    return this.#random.weighted<() => string>([
      [8, () => this.#below(this.#existing())],
      [6, () => `/${this.#component()}`],
      [2, () => this.#existing()],
      [1, () => this.#random.pick(ODD_PATHS)],
    ])();
  }

  /** A prefix for a sequential name; a slash at its end is allowed there. */
  sequential(): string {
    return this.#random.weighted<() => string>([
      [6, () => `${this.#below(this.#existing())}-`],
      [2, () => `/${this.#component()}-`],
      [1, () => `${this.#existing()}/`],
      [1, () => this.#random.pick(ODD_PATHS)],
    ])();
  }

  /** Reads the created paths out of a reply. Deleted ones are forgotten when the set grows. */
  learn(type: number, outcome: Outcome): void {
    const reply = outcome.frames.at(-1);
    if (type === OpCode.multi || (type >= OpCode.create && type <= OpCode.createTTL)) this.#collect(reply, 0);
    if (this.#known.size > 300) {
      for (const path of [...this.#known].slice(0, 150)) this.#known.delete(path);
    }
  }

  #collect(value: unknown, depth: number): void {
    if (typeof value !== 'object' || value === null || depth > 5) return;
    for (const [key, item] of Object.entries(value)) {
      if (key === 'path' && typeof item === 'string' && isOurs(item)) this.#known.add(item);
      else this.#collect(item, depth + 1);
    }
  }
}

function isOurs(path: string): boolean {
  return path.startsWith('/') && !path.startsWith('/zookeeper/quota');
}
