/** The name of a numbered child, taken apart. */
export interface LineName {
  readonly name: string;
  /** Between the mark of protection, if any, and the number: `lock-`, `latch-`, `__READ__`, … */
  readonly prefix: string;
  readonly number: number;
  /** Carries `_c_<uuid>-`, as Curator and our client protect a create against a lost reply. */
  readonly isProtected: boolean;
}

const PROTECTED = /^_c_[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}-/;
/** kazoo puts 32 digits of a uuid in front of its own prefix. */
const KAZOO = /^[0-9a-f]{32}(?=__)/;

/** The number is written `%010d` with 32 bits: once it has run over, a sign stands before ten digits. */
const NUMBER_MAX = 2_147_483_647;

/** Null when the name ends in no server's number. */
export function lineName(name: string): LineName | null {
  const digits = /\d{10}$/.exec(name)?.[0];
  if (digits === undefined) return null;
  const hasRunOver = Number(digits) > NUMBER_MAX;
  const full = name.slice(0, hasRunOver ? -digits.length - 1 : -digits.length);
  const prefix = full.replace(PROTECTED, '');
  return {
    name,
    prefix: prefix.replace(KAZOO, ''),
    number: hasRunOver ? -Number(digits) : Number(digits),
    isProtected: prefix.length !== full.length,
  };
}

/** What a place in a read-write lock asks for; null where the name does not say. */
export function accessOf({ prefix }: LineName): 'read' | 'write' | null {
  if (prefix === '__READ__' || prefix === '__rlock__') return 'read';
  return prefix === '__WRIT__' || prefix === '__lock__' ? 'write' : null;
}
