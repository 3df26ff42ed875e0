import type { Prng } from '../prng/prng.ts';

/** Operations after which a register is left for a new one, so that the search over its history stays small. */
const REGISTER_OPERATIONS_MAX = 120;

/** Names that the clients work on, few enough that they meet. */
export class Keys {
  private readonly registers: { path: string; uses: number }[] = [];
  private readonly prng: Prng;
  private made = 0;

  constructor(prng: Prng, count: number) {
    this.prng = prng;
    for (let i = 0; i < count; i++) this.registers.push({ path: this.newPath(), uses: 0 });
  }

  /** A node that is made, set, read and deleted on its own: its history is one register. */
  register(): string {
    const at = this.prng.below(this.registers.length);
    const register = this.registers[at] as { path: string; uses: number };
    if (++register.uses > REGISTER_OPERATIONS_MAX) {
      this.registers[at] = { path: this.newPath(), uses: 1 };
    }
    return register.path;
  }

  private newPath(): string {
    return `/r${this.made++}`;
  }
}

export const PARENTS = ['/q', '/e', '/t'] as const;
