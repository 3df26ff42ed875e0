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

/** Null when the name ends in no server's number. */
export function lineName(name: string): LineName | null {
  const found = /^(.*?)(-\d{10}|\d{10})$/s.exec(name);
  if (found === null) return null;
  const head = found[1] as string;
  const tail = found[2] as string;
  // A prefix that ends in a hyphen and a number below zero look alike: beyond 2^31 nobody has seen one.
  const isHyphen = tail.startsWith('-');
  const full = isHyphen ? `${head}-` : head;
  const prefix = full.replace(PROTECTED, '');
  return {
    name,
    prefix: prefix.replace(KAZOO, ''),
    number: Number(isHyphen ? tail.slice(1) : tail),
    isProtected: prefix.length !== full.length,
  };
}

/** What a place in a read-write lock asks for; null where the name does not say. */
export function accessOf({ prefix }: LineName): 'read' | 'write' | null {
  if (prefix === '__READ__' || prefix === '__rlock__') return 'read';
  return prefix === '__WRIT__' || prefix === '__lock__' ? 'write' : null;
}
